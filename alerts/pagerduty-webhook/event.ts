import { Oddities, type Parts, partsOf, textOf } from "../ingest/body-parts.ts";
import { keyOf } from "../ingest/fingerprint.ts";
import { MalformedNotification } from "../ingest/notification.ts";

/** What PagerDuty says of an incident of its own (webhooks v3). */
export interface WebhookEvent {
  /** The same for every attempt to deliver it. */
  readonly id: string;
  /** PagerDuty's own id of the incident. */
  readonly place: string | undefined;
  /** Our dedup key; PagerDuty leaves it out where an incident has several alerts. */
  readonly incidentKey: string | undefined;
  readonly by: string;
  /** Unix milliseconds. */
  readonly at: number | undefined;
  readonly what:
    | { readonly kind: "deed"; readonly deed: "acknowledge" | "resolve" | "unacknowledge" | "reopen" }
    | { readonly kind: "merged"; readonly into: string }
    | { readonly kind: "said"; readonly text: string | undefined };
}

const ITSELF = "PagerDuty";

/**
 * Reads the body of a webhook; undefined for what is not about an incident, such as the ping of a test button. Only what
 * people do is a deed: PagerDuty tells us also what we did ourselves, with the integration as the agent, and what ran out
 * (https://developer.pagerduty.com/docs/webhooks-overview, "Event Types" and "agent"). Throws MalformedNotification.
 */
export function readWebhookEvent(body: Uint8Array): WebhookEvent | undefined {
  const oddities = new Oddities();
  const event = partsOf(partsOf(parse(body))?.["event"]);
  const data = partsOf(event?.["data"]);
  const type = event?.["event_type"];
  if (event === undefined || data === undefined || typeof type !== "string")
    throw new MalformedNotification("/event has no event_type or no data");
  const id = keyOf(event["id"], "/event/id", oddities);
  if (id === undefined) throw new MalformedNotification("/event/id is missing");
  const text = (parts: Parts | undefined, name: string) => textOf(parts?.[name], `/${name}`, oddities) || undefined;
  const agent = partsOf(event["agent"]);
  const isPerson = agent?.["type"] === "user_reference";
  const what = whatOf(type, { data, isPerson, text });
  if (what === undefined) return undefined;
  const at = Date.parse(text(event, "occurred_at") ?? "");
  return {
    id,
    // A note is about an incident, and has an id of its own.
    place: text(partsOf(data["incident"]), "id") ?? text(data, "id"),
    incidentKey: text(data, "incident_key"),
    by: isPerson ? `${text(agent, "summary") ?? "somebody"} (PagerDuty)` : ITSELF,
    at: Number.isNaN(at) ? undefined : at,
    what,
  };
}

interface Telling {
  readonly data: Parts;
  readonly isPerson: boolean;
  readonly text: (parts: Parts | undefined, name: string) => string | undefined;
}

function whatOf(type: string, { data, isPerson, text }: Telling): WebhookEvent["what"] | undefined {
  const deed = (name: "acknowledge" | "resolve"): WebhookEvent["what"] =>
    isPerson ? { kind: "deed", deed: name } : { kind: "said", text: undefined };
  const said = (what: string | undefined): WebhookEvent["what"] => ({ kind: "said", text: what });
  const names = (list: unknown) =>
    Array.isArray(list) ? list.flatMap((one) => text(partsOf(one), "summary") ?? []).join(", ") : "";
  switch (type) {
    case "incident.triggered":
      return said(undefined);
    case "incident.acknowledged":
      return deed("acknowledge");
    case "incident.resolved": {
      const reason = partsOf(data["resolve_reason"]);
      const into = text(partsOf(reason?.["incident"]), "id");
      if (reason?.["type"] !== "merge_resolve_reason") return deed("resolve");
      return into === undefined ? said("merged the page into another incident") : { kind: "merged", into };
    }
    // Whoever let it run out or took it back: nobody has it now.
    case "incident.unacknowledged":
      return { kind: "deed", deed: "unacknowledge" };
    case "incident.reopened":
      return { kind: "deed", deed: "reopen" };
    case "incident.reassigned":
      return said(`reassigned to ${names(data["assignees"]) || "nobody"}`);
    case "incident.delegated":
      return said(`delegated to ${names(data["assignees"]) || "nobody"}`);
    case "incident.escalated":
      return said(`escalated to ${names(data["assignees"]) || "nobody"}`);
    case "incident.priority_updated":
      return said(`priority ${text(partsOf(data["priority"]), "summary") ?? "none"}`);
    case "incident.annotated":
      return said(`note: ${text(data, "content") ?? ""}`);
    case "incident.status_update_published":
      return said(`status update: ${text(data, "message") ?? ""}`);
    case "incident.responder.added":
      return said(`asked ${text(partsOf(data["user"]), "summary") ?? "somebody"} to respond`);
    default:
      return undefined;
  }
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw new MalformedNotification("the body is not JSON in UTF-8");
  }
}
