import { safe } from "escape-html-template-tag";
import { type Html, html } from "../html.ts";
import { foreign, layout, type Viewer } from "./layout.ts";
import type { RunbookEntry, RunbookHit, RunbookPage } from "./runbook-shelf.ts";

/** All runbooks, or what was found for some words. */
export function runbooksPage(
  viewer: Viewer,
  {
    words,
    hits,
    all,
  }: { readonly words: string; readonly hits: readonly RunbookHit[]; readonly all: readonly RunbookEntry[] },
): string {
  const { say } = viewer;
  const isSearch = words !== "";
  const content = html`
<form class="search" role="search" method="get" action="/runbooks">
<label for="q" class="skip">${say("searchRunbooks")}</label>
<input id="q" name="q" type="search" value="${words}" placeholder="${say("searchRunbooks")}">
<button>${say("search")}</button>
</form>
${isSearch ? found(viewer, words, hits) : list(all)}`;
  return layout(viewer, say("runbooks"), content);
}

function found({ say }: Viewer, words: string, hits: readonly RunbookHit[]): Html {
  const back = html`<p><a href="/runbooks">${say("allRunbooks")}</a></p>`;
  if (hits.length === 0) return html`<p role="status">${say("nothingFound", { words })}</p>${back}`;
  return html`<ul class="hits">${hits.map(
    ({ id, title, snippet }) => html`<li><a href="/runbooks/${id}">${title}</a> <code>${id}</code>
<p>${snippet.map(([text, isFound]) => (isFound ? html`<mark>${text}</mark>` : html`${text}`))}</p></li>`,
  )}</ul>${back}`;
}

function list(all: readonly RunbookEntry[]): Html {
  return html`<ul>${all.map(({ id, title, owner }) => html`<li><a href="/runbooks/${id}">${title}</a> <code>${id}</code> ${foreign(owner)}</li>`)}</ul>`;
}

/** One runbook. */
export function runbookPage(
  viewer: Viewer,
  { title, owner, reviewed, render }: RunbookPage,
  queryLink: ((query: string) => string) | undefined,
): string {
  const { say } = viewer;
  const content = html`<p>${say("owner")}: ${owner} · ${say("reviewed")}: ${reviewed}</p><article class="runbook-page">${safe(render(queryLink))}</article>`;
  return layout(viewer, title, content);
}
