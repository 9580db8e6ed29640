import { placeOf } from "../channels/destination.ts";
import { beatOfKey, noLongerExpected } from "./dead-mans-switch.ts";
import { type Incident, readDedupKey } from "./incident.ts";
import { Journal } from "./journal.ts";
import type { IncidentRecord } from "./records.ts";
import type { Changes, DeedResult, PagerDutyWord, Plan, RouterEvent, Setting } from "./router-event.ts";

type EventOf<Type extends RouterEvent["type"]> = Extract<RouterEvent, { readonly type: Type }>;

const LONGEST_NOTE = 4_000;

/** A person acknowledges or resolves an incident in the console. */
export function deedDone({ incidentId, deed, by }: EventOf<"deed">, setting: Setting): Plan {
  return {
    needs: { incidentIds: [incidentId] },
    follow: ({ incidents: [record] }) => {
      const journal = new Journal(setting);
      if (record === undefined) return { ...journal.changes, deed: "unknown" };
      const after = journal.apply(record, { type: deed, by });
      const watcher = deed === "resolve" ? beatOfKey(record.incident.key) : undefined;
      const beats = watcher === undefined ? {} : noLongerExpected(watcher, setting.now);
      return { ...journal.changes, ...beats, deed: resultOf(record, after) };
    },
  };
}

/** A person adds a note to an incident's timeline. */
export function noted({ incidentId, by, text }: EventOf<"note">, setting: Setting): Plan {
  return {
    needs: { incidentIds: [incidentId] },
    follow: ({ incidents: [record] }) => {
      const journal = new Journal(setting);
      if (record !== undefined) journal.apply(record, { type: "said", text: `${by}: ${text.slice(0, LONGEST_NOTE)}` });
      return { ...journal.changes, deed: record === undefined ? "unknown" : "done" };
    },
  };
}

/** PagerDuty speaks of an incident of its own: of all of ours that are in it. */
export function pagerDutySaid(word: PagerDutyWord, setting: Setting): Plan {
  const { eventId, place, dedupKeys } = word;
  return {
    needs: { incidentIds: dedupKeys.map((key) => readDedupKey(key).incidentId), pagerDuty: { eventId, place } },
    follow: ({ incidents, isWebhookKnown, linkedKeys }) => {
      const journal = new Journal(setting);
      if (isWebhookKnown) return { ...journal.changes, deed: "late" };
      const keys = [...new Set([...dedupKeys, ...linkedKeys])];
      const results = keys.map((key) => {
        const { incidentId } = readDedupKey(key);
        const record = incidents.find(({ incident }) => incident.id === incidentId);
        return record === undefined ? "unknown" : hear(journal, journal.latest(record), key, word);
      });
      const reopened = incidents
        .filter(({ incident }) => incident.state === "resolved")
        .map((record) => journal.latest(record));
      return {
        ...journal.changes,
        withdrawnEnds: reopened.flatMap(({ incident }) => (incident.state === "resolved" ? [] : toldIn(incident))),
        ...linksFor(
          word,
          keys.filter((_, index) => results[index] !== "unknown"),
        ),
        webhookEventId: eventId,
        deed: results.find((one) => one !== "unknown") ?? "unknown",
      };
    },
  };
}

function hear(journal: Journal, record: IncidentRecord, dedupKey: string, word: PagerDutyWord): DeedResult {
  const { what, by, place, at } = word;
  switch (what.kind) {
    case "deed":
      return resultOf(record, journal.apply(record, { type: what.deed, by, page: { dedupKey, place, at } }));
    case "merged":
      journal.apply(record, { type: "merged", by, from: place, into: what.into, at });
      return "done";
    case "said":
      if (what.text !== undefined) journal.apply(record, { type: "said", text: `${by}: ${what.text}` });
      return "done";
  }
}

/** Where people have been told of the run that is on. */
function toldIn({ told }: Incident) {
  return told.map(({ dedupKey, destination }) => ({ dedupKey, place: placeOf(destination) }));
}

/** What is known of PagerDuty's incidents by now: events without a key, and those of a merged one, are understood by it. */
function linksFor({ place, what }: PagerDutyWord, keys: readonly string[]): Pick<Changes, "links"> {
  const places = [...(place === undefined ? [] : [place]), ...(what.kind === "merged" ? [what.into] : [])];
  return { links: places.flatMap((one) => keys.map((dedupKey) => ({ place: one, dedupKey }))) };
}

function resultOf(before: IncidentRecord, after: IncidentRecord): DeedResult {
  const isSame = (one: IncidentRecord) => `${one.incident.state} ${one.incident.paging?.number}`;
  return isSame(after) === isSame(before) ? "late" : "done";
}
