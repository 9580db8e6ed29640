import { Journal } from "./journal.ts";
import type { IncidentRecord } from "./records.ts";
import type { DeedKind, DeedResult, Plan, RouterEvent, Setting } from "./router-event.ts";

type EventOf<Type extends RouterEvent["type"]> = Extract<RouterEvent, { readonly type: Type }>;

const LONGEST_NOTE = 4_000;

/** A person acknowledges or resolves an incident in the console. */
export function deedDone({ incidentId, deed, by }: EventOf<"deed">, setting: Setting): Plan {
  return {
    needs: { incidentIds: [incidentId] },
    follow: ({ incidents: [record] }) => {
      const journal = new Journal(setting);
      const result = record === undefined ? "unknown" : act(journal, record, deed, by);
      return { ...journal.changes, deed: result };
    },
  };
}

/** A person acknowledges or resolves in PagerDuty, which may have put several incidents of ours into one of its own. */
export function pagerDutySaid({ eventId, dedupKeys, deed, by }: EventOf<"pagerduty">, setting: Setting): Plan {
  const incidentIds = [...new Set(dedupKeys.flatMap((key) => key.split("/")[0] ?? []))];
  return {
    needs: { incidentIds, webhookEventId: eventId },
    follow: ({ incidents, isWebhookKnown }) => {
      const journal = new Journal(setting);
      if (isWebhookKnown) return { ...journal.changes, deed: "late" };
      const results = incidents.map((record) => act(journal, record, deed, by));
      return { ...journal.changes, webhookEventId: eventId, deed: results[0] ?? "unknown" };
    },
  };
}

/** A person adds a note to an incident's timeline. */
export function noted({ incidentId, by, text }: EventOf<"note">, setting: Setting): Plan {
  return {
    needs: { incidentIds: [incidentId] },
    follow: ({ incidents: [record] }) => {
      const journal = new Journal(setting);
      if (record !== undefined)
        journal.write(record, [], [{ kind: "note", text: `${by}: ${text.slice(0, LONGEST_NOTE)}` }]);
      return { ...journal.changes, deed: record === undefined ? "unknown" : "done" };
    },
  };
}

function act(journal: Journal, record: IncidentRecord, type: DeedKind, by: string): DeedResult {
  const after = journal.apply(record, { type, by });
  return after.incident.state === record.incident.state ? "late" : "done";
}
