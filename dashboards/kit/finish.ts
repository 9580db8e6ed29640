import type { Dashboard } from "@grafana/grafana-foundation-sdk/dashboard";

/** The dashboard as the text of a file: always the same bytes for the same dashboard, whatever order the SDK sets its keys in. */
export function finish(dashboard: Dashboard): string {
  return `${JSON.stringify(dashboard, tidied, 2)}\n`;
}

function tidied(key: string, value: unknown): unknown {
  // The SDK moves every link into a menu, and its types have no other place (grafana-foundation-sdk issue 1272).
  if (key === "placement" && value === "inControlsMenu") return undefined;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
