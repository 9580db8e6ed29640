import { safe } from "escape-html-template-tag";
import MarkdownIt from "markdown-it";
import { html } from "../html.ts";
import type { Message } from "./channel.ts";
import { cutText } from "./cut-text.ts";
import { linksOf } from "./links.ts";

/** Characters; telephones show fewer, and what is longer is read by nobody. */
const MOST_SUBJECT = 180;
const MOST_LABELS = 40;

export interface EmailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const WORDS: Readonly<Record<Message["action"], string>> = {
  trigger: "",
  acknowledge: "Acknowledged: ",
  resolve: "Resolved: ",
  notice: "Notice: ",
};

const markdown = new MarkdownIt({ html: false, linkify: false });

/** A message as a mail: what customers feel first, what to do next, the rest below. Everything from outside is text. */
export function emailText({ action, subject, reason }: Message, timeZone: string): EmailText {
  const tag = subject.severity === "page" ? "[PAGE]" : "[ticket]";
  const summary = plain(subject.summary);
  const began = when(subject.startedAt, timeZone);
  const { shown: links, leftOut } = linksOf(subject);
  const facts: Array<readonly [string, string]> = [
    ["Why you get this", reason],
    ["Since", began],
    ["Alerts firing", String(subject.firing)],
    ...(subject.acknowledgedBy === undefined ? [] : [["Acknowledged by", plain(subject.acknowledgedBy)] as const]),
    ...(subject.resolvedAt === undefined ? [] : [["Resolved", when(subject.resolvedAt, timeZone)] as const]),
    ...(leftOut === undefined ? [] : [["Left out", leftOut] as const]),
  ];
  const labels = Object.entries(subject.labels)
    .slice(0, MOST_LABELS)
    .map(([name, value]) => `${plain(name)}=${cutText(plain(value), 300, "…")}`);
  const steps = action === "trigger" ? subject.runbookSteps : undefined;
  const description = plain(subject.description, true);
  return {
    subject: cutText(`${tag} ${WORDS[action]}${summary}`, MOST_SUBJECT, "…"),
    text: [
      `${WORDS[action]}${summary}`,
      "",
      description,
      "",
      ...facts.map(([name, value]) => `${name}: ${plain(value)}`),
      "",
      ...links.map(([name, url]) => `${name}: ${url}`),
      ...(steps === undefined ? [] : ["", "From the runbook", "----------------", steps]),
      "",
      ...labels,
      "",
    ].join("\n"),
    html: html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${summary}</title></head>
<body style="font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:0 auto;padding:1rem">
<h1 style="font-size:1.3rem">${tag} ${WORDS[action]}<bdi>${summary}</bdi></h1>
<p style="white-space:pre-line"><bdi>${description}</bdi></p>
<p>${links.map(([name, url]) => html`<a href="${url}" style="display:inline-block;padding:.4rem .8rem;margin:0 .4rem .4rem 0;border:1px solid;border-radius:6px">${name}</a>`)}</p>
<table>${facts.map(([name, value]) => html`<tr><th style="text-align:left;padding-right:1rem;vertical-align:top">${name}</th><td><bdi>${plain(value)}</bdi></td></tr>`)}</table>
${steps === undefined ? "" : html`<h2 style="font-size:1.1rem">From the runbook</h2>${safe(markdown.render(steps))}`}
<p style="font-size:.85rem">${labels.map((label) => html`<code><bdi>${label}</bdi></code> `)}</p>
</body></html>
`.toString(),
  };
}

/** Text without characters that steer a terminal, a header or the direction of what stands beside it. */
function plain(text: string, keepsLines = false): string {
  const steering = /(?![\n\t])[\p{Cc}\p{Bidi_Control}]/gu;
  const clean = text.toWellFormed().replaceAll(steering, "");
  return keepsLines ? clean : clean.replaceAll(/\s+/g, " ").trim();
}

function when(at: number, timeZone: string): string {
  const text = new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "medium", timeZone }).format(at);
  return `${text} (${timeZone})`;
}
