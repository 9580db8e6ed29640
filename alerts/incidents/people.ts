import { draftsFor, resolve } from "./ending.ts";
import { beginPaging, goOn } from "./escalate.ts";
import { countOf, type Incident, readDedupKey, STEADY } from "./incident.ts";
import type { IncidentEvent, Outcome, PageOfDeed, PersonalDeed, Surroundings } from "./incident-event.ts";
import { after, entry, quietly } from "./outcome.ts";

type DeedEvent = Extract<IncidentEvent, { readonly type: PersonalDeed }>;

/** Clocks of others may be behind ours by so much. */
const CLOCKS_DIFFER_BY_MS = 60_000;

/** A person does something, here or in PagerDuty. There it counts on the page that is on: what comes late for an older one changes nothing. */
export function personActs(incident: Incident, event: DeedEvent, surroundings: Surroundings): Outcome {
  const { type, by, page } = event;
  const isLate = page !== undefined && (!isOfRun(incident, page) || isOlderThanAnother(incident, page));
  if (isLate) {
    const text = `${by}: ${type} ${isOfRun(incident, page) ? "before what was done since" : "on an older page"}, which changes nothing.`;
    return quietly(incident, entry("note", text));
  }
  const at = page?.at;
  return does(at === undefined ? incident : { ...incident, lastDeed: { place: page?.place, at } }, event, surroundings);
}

/** Webhooks come in any order; what people do at one place counts in the order in which they did it. */
function isOlderThanAnother({ lastDeed }: Incident, { place, at }: PageOfDeed): boolean {
  return lastDeed !== undefined && at !== undefined && lastDeed.place === place && at < lastDeed.at;
}

function does(incident: Incident, event: DeedEvent, surroundings: Surroundings): Outcome {
  const { type, by, page } = event;
  switch (type) {
    case "acknowledge":
    case "resolve": {
      const isUnheard =
        incident.state !== "resolved" && (type === "resolve" ? hasUnheard : isOlderThanNews)(incident, page);
      if (isUnheard) return tellTheUnheard(incident, by, surroundings);
      return type === "acknowledge"
        ? acknowledge(incident, event, surroundings)
        : resolve(incident, { by, at: surroundings.now });
    }
    case "unacknowledge":
      return unacknowledge(incident, event, surroundings);
    case "reopen":
      return reopen(incident, event, surroundings);
  }
}

function isOfRun({ paging }: Incident, { dedupKey, at }: PageOfDeed): boolean {
  if (paging === undefined || readDedupKey(dedupKey).run !== paging.number) return false;
  return at === undefined || at >= paging.startedAt - CLOCKS_DIFFER_BY_MS;
}

/** A person takes the incident: escalation stops, and every destination hears of it; the one it came from knows, and does nothing. */
function acknowledge(incident: Incident, { by, page }: DeedEvent, { now, policyNamed }: Surroundings): Outcome {
  const { paging, told, state, acknowledged } = incident;
  if (state === "resolved") return quietly(incident);
  const timeout = policyNamed(paging?.policy ?? "")?.ackTimeout;
  const until = timeout === undefined ? undefined : now + timeout;
  const text = `${by} acknowledged${until === undefined ? "" : `, until ${new Date(until).toISOString()}`}.`;
  if (state === "acknowledged") {
    // Whoever says it again has it for as long again.
    if (acknowledged?.until === undefined || until === undefined) return quietly(incident);
    return quietly({ ...incident, acknowledged: { ...acknowledged, until } }, entry("acknowledged", text));
  }
  return {
    incident: {
      ...incident,
      state: "acknowledged",
      acknowledged: { by, at: now, until, place: page?.place },
      paging: paging && { ...paging, next: undefined },
    },
    // A mail that says "acknowledged" asks nothing of its reader.
    drafts: draftsFor(
      "acknowledge",
      told.filter(({ destination }) => destination.kind !== "email"),
      text,
    ),
    entries: [entry("acknowledged", text)],
  };
}

/** Whether a deed in PagerDuty was done before its page told of members that had joined; by then they were told to nobody. */
function isOlderThanNews({ newsToldAt }: Incident, page: PageOfDeed | undefined): boolean {
  return newsToldAt !== undefined && page?.at !== undefined && page.at < newsToldAt;
}

/** Who closes an incident closes no member that is still to be told. An acknowledgement leaves it to be told in its time. */
function hasUnheard(incident: Incident, page: PageOfDeed | undefined): boolean {
  return incident.news !== undefined || isOlderThanNews(incident, page);
}

/** Nobody can take or close what he has not heard of: what he has leaves, and the rest is a new page. */
function tellTheUnheard(incident: Incident, by: string, surroundings: Surroundings): Outcome {
  const text = `${by} did not yet know of all that fires.`;
  return after({ entries: [entry("alerts", text)] }, beginPaging(incident, incident.severity, surroundings));
}

/** Nobody has the incident any more. PagerDuty tells its people by itself; what was taken elsewhere stays taken. */
function unacknowledge(incident: Incident, { by, page }: DeedEvent, surroundings: Surroundings): Outcome {
  const { state, acknowledged } = incident;
  if (state !== "acknowledged" || acknowledged === undefined) return quietly(incident);
  if (acknowledged.place !== undefined && acknowledged.place !== page?.place) return quietly(incident);
  const text = `${by}: the acknowledgement of ${acknowledged.by} no longer counts.`;
  return after({ entries: [entry("acknowledged", text)] }, goOn(incident, surroundings));
}

/** A person was wrong to resolve it: what was closed there is open again, as long as its alerts fire. */
function reopen(incident: Incident, event: DeedEvent, surroundings: Surroundings): Outcome {
  const { by, page } = event;
  // Whoever closed it there, of which we have not heard, had taken it there.
  const { state, acknowledged } = incident;
  if (state === "acknowledged" && acknowledged?.place !== undefined && acknowledged.place === page?.place)
    return unacknowledge(incident, event, surroundings);
  if (state !== "resolved") return quietly(incident);
  if (countOf(incident.firing) === 0) return quietly(incident, entry("note", `${by} reopened it, and nothing fires.`));
  // A mail is not opened again: its reader has read of the end, and reads of the next step.
  const told = incident.closed.filter(
    ({ dedupKey, destination }) => dedupKey === page?.dedupKey && destination.kind !== "email",
  );
  const open: Incident = { ...incident, resolved: undefined, told, closed: [], flaps: STEADY };
  const worst = incident.firing.page > 0 ? "page" : "ticket";
  // Meanwhile it may have become another thing.
  const isSame = worst === incident.severity || incident.risen;
  const back = isSame ? goOn(open, surroundings) : beginPaging(open, worst, surroundings);
  return after({ entries: [entry("opened", `${by} reopened it.`)] }, back);
}

/** Whoever had the page has it where it goes on, and lets it go there. */
export function merged(
  incident: Incident,
  { by, from, into, at }: Extract<IncidentEvent, { readonly type: "merged" }>,
): Outcome {
  const { acknowledged } = incident;
  const isThere = acknowledged?.place !== undefined && acknowledged.place === from;
  const moved = isThere ? { ...incident, acknowledged: { ...acknowledged, place: into } } : incident;
  // What was done to it before, and is heard later, went on there too: nobody would take it back here.
  const known = at === undefined ? moved : { ...moved, lastDeed: { place: from, at } };
  return quietly(known, entry("note", `${by} merged its page into ${into}, which goes on for it.`));
}
