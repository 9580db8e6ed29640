import { LABELS } from "../../slo/model/contract.ts";
import type { Message, Subject } from "./channel.ts";
import { cutText } from "./cut-text.ts";
import { linksOf } from "./links.ts";

/** Limits of the Events API v2; PagerDuty answers 400 to what is longer, and the page is lost. */
const MOST_SUMMARY_CHARACTERS = 1_024;
const MOST_KEY_CHARACTERS = 255;
export const MOST_EVENT_BYTES = 512_000;
const MOST_VALUE_CHARACTERS = 2_000;
const CUT = "… (cut)";

/** An event as PagerDuty's Events API v2 takes it. */
export interface PagerDutyEvent {
  readonly routing_key: string;
  readonly event_action: "trigger" | "acknowledge" | "resolve";
  readonly dedup_key: string;
  readonly payload?: {
    readonly summary: string;
    readonly source: string;
    readonly severity: "critical" | "warning";
    readonly timestamp: string;
    readonly component: string;
    readonly group: string;
    readonly class: string;
    readonly custom_details: Readonly<Record<string, string>>;
  };
  readonly links?: ReadonlyArray<{ readonly href: string; readonly text: string }>;
  readonly client?: string;
  readonly client_url?: string;
}

/** A message as an event. Undefined for a notice: PagerDuty has no event that tells without waking somebody. */
export function pagerDutyEvent(
  { action, dedupKey, subject, reason }: Message,
  routingKey: string,
): PagerDutyEvent | undefined {
  if (action === "notice") return undefined;
  const head = { routing_key: routingKey, event_action: action, dedup_key: cutText(dedupKey, MOST_KEY_CHARACTERS, "") };
  if (action !== "trigger") return head;
  const { labels } = subject;
  const { shown, leftOut } = linksOf(subject);
  // What is not in the event is said, and where it stands.
  const missed: Record<string, string> = leftOut === undefined ? {} : { left_out: leftOut };
  const event = (details: Readonly<Record<string, string>>): PagerDutyEvent => ({
    ...head,
    payload: {
      summary: cutText(subject.summary || "An alert without a summary", MOST_SUMMARY_CHARACTERS, "…"),
      source: cutText(
        labels[LABELS.service] || labels["instance"] || labels["job"] || "lucky-gas",
        MOST_VALUE_CHARACTERS,
        CUT,
      ),
      severity: subject.severity === "page" ? "critical" : "warning",
      timestamp: new Date(subject.startedAt).toISOString(),
      component: cutText(labels[LABELS.slo] ?? "", MOST_VALUE_CHARACTERS, CUT),
      group: cutText(labels[LABELS.owner] ?? "", MOST_VALUE_CHARACTERS, CUT),
      class: cutText(labels["alertname"] ?? "", MOST_VALUE_CHARACTERS, CUT),
      custom_details: details,
    },
    links: shown.map(([text, href]) => ({ href, text })),
    client: "Lucky Gas alerts",
    ...(subject.consoleUrl === undefined ? {} : { client_url: subject.consoleUrl }),
  });
  const whole = event({ ...missed, ...detailsOf(subject, reason) });
  if (sizeOf(whole) <= MOST_EVENT_BYTES) return whole;
  return event({
    why: cutText(reason, MOST_VALUE_CHARACTERS, CUT),
    ...missed,
    cut: "The details are larger than PagerDuty takes; they stand in the console.",
  });
}

function detailsOf({ description, firing, labels }: Subject, reason: string): Record<string, string> {
  const own = Object.entries(labels).map(([name, value]) => [
    `label ${cutText(name, 200, CUT)}`,
    cutText(value, MOST_VALUE_CHARACTERS, CUT),
  ]);
  return {
    why: cutText(reason, MOST_VALUE_CHARACTERS, CUT),
    description: cutText(description, 10_000, CUT),
    alerts_firing: String(firing),
    ...Object.fromEntries(own),
  };
}

function sizeOf(event: PagerDutyEvent): number {
  return Buffer.byteLength(JSON.stringify(event));
}
