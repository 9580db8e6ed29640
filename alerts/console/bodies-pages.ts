import { html } from "../html.ts";
import type { OddBody } from "../storage/notification-rows.ts";
import { foreign, layout, table, time, type Viewer } from "./layout.ts";
import type { TextKey } from "./texts.ts";

/** The rest is in the download: a page of megabytes helps nobody. */
const MOST_SHOWN = 100_000;
/** Longer ones are not laid out anew. */
const MOST_LAID_OUT = 1_000_000;

const WORDS: Readonly<Record<OddBody["understood"], TextKey>> = {
  part: "understoodInPart",
  nothing: "notUnderstood",
  test: "testButton",
};

/** What sources posted that was not understood in whole, and what test buttons sent: the latest first. */
export function bodiesPage(bodies: readonly OddBody[], viewer: Viewer): string {
  const { say } = viewer;
  const rows = bodies.map(
    ({ id, source, receivedAt, understood, problem }) => html`<tr>
<td><a href="/bodies/${id}">${time(receivedAt, viewer)}</a></td><td>${source}</td><td>${say(WORDS[understood])}</td>
<td dir="auto">${foreign(problem ?? say("none"))}</td></tr>`,
  );
  const head = [say("received"), say("source"), say("state"), say("whatIsOdd")];
  const content = html`<p>${say("oddBodiesIntro")}</p>
${bodies.length === 0 ? html`<p class="calm">${say("noOddBodies")}</p>` : table("bodies", head, rows)}`;
  return layout(viewer, say("oddBodies"), content);
}

/** One of them, as it was posted. */
export function bodyPage({ about, raw }: { readonly about: OddBody; readonly raw: Buffer }, viewer: Viewer): string {
  const { say } = viewer;
  const text = laidOut(raw);
  const isCut = text.length > MOST_SHOWN;
  const content = html`
<p>${time(about.receivedAt, viewer)}, ${about.source}: ${say(WORDS[about.understood])}</p>
${about.problem === null ? "" : html`<p class="warning" dir="auto">${foreign(about.problem)}</p>`}
<p><a href="/bodies/${about.id}/raw" download>${say("download", { bytes: raw.length })}</a></p>
<pre class="body" dir="auto">${text.slice(0, MOST_SHOWN).toWellFormed()}</pre>
${isCut ? html`<p>${say("bodyCut", { count: MOST_SHOWN })}</p>` : ""}`;
  return layout(viewer, say("oddBodies"), content);
}

/** JSON is easier to read line by line; what is none stays as it is. */
function laidOut(raw: Buffer): string {
  const text = raw.toString("utf8");
  if (raw.length > MOST_LAID_OUT) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
