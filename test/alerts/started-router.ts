import { createHash } from "node:crypto";
import pino from "pino";
import type { Attempt, Message } from "../../alerts/channels/channel.ts";
import type { RunbookShelf } from "../../alerts/console/runbook-shelf.ts";
import { type AlertRouter, type RouterOptions, startRouter } from "../../alerts/router.ts";
import type { Routing } from "../../alerts/routing/routing.ts";
import { readRouterSettings } from "../../alerts/settings.ts";
import { BACKLOG, MINUTE } from "./surroundings.ts";

export const TOKEN = "a-token-for-tests-only";

/** Of the length that PagerDuty's integration keys have. */
export const TEST_KEYS = {
  TEAM_KEY: "key-of-the-team".padEnd(32, "0"),
  PLATFORM_KEY: "key-of-platform".padEnd(32, "0"),
};

/** PagerDuty for pages, mail for tickets and as the last resort. */
export const TEST_ROUTING: Routing = {
  timeZone: "Asia/Taipei",
  channels: new Map([
    ["team", { kind: "pagerduty", name: "team", routingKeyEnv: "TEAM_KEY" }],
    ["platform", { kind: "pagerduty", name: "platform", routingKeyEnv: "PLATFORM_KEY" }],
    ["mail", { kind: "email", name: "mail", to: ["oncall@luckygas.example"] }],
  ]),
  fallback: ["mail"],
  escalations: new Map([
    [
      "oncall",
      {
        name: "oncall",
        steps: [
          { notify: ["team"], timeout: 10 * MINUTE },
          { notify: ["platform"], timeout: 10 * MINUTE },
        ],
        repeat: 1,
        hours: undefined,
        risesTo: undefined,
        ackTimeout: undefined,
      },
    ],
    ["backlog", BACKLOG],
  ]),
  routes: [
    { match: '{severity="ticket"}', matches: ({ severity }) => severity === "ticket", escalation: "backlog" },
    { match: "", matches: () => true, escalation: "oncall" },
  ],
  maintenance: [],
  deadMansSwitch: undefined,
  groupBy: ["alertname", "cluster", "namespace", "service", "owner"],
  staleAfter: { alertmanager: 90 * MINUTE, grafana: 750 * MINUTE, "cloud-monitoring": 11_520 * MINUTE },
};

export const NO_RUNBOOKS: RunbookShelf = {
  list: () => [],
  find: () => undefined,
  search: () => [],
  firstSteps: () => undefined,
};

export interface TestRouter extends AlertRouter {
  /** Every attempt that was made, in order. */
  readonly sent: readonly Message[];
  readonly post: (body: unknown, path?: string) => Promise<Response>;
}

export interface TestRouterOptions extends Partial<RouterOptions> {
  readonly env?: Readonly<Record<string, string>>;
  readonly answer?: (message: Message, signal: AbortSignal) => Promise<Attempt> | Attempt;
}

/** A router on free ports with a database in memory, whose channels answer as the test says. */
export async function startTestRouter({ env = {}, answer, ...options }: TestRouterOptions = {}): Promise<TestRouter> {
  const sent: Message[] = [];
  const router = await startRouter({
    settings: readRouterSettings({
      PORT: "0",
      ADMIN_PORT: "0",
      DATABASE_URL: "sqlite::memory:",
      ALERTMANAGER_TOKEN: TOKEN,
      GRAFANA_TOKEN: TOKEN,
      CLOUD_MONITORING_TOKEN: TOKEN,
      CONSOLE_TOKENS: `Mei:${TOKEN}`,
      PAGERDUTY_WEBHOOK_SECRETS: TOKEN,
      CONSOLE_URL: "http://console.example",
      LOG_LEVEL: "silent",
      ...env,
    }),
    routing: () => TEST_ROUTING,
    environment: TEST_KEYS,
    deliver: async (message, signal) => {
      sent.push(message);
      return (await answer?.(message, signal)) ?? { outcome: "accepted", detail: "" };
    },
    runbooks: NO_RUNBOOKS,
    slos: undefined,
    now: Date.now,
    random: Math.random,
    log: pino({ enabled: false }),
    ...options,
  });
  return {
    ...router,
    sent,
    post: (body, path = "/v1/alertmanager") =>
      fetch(router.url + path, {
        method: "POST",
        headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
        body:
          typeof body === "string"
            ? body
            : body instanceof Uint8Array
              ? new Blob([new Uint8Array(body)])
              : JSON.stringify(body),
      }),
  };
}

/** An alert as Alertmanager writes it. */
export function alert(labels: Record<string, string>, changes: Record<string, unknown> = {}) {
  const all: Record<string, string> = { alertname: "SLOBudgetBurn", severity: "page", ...labels };
  return {
    status: "firing",
    labels: all,
    annotations: { summary: `${all["slo"] ?? all["alertname"]} burns` },
    startsAt: "2026-11-21T00:00:00Z",
    endsAt: "0001-01-01T00:00:00Z",
    fingerprint: createHash("sha256").update(JSON.stringify(all)).digest("hex").slice(0, 16),
    ...changes,
  };
}

/** A webhook of Alertmanager. */
export function webhook(...alerts: ReadonlyArray<ReturnType<typeof alert>>) {
  return { version: "4", groupKey: "{}", truncatedAlerts: 0, status: "firing", receiver: "router", alerts };
}
