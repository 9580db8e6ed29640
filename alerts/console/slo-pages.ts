import { burnRateText, errorRatioText, objectiveText } from "../../slo/model/figures.ts";
import { type Html, html } from "../html.ts";
import { budgetText } from "./incidents-page.ts";
import { age, foreign, layout, table, type Viewer } from "./layout.ts";
import type { SloDetail, SloView } from "./slo-source.ts";

const DAY_MS = 86_400_000;

/** All promises, those in trouble first. */
export function fleetPage(viewer: Viewer, views: readonly SloView[]): string {
  const { say } = viewer;
  const head = [say("slo"), say("state"), say("objective"), say("budgetLeft"), say("burnRate"), say("errorRatio")];
  const rows = [...views].sort(worstFirst).map((view) => row(viewer, view, true));
  const content = html`<section data-live="fleet">${views.length === 0 ? html`<p>${say("noSlos")}</p>` : table("fleet", head, rows)}</section>`;
  return layout(viewer, say("slos"), content, { isLive: true });
}

/** One promise: its groups, its budget over the period and how fast it burns. */
export function sloPage(viewer: Viewer, id: string, { views, runbook }: SloDetail): string {
  const { say } = viewer;
  const [first] = views;
  const head = [say("slo"), say("state"), say("objective"), say("budgetLeft"), say("burnRate"), say("errorRatio")];
  const chart = (name: "burn-down" | "burn-rates", text: string) =>
    html`<section><h2>${text}</h2><img class="chart" src="/slos/${encodeURIComponent(id)}/${name}.svg" alt="${text}" width="960" height="300"></section>`;
  const content = html`<p><code>${id}</code> ${foreign(first?.owner ?? "")} · ${age((first?.periodDays ?? 0) * DAY_MS, viewer)}
${runbook === undefined ? "" : html` · <a href="/runbooks/${runbook}">${say("runbook")}</a>`}</p>
<section data-live="slo">${table(
    "fleet",
    head,
    views.map((view) => row(viewer, view, false)),
  )}</section>
${chart("burn-down", say("burnDown"))}
${chart("burn-rates", say("burnRates"))}`;
  return layout(viewer, first?.title ?? id, content, { isLive: true });
}

function row(viewer: Viewer, view: SloView, isLinked: boolean): Html {
  const { say } = viewer;
  const group = Object.entries(view.group).map(([name, value]) => html` <code>${foreign(`${name}=${value}`)}</code>`);
  const name = isLinked
    ? html`<a href="/slos/${encodeURIComponent(view.id)}">${view.id}</a>${group}<br><small>${view.title}</small>`
    : html`${view.id}${group}`;
  const state = view.state === "No data" ? say("noData") : view.state;
  const burn = view.burnRate === undefined ? say("none") : burnRateText(view.burnRate);
  return html`<tr><td>${name}</td><td class="${view.state}">${state}</td><td class="number">${objectiveText(view.objective)}</td><td class="number">${budgetText(view.budgetRemaining, viewer)}</td><td class="number">${burn}</td><td class="number">${view.errorRatio === undefined ? say("none") : errorRatioText(view.errorRatio)}</td></tr>`;
}

const ORDER: Readonly<Record<SloView["state"], number>> = {
  Critical: 0,
  Increasing: 1,
  Recovering: 2,
  "No data": 3,
  OK: 4,
};

function worstFirst(a: SloView, b: SloView): number {
  return (
    ORDER[a.state] - ORDER[b.state] || (a.budgetRemaining ?? 1) - (b.budgetRemaining ?? 1) || a.id.localeCompare(b.id)
  );
}
