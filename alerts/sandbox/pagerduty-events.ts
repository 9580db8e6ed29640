import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";

/*
 * What the Events API v2 asks of an event: https://developer.pagerduty.com/docs/send-alert-event (fields and their limits) and
 * https://developer.pagerduty.com/docs/events-api-v2-overview (size, answers).
 */

/** "512 KB" of the overview, read as the lesser of the two that it may mean. */
const MOST_BYTES = 512_000;
const MOST_SUMMARY = 1_024;
const MOST_DEDUP_KEY = 255;
/** The length of an integration key. */
const ROUTING_KEY = 32;

const Link = Type.Object({ href: Type.String({ pattern: "^https?://" }), text: Type.Optional(Type.String()) });
const Image = Type.Object({
  /** "must be served via HTTPS" */
  src: Type.String({ pattern: "^https://" }),
  href: Type.Optional(Type.String({ pattern: "^https?://" })),
});
const Payload = Type.Object({
  summary: Type.String({ minLength: 1, maxLength: MOST_SUMMARY }),
  source: Type.String({ minLength: 1 }),
  severity: Type.Enum(["critical", "error", "warning", "info"]),
  timestamp: Type.Optional(Type.String({ pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d" })),
  component: Type.Optional(Type.String()),
  group: Type.Optional(Type.String()),
  class: Type.Optional(Type.String()),
  custom_details: Type.Optional(Type.Object({})),
});
const check = checkOf(
  Type.Object({
    routing_key: Type.String({ minLength: ROUTING_KEY, maxLength: ROUTING_KEY }),
    event_action: Type.Enum(["trigger", "acknowledge", "resolve"]),
    dedup_key: Type.Optional(Type.String({ minLength: 1, maxLength: MOST_DEDUP_KEY })),
    payload: Type.Optional(Payload),
    links: Type.Optional(Type.Array(Link)),
    images: Type.Optional(Type.Array(Image)),
    client: Type.Optional(Type.String()),
    client_url: Type.Optional(Type.String()),
  }),
);

/** What is wrong with an event, as the real API says it; empty when nothing is. */
export function problemsOf(event: unknown, bytes: number): string[] {
  if (bytes > MOST_BYTES) return ["Event object is too large"];
  if (!check(event)) return check.offences(event).map(({ instancePath, message }) => `${instancePath} ${message}`);
  if (event.event_action === "trigger") return event.payload === undefined ? ["payload is missing"] : [];
  return event.dedup_key === undefined ? ["dedup_key is missing"] : [];
}
