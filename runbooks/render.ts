import MarkdownIt from "markdown-it";
import { type Runbook, SECTIONS } from "./runbook.ts";

export interface RenderOptions {
  /** The address that shows a query's answer, and the words of the link to it. */
  readonly query?: { readonly href: (query: string) => string; readonly text: string } | undefined;
}

/** Raw HTML stays text, and links lead to http, https, mailto or other pages; markdown-it refuses javascript: itself. */
function renderer({ query }: RenderOptions): InstanceType<typeof MarkdownIt> {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
  const fence = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, options, environment, self) => {
    const token = tokens[index];
    const html = fence?.(tokens, index, options, environment, self) ?? "";
    if (query === undefined || token?.info.trim() !== "promql") return html;
    const href = markdown.utils.escapeHtml(query.href(token.content.trim()));
    return `${html}<p><a href="${href}" rel="noopener noreferrer">${markdown.utils.escapeHtml(query.text)}</a></p>\n`;
  };
  // Runbooks link to each other as files; in the console they are pages.
  const normalize = markdown.normalizeLink;
  markdown.normalizeLink = (url) => normalize(url.replace(/^(?:\.\/)?([a-z0-9-]+)\.md(#.*)?$/, "/runbooks/$1$2"));
  return markdown;
}

/** A runbook as safe HTML. */
export function renderRunbook({ sections }: Runbook, options: RenderOptions = {}): string {
  return renderer(options).render(sections.map(({ heading, markdown }) => `## ${heading}\n\n${markdown}`).join("\n\n"));
}

/** What somebody who was woken does first, as Markdown: is it real, and how to stop it. */
export function firstSteps({ sections, language }: Runbook): string {
  const [, isReal, stop] = SECTIONS[language];
  return sections
    .filter(({ heading }) => heading === isReal || heading === stop)
    .map(({ heading, markdown }) => `## ${heading}\n\n${markdown}`)
    .join("\n\n");
}

/** A runbook for a terminal: the Markdown as it is written, under its title. */
export function plainRunbook({ title, id, owner, reviewed, sections }: Runbook): string {
  const head = `${title}\n${"=".repeat(widthOf(title))}\n${id} · ${owner} · ${reviewed}\n`;
  return `${head}\n${sections.map(({ heading, markdown }) => `## ${heading}\n\n${markdown}\n`).join("\n")}`;
}

/** Columns in a terminal: ideographs take two. */
function widthOf(text: string): number {
  return Array.from(text).reduce(
    (width, character) => width + (/\p{Script=Han}|[\u3000-\u303f\uff00-\uff60]/u.test(character) ? 2 : 1),
    0,
  );
}
