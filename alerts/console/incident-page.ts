import { safe } from "escape-html-template-tag";
import { type Html, html } from "../html.ts";
import type { AlertRecord, IncidentRecord, worstAbout } from "../incidents/records.ts";
import { subjectOf, titleOf } from "../incidents/subject.ts";
import type { EscalationPolicy } from "../routing/routing.ts";
import { budgetText, nextText, severityBadge, sloOf, stateText, toldText } from "./incidents-page.ts";
import { age, foreign, layout, outside, post, table, time, type Viewer, withTimes } from "./layout.ts";
import type { Delivery, DeliveryAttempt, TimelineEntry } from "./read-incidents.ts";
import type { TextKey } from "./texts.ts";

export interface IncidentPage {
  readonly record: IncidentRecord;
  readonly alerts: readonly AlertRecord[];
  readonly timeline: readonly TimelineEntry[];
  readonly deliveries: readonly Delivery[];
  readonly attempts: readonly DeliveryAttempt[];
  readonly budgetLeft: number | undefined;
  readonly policy: EscalationPolicy | undefined;
  /** The runbook as safe HTML, made by the catalogue's renderer. */
  readonly runbook: { readonly title: string; readonly url: string; readonly html: string } | undefined;
  /** What a form wants to say to whoever sent it. */
  readonly notice: TextKey | undefined;
}

/** One incident with everything that is known of it, and its runbook beside it. */
export function incidentPage(page: IncidentPage, viewer: Viewer): string {
  const { record, runbook, notice } = page;
  const { say } = viewer;
  const content = html`
${notice === undefined ? "" : html`<p class="notice" role="status">${say(notice)}</p>`}
<div class="beside">
<div>
<section data-live="facts">${facts(page, viewer)}</section>
${deeds(page, viewer)}
<section data-live="timeline"><h2>${say("timeline")}</h2>${timeline(page, viewer)}</section>
<section data-live="deliveries"><h2>${say("deliveries")}</h2>${deliveries(page, viewer)}</section>
<section data-live="alerts"><h2>${say("alerts")}</h2>${alerts(page, viewer)}</section>
</div>
${runbook === undefined ? "" : html`<aside class="runbook"><h2><a href="${runbook.url}">${say("runbook")}: ${runbook.title}</a></h2>${safe(runbook.html)}</aside>`}
</div>`;
  return layout(viewer, titleOf(record), content, { isLive: true });
}

function facts({ record, budgetLeft, policy }: IncidentPage, viewer: Viewer): Html {
  const { say, now } = viewer;
  const { incident } = record;
  const subject = subjectOf(record, { consoleUrl: "", firstSteps: () => undefined });
  const { paging } = incident;
  const steps = policy?.steps.length ?? 0;
  const rows: Array<readonly [string, Html | string]> = [
    [say("state"), html`${severityBadge(record, viewer)} ${stateText(record, viewer)}`],
    [say("slo"), sloLink(record, viewer)],
    [
      say("started"),
      html`${time(incident.openedAt, viewer)} (${age((incident.resolved?.at ?? now) - incident.openedAt, viewer)})`,
    ],
    [say("budgetLeft"), budgetText(budgetLeft, viewer)],
    ...(paging === undefined
      ? []
      : [[say("policy"), html`${foreign(paging.policy)}, ${say("step", { step: paging.step + 1, steps })}`] as const]),
    [say("told"), foreign(toldText(record) || say("none"))],
    ...(incident.state === "triggered" ? [[say("nextStep"), nextText(record, viewer)] as const] : []),
    ...(subject.dashboardUrl === undefined
      ? []
      : [[say("dashboard"), outside(subject.dashboardUrl, new URL(subject.dashboardUrl).host)] as const]),
  ];
  return html`<p class="description" dir="auto">${withTimes(subject.description, viewer)}</p>
<dl class="facts">${rows.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function sloLink(record: IncidentRecord, { say }: Viewer): Html {
  const slo = sloOf(record);
  return slo === undefined
    ? html`${say("none")}`
    : html`<a href="/slos/${encodeURIComponent(slo)}">${foreign(slo)}</a>`;
}

function deeds({ record }: IncidentPage, viewer: Viewer): Html {
  const { say } = viewer;
  const { id, state } = record.incident;
  const deed = (kind: "acknowledge" | "resolve") =>
    post(
      `/incidents/${id}/${kind}`,
      viewer,
      html`<button class="${kind}" accesskey="${kind.slice(0, 1)}">${say(kind)}</button>`,
    );
  return html`<section class="deeds" data-live="deeds">
${state === "triggered" ? deed("acknowledge") : ""}
${state === "resolved" ? "" : deed("resolve")}
</section>
${post(`/incidents/${id}/note`, viewer, html`<label for="note">${say("note")}</label><textarea id="note" name="text" rows="2" maxlength="4000" required></textarea><button>${say("addNote")}</button>`, "note")}`;
}

function timeline({ timeline: entries }: IncidentPage, viewer: Viewer): Html {
  return html`<ol class="timeline">${entries.map(
    ({ at, kind, entry }) =>
      html`<li class="${kind}">${time(at, viewer)} <span dir="auto">${withTimes(entry, viewer)}</span></li>`,
  )}</ol>`;
}

const DELIVERY_STATES: Readonly<Record<Delivery["state"], TextKey>> = {
  waiting: "deliveryWaiting",
  sent: "deliverySent",
  superseded: "deliverySuperseded",
  dead_letter: "deliveryDead",
};

function deliveries({ deliveries: all, attempts }: IncidentPage, viewer: Viewer): Html {
  const { say } = viewer;
  return html`<ul class="deliveries">${all.map((delivery) => {
    const own = attempts.filter(({ messageId }) => messageId === delivery.id);
    const count = delivery.attempts === 1 ? say("attempt") : say("attempts", { count: delivery.attempts });
    return html`<li class="${delivery.state}">${time(delivery.createdAt, viewer)} <strong>${delivery.action}</strong> → ${foreign(delivery.channel)}: ${say(DELIVERY_STATES[delivery.state])}, ${count}
${own.length === 0 ? "" : html`<ol>${own.map((attempt) => attemptLine(attempt, viewer))}</ol>`}</li>`;
  })}</ul>`;
}

function attemptLine({ at, durationMs, outcome, detail }: DeliveryAttempt, viewer: Viewer): Html {
  return html`<li class="${outcome}">${time(at, viewer)} ${outcome} (${durationMs} ms) <span dir="auto">${detail}</span></li>`;
}

function alerts({ alerts: all, record }: IncidentPage, viewer: Viewer): Html {
  const { say } = viewer;
  const count = record.incident.firing.page + record.incident.firing.ticket;
  const rows = all.map(
    ({ status, startsAt, severity, labels }) =>
      html`<tr><td>${say(status === "firing" ? "firing" : "ended")}</td><td>${say(severity)}</td><td>${time(startsAt, viewer)}</td><td>${labelList(labels)}</td></tr>`,
  );
  return html`${table("alerts", [say("state"), say("severity"), say("started"), say("labels")], rows)}
${count > all.length ? html`<p>${say("someAlerts", { count: all.length })}</p>` : ""}`;
}

export function labelList(labels: ReturnType<typeof worstAbout>["labels"]): Html {
  return html`<span class="labels">${Object.keys(labels)
    .sort()
    .map((name) => html`<code>${foreign(`${name}=${(labels[name] ?? "").slice(0, 200)}`)}</code> `)}</span>`;
}
