import { ageText } from "../../slo/model/figures.ts";
import { endOf, resolve } from "./ending.ts";
import { beginPaging, takeUpTicket } from "./escalate.ts";
import { awayFor, cameAgain, FLAPS_WITHIN_MS, fallen, type Level, levelOf } from "./flapping.ts";
import { ALERTS, countOf, type Firing, type Incident, isFiring, NONE, STEADY } from "./incident.ts";
import type { AlertChanges, Entry, IncidentEvent, Joined, Outcome, Surroundings } from "./incident-event.ts";
import { join, withoutThoseWhoLeft } from "./joining.ts";
import { after, entry, quietly } from "./outcome.ts";

type Uncovered = Extract<IncidentEvent, { readonly type: "uncovered" }>;

const NOBODY: Joined = { page: [], ticket: [] };

/** Counts what fires, and pages, stops paging or resolves as that demands. */
export function alertsChanged(before: Incident, changes: AlertChanges, surroundings: Surroundings): Outcome {
  const counted: Incident = {
    ...before,
    firing: plus(before.firing, changes.began, changes.ended),
    hidden: plus(before.hidden, changes.hiddenBegan, changes.hiddenEnded),
    absences: Math.max(0, before.absences + changes.absences),
    lastSeenAt: surroundings.now,
    news: withoutThoseWhoLeft(before.news, changes.left),
    staleSince: undefined,
  };
  const incident = { ...counted, silencedUntil: earliest(counted, before.silencedUntil, changes.silencedUntil) };
  const entries = [entryOf(before, changes, incident), ...hiddenEntry(changes.hiddenBegan, incident)];
  return after({ entries }, react(before, incident, changes.joined, surroundings));
}

/** Maintenance has let go of alerts of whom nobody was told. */
export function uncovered(before: Incident, event: Uncovered, surroundings: Surroundings): Outcome {
  const { shown, joined, hidden, silencedUntil } = event;
  const absences = before.absences + event.absences;
  if (before.state === "resolved")
    return before.resolved?.by === ALERTS ? quietly(before) : openAgain(before, event, surroundings);
  if (countOf(shown) === 0) return quietly({ ...before, hidden, silencedUntil });
  // It is no flapping that brings them up.
  const flaps = before.flaps.held === undefined ? STEADY : before.flaps;
  const incident = { ...before, firing: plus(before.firing, shown, NONE), absences, hidden, silencedUntil, flaps };
  const text = `${countOf(shown)} of its alerts, kept quiet until now, still fire.`;
  const isNew = before.flaps.held !== undefined && incident.absences > before.absences;
  // What people were told of is over, and held only because it flaps: that a signal is gone is another thing.
  const next = isNew
    ? beginPaging({ ...incident, flaps: STEADY }, incident.firing.page > 0 ? "page" : "ticket", surroundings)
    : react(before, incident, joined, surroundings);
  return after({ entries: [entry("silenced", text)] }, next);
}

/** Whoever closed it has not heard of what was kept quiet. */
function openAgain(before: Incident, event: Uncovered, surroundings: Surroundings): Outcome {
  const { shown, hidden, silencedUntil } = event;
  const absences = before.absences + event.absences;
  const incident = { ...before, firing: plus(before.firing, shown, NONE), absences, hidden, silencedUntil };
  if (countOf(shown) === 0) return quietly(incident);
  const text = `${countOf(shown)} of its alerts still fire, of which nobody had heard when it was closed.`;
  const open: Incident = { ...incident, state: "triggered", resolved: undefined, closed: [], flaps: STEADY };
  const worst = open.firing.page > 0 ? "page" : "ticket";
  return after({ entries: [entry("silenced", text)] }, beginPaging(open, worst, surroundings));
}

/** A flapping incident was quiet for long enough: what is over is over. */
export function settle(incident: Incident, surroundings: Surroundings): Outcome {
  const calm: Incident = { ...incident, flaps: STEADY };
  const level = levelOf(calm.firing);
  if (level === 0) return end(calm, surroundings);
  return level < toldLevel(calm) ? lower(calm, surroundings) : quietly(calm);
}

function react(before: Incident, counted: Incident, joined: Joined, surroundings: Surroundings): Outcome {
  const [from, to] = [levelOf(before.firing), levelOf(counted.firing)];
  if (before.state === "resolved") {
    const isBack = to > from && before.resolved?.by === ALERTS;
    return isBack ? comeBack(counted, to, surroundings) : stayResolved(counted, to);
  }
  if (to > from) return rises(counted, to, joined, surroundings);
  if (to < from) return falls(counted, from, to, joined, surroundings);
  const isOver = !isFiring(counted) && counted.flaps.held === undefined;
  return isOver ? end(counted, surroundings) : join(counted, joined, surroundings);
}

function falls(counted: Incident, from: Level, to: Level, joined: Joined, surroundings: Surroundings): Outcome {
  const incident = { ...counted, flaps: fallen(counted.flaps, from, to, surroundings.now) };
  if (incident.flaps.held !== undefined) {
    const text = `It flaps: it is kept open until it has been quiet for ${ageText(FLAPS_WITHIN_MS)}.`;
    return quietly(incident, entry("alerts", text));
  }
  if (to === 0) return end(incident, surroundings);
  const lowered = toldLevel(incident) === 2 ? lower(incident, surroundings) : quietly(incident);
  // A run that has begun with it has told of all.
  const isTold = lowered.drafts.some(({ action }) => action === "trigger");
  return isTold ? lowered : after(lowered, join(lowered.incident, joined, surroundings));
}

/** What people were told of: a ticket that has risen is still one. */
function toldLevel({ severity, risen }: Incident): Level {
  return severity === "page" && !risen ? 2 : 1;
}

/** Whoever resolved it by hand is not bothered; an incident that ended by itself and whose alerts are hidden now waits. */
function stayResolved(incident: Incident, level: Level): Outcome {
  const isWaiting = level === 0 && incident.resolved?.by === ALERTS && countOf(incident.hidden) > 0;
  return quietly(isWaiting ? { ...incident, state: "triggered", resolved: undefined } : incident);
}

/** It has ended a moment ago and is back: the same incident, told once more. */
function comeBack(incident: Incident, level: Level, surroundings: Surroundings): Outcome {
  const open: Incident = { ...incident, state: "triggered", resolved: undefined, acknowledged: undefined };
  return rises(open, level, NOBODY, surroundings);
}

function rises(incident: Incident, to: Level, joined: Joined, surroundings: Surroundings): Outcome {
  const { paging, flaps, told } = incident;
  const isFirst = paging === undefined || told.length === 0;
  const known = toldLevel(incident);
  if (flaps.held !== undefined && !isFirst && to <= known) {
    // Below what is held it is still quiet.
    if (to < known) return join(incident, joined, surroundings);
    const text = `It fires again, for the ${ordinal(flaps.count + 2)} time: it flaps, and nobody is told anew.`;
    const back = { ...incident, flaps: cameAgain(flaps) };
    return after({ entries: [entry("alerts", text)] }, join(back, joined, surroundings));
  }
  const away = awayFor(flaps, to, surroundings.now);
  const text = away === undefined ? [] : [entry("alerts", `It flaps: it fires again ${ageText(away)} after its end.`)];
  // What fires is not quiet: its steps do not wait for the end of a hold.
  const next = { ...incident, flaps: away === undefined ? { ...flaps, held: undefined } : cameAgain(flaps) };
  if (!isFirst && to <= known) return after({ entries: text }, join(next, joined, surroundings));
  const raised = isFirst ? [] : [entry("severity", "It is a page now.")];
  const worst = to === 2 ? "page" : "ticket";
  return after({ entries: [...text, ...raised] }, beginPaging({ ...next, risen: false }, worst, surroundings));
}

/** The page is over and its ticket is not: what was paged is resolved, and whoever keeps tickets hears of it. */
function lower(incident: Incident, surroundings: Surroundings): Outcome {
  const text = "The page is over; a ticket remains.";
  const drafts = endOf(
    incident.told.filter(({ severity }) => severity === "page"),
    text,
  );
  const told = incident.told.filter(({ severity }) => severity === "ticket");
  const lowered: Incident = { ...incident, severity: "ticket", told, news: undefined };
  const first = { drafts, entries: [entry("severity", text)] };
  return after(first, incident.state === "acknowledged" ? quietly(lowered) : takeUpTicket(lowered, surroundings));
}

/** Nothing fires any more, or only what is under maintenance and nobody was told of. */
function end(incident: Incident, { now }: Surroundings): Outcome {
  if (countOf(incident.hidden) === 0) return resolve(incident, { by: ALERTS, at: now });
  if (incident.paging === undefined) return quietly(incident);
  const text = "What people were told of is over; what still fires is under maintenance.";
  return {
    incident: {
      ...incident,
      state: "triggered",
      acknowledged: undefined,
      risen: false,
      paging: { ...incident.paging, next: undefined },
      told: [],
      news: undefined,
    },
    drafts: endOf(incident.told, text),
    entries: [entry("silenced", text)],
  };
}

function plus(firing: Firing, more: Firing, less: Firing): Firing {
  return {
    page: Math.max(0, firing.page + more.page - less.page),
    ticket: Math.max(0, firing.ticket + more.ticket - less.ticket),
  };
}

function earliest({ hidden }: Incident, ...moments: readonly (number | undefined)[]): number | undefined {
  const known = moments.filter((at) => at !== undefined);
  return countOf(hidden) === 0 || known.length === 0 ? undefined : Math.min(...known);
}

function hiddenEntry(began: Firing, { silencedUntil }: Incident): Entry[] {
  if (countOf(began) === 0 || silencedUntil === undefined) return [];
  const text = `Maintenance: nobody is told of ${countOf(began)} of its alerts before ${new Date(silencedUntil).toISOString()}.`;
  return [entry("silenced", text)];
}

function entryOf(
  before: Incident,
  { began, ended, hiddenBegan, hiddenEnded }: AlertChanges,
  { firing, hidden }: Incident,
): Entry {
  const isNew = before.paging === undefined && !isFiring(before) && before.state !== "resolved";
  const [begun, over] = [countOf(began) + countOf(hiddenBegan), countOf(ended) + countOf(hiddenEnded)];
  const changes = [...(begun > 0 ? [`${begun} began`] : []), ...(over > 0 ? [`${over} ended`] : [])];
  const all = plus(firing, hidden, NONE);
  const rest = `${all.page} at page and ${all.ticket} at ticket severity fire.`;
  return entry(isNew ? "opened" : "alerts", `Alerts: ${changes.join(", ") || "no change"}; ${rest}`);
}

function ordinal(count: number): string {
  const rules = new Intl.PluralRules("en", { type: "ordinal" });
  const endings: Readonly<Record<string, string>> = { one: "st", two: "nd", few: "rd" };
  return `${count}${endings[rules.select(count)] ?? "th"}`;
}
