import MarkdownIt from "markdown-it";

/** What a page consists of, read from its tokens: what stands in code is code, and nothing else. Lines are 1-based. */
export interface MarkdownParts {
  /** Of the second level; `after` is the line that follows. */
  readonly headings: readonly { readonly text: string; readonly line: number; readonly after: number }[];
  /** Blocks of ```promql; `line` is their first line. */
  readonly queries: readonly { readonly text: string; readonly line: number }[];
  readonly links: readonly { readonly target: string; readonly line: number }[];
}

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
// A link that leads nowhere is a finding, so it is read as it is written.
markdown.normalizeLink = (url) => url;
markdown.validateLink = () => true;

/** Reads Markdown that begins at line `first` of its file. */
export function readMarkdown(text: string, first = 1): MarkdownParts {
  const headings: { text: string; line: number; after: number }[] = [];
  const queries: { text: string; line: number }[] = [];
  const links: { target: string; line: number }[] = [];
  const tokens = markdown.parse(text, {});
  tokens.forEach((token, index) => {
    const line = first + (token.map?.[0] ?? 0);
    if (token.type === "heading_open" && token.tag === "h2" && token.level === 0)
      headings.push({ text: tokens[index + 1]?.content.trim() ?? "", line, after: first + (token.map?.[1] ?? 0) });
    if (token.type === "fence" && token.info.trim() === "promql") queries.push({ text: token.content, line: line + 1 });
    let within = line;
    for (const child of token.children ?? []) {
      if (child.type === "softbreak" || child.type === "hardbreak") within += 1;
      const target =
        child.type === "link_open" ? child.attrGet("href") : child.type === "image" ? child.attrGet("src") : null;
      if (target !== null) links.push({ target: String(target), line: within });
    }
  });
  return { headings, queries, links };
}
