import { describe, expect, it } from "vitest";
import { SourceFile } from "../foundation/findings/source-text.ts";
import { sound } from "../foundation/findings/wrong-files.ts";
import { readRunbook } from "./read-runbook.ts";
import { firstSteps, renderRunbook } from "./render.ts";
import { type Runbook, SECTIONS } from "./runbook.ts";

function runbook(body: string): Runbook {
  const head = "---\nid: orders\ntitle: Orders\nslos: []\nalerts: [A]\nowner: team\nreviewed: 2026-11-21\n---\n";
  const sections = SECTIONS.en.map((heading) => `## ${heading}\n\n${heading === "Is it real" ? body : "Nothing."}\n`);
  const page = new SourceFile("en/orders.md", head + sections.join("\n"));
  return sound(readRunbook(page, { language: "en", name: "orders" }));
}

describe("a runbook as HTML", () => {
  it.each([
    ["<img src=x onerror=alert(1)>", "&lt;img"],
    ["[a](javascript:alert(1))", "[a](javascript:alert(1))"],
    ["[a](data:text/html,x)", "[a](data:text/html,x)"],
    ["[other](sms-delivery.md#top)", 'href="/runbooks/sms-delivery#top"'],
    ["[site](https://luckygas.example)", 'href="https://luckygas.example"'],
  ])("%s stays safe", (markdown, expected) => {
    const html = renderRunbook(runbook(markdown));
    expect(html).toContain(expected);
    expect(html).not.toMatch(/<img|href="(javascript|data):/);
  });

  it("puts a link behind each query, and behind nothing else", () => {
    const query = { href: (text: string) => `https://p.example/?q=${encodeURIComponent(text)}`, text: "Show <it>" };
    const html = renderRunbook(runbook('```promql\nup{job="a"} < 1\n```\n\n```sh\nls\n```'), { query });
    expect(html.match(/<a /g)).toHaveLength(1);
    expect(html).toContain('href="https://p.example/?q=up%7Bjob%3D%22a%22%7D%20%3C%201"');
    expect(html).toContain("Show &lt;it&gt;");
  });
});

it("takes what settles and what stops as the first steps", () => {
  expect(firstSteps(runbook("Look."))).toBe("## Is it real\n\nLook.\n\n## Stop the bleeding\n\nNothing.");
});

it("takes a heading within code as code", () => {
  expect(runbook("```sh\n## not a heading\n```").sections).toHaveLength(6);
});
