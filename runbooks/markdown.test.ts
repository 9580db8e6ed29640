import { describe, expect, it } from "vitest";
import { readMarkdown } from "./markdown.ts";

describe("what a page consists of", () => {
  it("is told by its tokens: what stands in code is neither heading nor link nor query", () => {
    const page = [
      "Intro with [a link](other.md).",
      "",
      "## First",
      "",
      "`[not a link](nowhere.md)`, but [one",
      "on two lines](there.md) and",
      "[another](https://example.com/a_(b)).",
      "",
      "~~~~",
      "## no heading",
      "[no link](nowhere.md)",
      "```promql",
      "no_query",
      "```",
      "~~~~",
      "",
      "    ## indented code",
      "",
      "```promql",
      "up",
      "  == 0",
      "```",
      "",
      "Second",
      "------",
      "- see ![a picture](missing.png)",
      "  ```promql",
      "  up == 1",
      "  ```",
      "> ## a heading that is quoted",
    ].join("\n");
    expect(readMarkdown(page, 11)).toEqual({
      headings: [
        { text: "First", line: 13, after: 14 },
        { text: "Second", line: 34, after: 36 },
      ],
      queries: [
        { text: "up\n  == 0\n", line: 30 },
        { text: "up == 1\n", line: 38 },
      ],
      links: [
        { target: "other.md", line: 11 },
        { target: "there.md", line: 15 },
        { target: "https://example.com/a_(b)", line: 17 },
        { target: "missing.png", line: 36 },
      ],
    });
  });
});
