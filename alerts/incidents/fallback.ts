import type { Destination } from "../channels/channel.ts";
import type { OpenPage } from "../pages/pages.ts";
import type { IncidentRecord } from "../storage/incident-record.ts";
import type { Draft } from "./incident-event.ts";
import type { IncidentWriter } from "./incident-writer.ts";

/** Sends a page by email that its own channel has not accepted. What is over by then is only told of. */
export function fallBack(
  writer: IncidentWriter,
  record: IncidentRecord,
  { dedupKey }: OpenPage,
  fallback: readonly Destination[],
  why: string,
): IncidentRecord {
  const { incident } = record;
  const isOver = incident.state === "resolved";
  const told = fallback.map((destination) => ({ dedupKey, severity: "page" as const, destination }));
  const drafts: Draft[] = told.map((one) => ({ ...one, action: isOver ? "notice" : "trigger", reason: why }));
  const names = fallback.map(({ channel }) => channel).join(", ") || "nobody: no email channel is set up";
  const next = isOver ? record : { ...record, incident: { ...incident, told: [...incident.told, ...told] } };
  return writer.write(next, drafts, [{ kind: "escalated", text: `${why} Told ${names}.` }]);
}

/** Tells people that a message will not arrive. */
export function tellOfDeadLetter(
  writer: IncidentWriter,
  record: IncidentRecord,
  { channel, action, detail }: { readonly channel: string; readonly action: string; readonly detail: string },
  fallback: readonly Destination[],
): IncidentRecord {
  const text = `A message (${action}) to ${channel} was given up: ${detail}`;
  const drafts: Draft[] = fallback
    .filter((destination) => destination.channel !== channel)
    .map((destination) => ({
      action: "notice",
      severity: record.incident.severity,
      dedupKey: `${record.incident.id}/undelivered`,
      destination,
      reason: text,
    }));
  return writer.write(record, drafts, [{ kind: "note", text }]);
}
