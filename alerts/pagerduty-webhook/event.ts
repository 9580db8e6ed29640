import Type from "typebox";
import { bodyCheck } from "../ingest/check-body.ts";
import { MalformedNotification } from "../ingest/notification.ts";

const Named = Type.Union([
  Type.Null(),
  Type.Object({ summary: Type.Optional(Type.Union([Type.String(), Type.Null()])) }),
]);
const check = bodyCheck(
  Type.Object({
    event: Type.Object({
      id: Type.String({ minLength: 1, maxLength: 255 }),
      event_type: Type.String(),
      occurred_at: Type.Optional(Type.String()),
      agent: Type.Optional(Named),
      data: Type.Object({
        id: Type.Optional(Type.String()),
        incident_key: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      }),
    }),
  }),
);

/** What happened at PagerDuty, as its webhooks v3 tell it. */
export interface WebhookEvent {
  /** The same for every attempt to deliver it. */
  readonly webhookEventId: string;
  readonly kind: "acknowledged" | "resolved" | "other";
  /** PagerDuty's own id. */
  readonly incidentId: string | undefined;
  /** Our dedup key; PagerDuty may leave it out. */
  readonly incidentKey: string | undefined;
  /** Who did it. */
  readonly agent: string | undefined;
}

const KINDS: Readonly<Record<string, WebhookEvent["kind"]>> = {
  "incident.acknowledged": "acknowledged",
  "incident.resolved": "resolved",
};

/** Reads the body of a webhook. Throws MalformedNotification. */
export function readWebhookEvent(body: Uint8Array): WebhookEvent {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new MalformedNotification("the body is not JSON in UTF-8");
  }
  const { id, event_type, agent, data } = check(json).event;
  return {
    webhookEventId: id,
    kind: KINDS[event_type] ?? "other",
    incidentId: data.id,
    incidentKey: data.incident_key ?? undefined,
    agent: agent?.summary ?? undefined,
  };
}
