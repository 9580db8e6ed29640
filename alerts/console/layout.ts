import { type Html, html } from "../html.ts";
import type { Session } from "./session.ts";
import { type Language, type Say, sayAge, sayIn, type TextKey } from "./texts.ts";

/** For whom a page is made. */
export interface Viewer {
  readonly language: Language;
  readonly say: Say;
  readonly session: Session | undefined;
  /** Unix milliseconds. */
  readonly now: number;
  /** IANA name; times are shown as they are there. */
  readonly timeZone: string;
  /** Path and query of the page, to come back to. */
  readonly path: string;
}

export function viewerOf(rest: Omit<Viewer, "say">): Viewer {
  return { ...rest, say: sayIn(rest.language) };
}

const MENU: ReadonlyArray<readonly [string, TextKey]> = [
  ["/", "incidents"],
  ["/slos", "slos"],
  ["/runbooks", "runbooks"],
  ["/policies", "policies"],
  ["/dead-letters", "deadLetters"],
  ["/bodies", "oddBodies"],
];

/** A whole page. `isLive` pages renew themselves: by events with JavaScript, by the clock without. */
export function layout(viewer: Viewer, title: string, content: Html, { isLive = false } = {}): string {
  const { say, language, path, session } = viewer;
  const here = path.split("?")[0] ?? "/";
  const page = html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${say("product")}</title>
<link rel="stylesheet" href="/assets/console.css">
<link rel="icon" href="/assets/icon.svg">
${isLive ? html`<noscript><meta http-equiv="refresh" content="30"></noscript><script src="/assets/live.js" defer></script>` : ""}
</head>
<body>
<a class="skip" href="#content">${say("skipToContent")}</a>
<header>
<strong>${say("product")}</strong>
<nav>${session === undefined ? "" : MENU.map(([to, key]) => menuItem(to, say(key), here))}</nav>
<div class="right">
${isLive ? html`<span id="live" data-live="${say("live")}" data-lost="${say("notLive")}"></span>` : ""}
${post("/language", viewer, html`<input type="hidden" name="to" value="${language === "en" ? "zh-TW" : "en"}"><button class="plain" lang="${language === "en" ? "zh-TW" : "en"}">${say("otherLanguage")}</button>`)}
${session === undefined ? "" : post("/sign-out", viewer, html`<button class="plain">${say("signOut")} (${session.name})</button>`)}
</div>
</header>
<main id="content" tabindex="-1">
<h1 dir="auto">${title}</h1>
${content}
</main>
</body>
</html>
`;
  return page.toString();
}

function menuItem(to: string, text: string, here: string): Html {
  const isHere = to === "/" ? here === "/" || here.startsWith("/incidents") : here.startsWith(to);
  return html`<a href="${to}"${isHere ? html` aria-current="page"` : ""}>${text}</a>`;
}

/** A form that changes something: it carries the session's token, and comes back here. */
export function post(action: string, { session, path }: Viewer, fields: Html, className = ""): Html {
  return html`<form method="post" action="${action}" class="${className}"><input type="hidden" name="csrf" value="${session?.csrf ?? ""}"><input type="hidden" name="back" value="${path}">${fields}</form>`;
}

/** A moment, as it is on the wall of the team's office. */
export function time(at: number, { timeZone }: Pick<Viewer, "timeZone">): Html {
  const text = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone }).format(at);
  return html`<time datetime="${new Date(at).toISOString()}">${text}</time>`;
}

const MOMENT = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)/;

/** A sentence whose moments, written in UTC for the record, are shown as `time` shows them. */
export function withTimes(sentence: string, viewer: Pick<Viewer, "timeZone">): Html {
  const parts = sentence.split(MOMENT).map((part) => {
    const at = MOMENT.test(part) ? Date.parse(part) : Number.NaN;
    return Number.isNaN(at) ? html`${part}` : time(at, viewer);
  });
  return html`${parts}`;
}

export function age(milliseconds: number, { language }: Pick<Viewer, "language">): string {
  return sayAge(milliseconds, language);
}

/** Text that came from outside: its direction is its own, and cannot turn its neighbours round. */
export function foreign(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

/** A link to an address from outside, which was checked to be http or https. */
export function outside(url: string, text: string): Html {
  return html`<a href="${url}" rel="noopener noreferrer">${text}</a>`;
}

export function table(className: string, head: readonly string[], rows: readonly Html[]): Html {
  return html`<div class="scroll"><table class="${className}"><thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
