import { LABELS } from "../../slo/model/contract.ts";
import { budgetLeftText } from "../../slo/model/figures.ts";
import { type Html, html } from "../html.ts";
import { countOf, nextOf } from "../incidents/incident.ts";
import { type IncidentRecord, worstAbout } from "../incidents/records.ts";
import { titleOf } from "../incidents/subject.ts";
import { age, foreign, layout, time, type Viewer } from "./layout.ts";

export interface IncidentsPage {
  readonly open: readonly IncidentRecord[];
  /** All that are open, also those that the page has no room for. */
  readonly countOpen: number;
  readonly resolved: readonly IncidentRecord[];
  readonly budgetLeft: (record: IncidentRecord) => number | undefined;
  /** Milliseconds since the last sign of life, when it is overdue. */
  readonly silentFor: number | undefined;
  /** Bodies of the last day that were not understood in whole. */
  readonly misunderstood: number;
}

/** What is wrong now, the worst first. */
export function incidentsPage(page: IncidentsPage, viewer: Viewer): string {
  const { say } = viewer;
  const { open, countOpen, resolved, silentFor, misunderstood } = page;
  const content = html`
${silentFor === undefined ? "" : html`<p class="warning" role="alert">${say("nothingHeard", { age: age(silentFor, viewer) })}</p>`}
${misunderstood === 0 ? "" : html`<p class="warning"><a href="/bodies">${say("misunderstood", { count: misunderstood })}</a></p>`}
<section aria-labelledby="open" data-live="open">
<h2 id="open">${say("open")} (${countOpen})</h2>
${open.length === 0 ? html`<p class="calm">${say("nothingOpen")}</p>` : cards(open, page, viewer)}
${countOpen > open.length ? html`<p>${say("someAlerts", { count: open.length })}</p>` : ""}
</section>
<section aria-labelledby="resolved" data-live="resolved">
<h2 id="resolved">${say("resolvedRecently")}</h2>
${resolved.length === 0 ? html`<p>${say("nothingResolved")}</p>` : cards(resolved, page, viewer)}
</section>`;
  return layout(viewer, say("incidents"), content, { isLive: true });
}

function cards(records: readonly IncidentRecord[], page: IncidentsPage, viewer: Viewer): Html {
  return html`<ul class="incidents">${records.map((record) => card(record, page, viewer))}</ul>`;
}

function card(record: IncidentRecord, { budgetLeft }: IncidentsPage, viewer: Viewer): Html {
  const { say, now } = viewer;
  const { incident } = record;
  const end = incident.resolved?.at ?? now;
  return html`<li class="${incident.severity} ${incident.state}">
<h3>${severityBadge(record, viewer)} <a href="/incidents/${incident.id}">${foreign(titleOf(record))}</a></h3>
<dl>
${fact(say("state"), stateText(record, viewer))}
${fact(say("slo"), foreign(sloOf(record) ?? say("none")))}
${fact(say("age"), html`${age(end - incident.openedAt, viewer)} (${time(incident.openedAt, viewer)})`)}
${fact(say("budgetLeft"), budgetText(budgetLeft(record), viewer))}
${fact(say("told"), foreign(toldText(record) || say("none")))}
${incident.state === "triggered" ? fact(say("nextStep"), nextText(record, viewer)) : ""}
</dl>
</li>`;
}

function fact(term: string, value: Html | string): Html {
  return html`<div><dt>${term}</dt><dd>${value}</dd></div>`;
}

export function severityBadge({ incident }: IncidentRecord, { say }: Viewer): Html {
  return html`<span class="badge ${incident.severity}">${say(incident.severity)}</span>`;
}

export function sloOf(record: IncidentRecord): string | undefined {
  return worstAbout(record).labels[LABELS.slo];
}

export function stateText({ incident }: IncidentRecord, viewer: Viewer): Html {
  const { say, now } = viewer;
  const who = incident.state === "resolved" ? incident.resolved?.by : incident.acknowledged?.by;
  const isWho = who !== undefined && incident.state !== "triggered";
  const facts = [
    ...silences(incident, viewer),
    ...(incident.flaps.held === undefined ? [] : [say("flaps", { time: plainTime(incident.flaps.held.at, viewer) })]),
  ];
  return html`<span class="state ${incident.state}">${say(incident.state)}</span>${isWho ? html` ${say("by", { name: who })}` : ""}${
    facts.length === 0 ? "" : `, ${facts.join(", ")}`
  }${incident.staleSince === undefined ? "" : html`, <strong>${say("stale", { age: age(now - incident.lastSeenAt, viewer) })}</strong>`}`;
}

function silences({ silencedUntil, firing, hidden }: IncidentRecord["incident"], viewer: Viewer): string[] {
  if (silencedUntil === undefined) return [];
  const until = plainTime(silencedUntil, viewer);
  if (countOf(firing) === 0) return [viewer.say("silenced", { time: until })];
  return [viewer.say("partlySilenced", { count: countOf(hidden), time: until })];
}

/** A moment within a sentence. */
function plainTime(at: number, viewer: Viewer): string {
  return time(at, viewer)
    .toString()
    .replaceAll(/<[^>]*>/g, "");
}

export function budgetText(left: number | undefined, { say }: Viewer): string {
  return left === undefined ? say("none") : budgetLeftText(left);
}

export function toldText({ incident }: IncidentRecord): string {
  return [...new Set(incident.told.map(({ destination }) => destination.channel))].join(", ");
}

export function nextText({ incident }: IncidentRecord, viewer: Viewer): string {
  const { say, now } = viewer;
  const next = nextOf(incident);
  if (next === undefined) return say("none");
  return next.at <= now ? say("now") : say("in", { age: age(next.at - now, viewer) });
}
