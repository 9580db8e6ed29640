import { Ajv } from "ajv";
import Type from "typebox";
import type { PagerDutyEvent } from "../channels/pagerduty-event.ts";

const Text = (most: number) => Type.String({ minLength: 1, maxLength: most });
const check = new Ajv({ strict: false }).compile<PagerDutyEvent>(
  Type.Object({
    routing_key: Type.String({ minLength: 1, maxLength: 64 }),
    event_action: Type.Enum(["trigger", "acknowledge", "resolve"]),
    dedup_key: Type.Optional(Text(255)),
    payload: Type.Optional(
      Type.Object({
        summary: Text(1_024),
        source: Text(10_000),
        severity: Type.Enum(["critical", "error", "warning", "info"]),
      }),
    ),
    links: Type.Optional(Type.Array(Type.Object({ href: Type.String() }))),
  }),
);

/** An incident as the sandbox keeps it: what one person was woken for. */
export interface PagerDutyIncident {
  readonly id: string;
  readonly routingKey: string;
  readonly dedupKey: string;
  readonly title: string;
  status: "triggered" | "acknowledged" | "resolved";
  /** Events that were folded into it. */
  events: number;
}

/** What is wrong with an event, as the real API says it; empty when nothing is. */
export function problemsOf(event: unknown, bytes: number): string[] {
  if (bytes > 512 * 1024) return ["Event object is too large"];
  if (!check(event)) return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  if (event.event_action === "trigger") return event.payload === undefined ? ["payload is missing"] : [];
  return event.dedup_key === undefined ? ["dedup_key is missing"] : [];
}

/** The incidents of all routing keys, by the rules of the real API. */
export class PagerDutyIncidents {
  readonly all: PagerDutyIncident[] = [];

  /** Takes an accepted event. An end or an acknowledgement of what is not open is dropped, with success. */
  take({ routing_key, event_action, dedup_key, payload }: PagerDutyEvent): void {
    const open = this.open(dedup_key, routing_key);
    if (event_action === "trigger") {
      if (open !== undefined) open.events++;
      else {
        this.all.push({
          id: `Q${this.all.length + 1}`,
          routingKey: routing_key,
          dedupKey: dedup_key,
          title: payload?.summary ?? "",
          status: "triggered",
          events: 1,
        });
      }
    } else if (open !== undefined) {
      open.status = event_action === "resolve" ? "resolved" : "acknowledged";
    }
  }

  open(dedupKey: string, routingKey?: string): PagerDutyIncident | undefined {
    return this.all.find(
      (one) =>
        one.dedupKey === dedupKey &&
        one.status !== "resolved" &&
        (routingKey === undefined || one.routingKey === routingKey),
    );
  }
}
