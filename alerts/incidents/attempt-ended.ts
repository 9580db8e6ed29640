import type { Destination } from "../channels/channel.ts";
import type { Draft } from "./incident-event.ts";
import { Journal } from "./journal.ts";
import { acceptPage } from "./pages.ts";
import type { IncidentRecord, PageRecord } from "./records.ts";
import type { Changes, Plan, RouterEvent, Setting } from "./router-event.ts";
import { surroundingsOf } from "./surroundings.ts";

type Ended = Extract<RouterEvent, { readonly type: "attempt" }>;

/** What follows from an attempt: a page is accepted, or email takes it over; people hear of what was given up. */
export function attemptEnded(ended: Ended, setting: Setting): Plan {
  const { message, state } = ended;
  const { action, dedupKey, subject } = message;
  if (state === "sent" && (action === "trigger" || action === "notice"))
    return { needs: { dedupKeys: [dedupKey] }, follow: ({ pages: [page] }) => accepted(ended, page, setting) };
  if (state !== "dead_letter") return { needs: {}, follow: () => new Journal(setting).changes };
  return {
    needs: { incidentIds: [subject.incidentId], dedupKeys: action === "trigger" ? [dedupKey] : [] },
    follow: ({ incidents: [record], pages: [page] }) => givenUp(ended, record, page, setting),
  };
}

function accepted({ message }: Ended, before: PageRecord | undefined, setting: Setting): Changes {
  const { changes } = new Journal(setting);
  const page = before === undefined ? undefined : acceptPage(before, setting.now);
  if (page === undefined) return changes;
  const seconds = Math.max(0, setting.now - page.createdAt) / 1_000;
  const outcome = page.outcome === "in_time" ? page.outcome : undefined;
  return { ...changes, pages: [page], counts: { accepted: { channel: message.destination.kind, seconds, outcome } } };
}

function givenUp(
  ended: Ended,
  record: IncidentRecord | undefined,
  page: PageRecord | undefined,
  setting: Setting,
): Changes {
  const journal = new Journal(setting);
  if (record === undefined) return journal.changes;
  const { fallback } = surroundingsOf(record, setting);
  const told = tellOfDeadLetter(journal, record, ended, fallback);
  if (page === undefined || page.acceptedAt !== undefined || page.isTakenOver) return journal.changes;
  fallBack(journal, told, page, fallback, `${ended.message.destination.channel} has refused the page.`);
  return { ...journal.changes, pages: [{ ...page, isTakenOver: true }] };
}

/** Sends a page by email that its own channel has not accepted. What is over by then is only told of. */
export function fallBack(
  journal: Journal,
  record: IncidentRecord,
  { dedupKey }: PageRecord,
  fallback: readonly Destination[],
  why: string,
): IncidentRecord {
  const { incident } = record;
  const isOver = incident.state === "resolved";
  const told = fallback.map((destination) => ({ dedupKey, severity: "page" as const, destination }));
  const drafts: Draft[] = told.map((one) => ({ ...one, action: isOver ? "notice" : "trigger", reason: why }));
  const names = fallback.map(({ channel }) => channel).join(", ") || "nobody: no email channel is set up";
  const next = isOver ? record : { ...record, incident: { ...incident, told: [...incident.told, ...told] } };
  return journal.write(next, drafts, [{ kind: "escalated", text: `${why} Told ${names}.` }]);
}

/** Tells people that a message will not arrive. */
function tellOfDeadLetter(
  journal: Journal,
  record: IncidentRecord,
  { message, detail }: Ended,
  fallback: readonly Destination[],
): IncidentRecord {
  const { action, destination } = message;
  const { channel } = destination;
  const text = `A message (${action}) to ${channel} was given up: ${detail}`;
  const drafts: Draft[] = fallback
    .filter((one) => one.channel !== channel)
    .map((one) => ({
      action: "notice",
      severity: record.incident.severity,
      dedupKey: `${record.incident.id}/undelivered`,
      destination: one,
      reason: text,
    }));
  return journal.write(record, drafts, [{ kind: "note", text }]);
}
