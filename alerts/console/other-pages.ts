import { type Html, html } from "../html.ts";
import type { ChannelConfig, EscalationPolicy, Routing } from "../routing/routing.ts";
import { age, foreign, layout, post, table, time, type Viewer } from "./layout.ts";
import { hoursText, maintenanceList } from "./planned-times.ts";
import type { Delivery } from "./read-incidents.ts";
import type { TextKey } from "./texts.ts";

/** The only page that everybody sees. */
export function signInPage(viewer: Viewer, notice: TextKey | undefined): string {
  const { say } = viewer;
  const fields = html`<label for="token">${say("token")}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button>${say("signIn")}</button>`;
  const content = html`${notice === undefined ? "" : html`<p class="warning" role="alert">${say(notice)}</p>`}${post("/sign-in", viewer, fields, "sign-in")}`;
  return layout(viewer, say("signIn"), content);
}

export function messagePage(viewer: Viewer, key: TextKey): string {
  return layout(viewer, viewer.say(key), html``);
}

/** Messages that nobody will send any more, unless somebody asks for it. */
export function deadLettersPage(
  letters: ReadonlyArray<Delivery & { readonly detail: string }>,
  viewer: Viewer,
  notice: TextKey | undefined,
): string {
  const { say } = viewer;
  const rows = letters.map(
    ({ id, incidentId, createdAt, action, channel, attempts, detail }) => html`<tr>
<td>${time(createdAt, viewer)}</td><td>${action}</td><td>${foreign(channel)}</td>
<td><a href="/incidents/${incidentId}">${say("incidents")}</a></td><td>${attempts}</td><td dir="auto">${detail}</td>
<td>${post(`/dead-letters/${id}/retry`, viewer, html`<button>${say("retry")}</button>`)}</td></tr>`,
  );
  const head = [say("started"), "", say("channels"), "", say("attempts", { count: "" }), say("lastAttempt"), ""];
  const content = html`${notice === undefined ? "" : html`<p class="notice" role="status">${say(notice)}</p>`}
${letters.length === 0 ? html`<p class="calm">${say("noDeadLetters")}</p>` : table("letters", head, rows)}`;
  return layout(viewer, say("deadLetters"), content);
}

/** The routing policy as it was read: what will happen, in words. */
export function policiesPage(routing: Routing, viewer: Viewer): string {
  const { say } = viewer;
  const content = html`
${Array.from(routing.escalations.values(), (policy) => policySection(policy, viewer))}
<section><h2>${say("routes")}</h2><p>${say("routesIntro")}</p><ol>${routing.routes.map(
    ({ match, escalation }) =>
      html`<li><code>${match || say("everythingElse")}</code> → <a href="#${escalation}">${escalation}</a></li>`,
  )}</ol></section>
<section><h2>${say("maintenance")}</h2>${maintenanceList(routing.maintenance, viewer)}</section>
<section><h2>${say("channels")}</h2><ul>${Array.from(routing.channels.values(), channelLine)}</ul>
<p>${say("fallback")}: ${routing.fallback.join(", ") || say("none")}</p></section>`;
  return layout(viewer, say("policies"), content);
}

function policySection({ name, steps, repeat, hours, risesTo, ackTimeout }: EscalationPolicy, viewer: Viewer): Html {
  const { say } = viewer;
  const rest = [
    ...(repeat > 0 ? [html`${say("repeats", { count: repeat })}`] : []),
    ...(risesTo === undefined ? [] : [html`${say("risesTo", { policy: risesTo })}`]),
    ...(ackTimeout === undefined ? [] : [html`${say("ackTimeout", { age: age(ackTimeout, viewer) })}`]),
    ...(hours === undefined ? [] : [hoursText(hours, viewer)]),
  ];
  return html`<section id="${name}"><h2>${name}</h2><ol>${steps.map(
    ({ notify, timeout }) => html`<li>${notify.join(", ")} (${say("timeout", { age: age(timeout, viewer) })})</li>`,
  )}</ol>${rest.length === 0 ? "" : html`<p>${rest.map((one, index) => html`${index === 0 ? "" : "; "}${one}`)}.</p>`}</section>`;
}

/** Names of variables and addresses of people, and no secrets: the policy holds none. */
function channelLine(channel: ChannelConfig): Html {
  const to =
    channel.kind === "pagerduty"
      ? channel.routingKeyEnv
      : channel.kind === "email"
        ? channel.to.join(", ")
        : channel.url;
  return html`<li><strong>${channel.name}</strong> ${channel.kind} <code>${to}</code></li>`;
}
