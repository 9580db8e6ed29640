import { describe, expect, it } from "vitest";
import { Catalogue } from "./catalogue.ts";
import { type Language, type Runbook, SECTIONS } from "./runbook.ts";
import { RunbookSearch } from "./search.ts";

function runbook(id: string, language: Language, title: string, markdown: string): Runbook {
  const sections = SECTIONS[language].map((heading, index) => ({
    heading,
    line: index + 1,
    from: index + 1,
    markdown,
  }));
  return {
    id,
    language,
    title,
    slos: [id],
    alerts: ["SLOBudgetBurn"],
    owner: "team",
    reviewed: "2026-11-21",
    sections,
    file: "",
  };
}

const search = new RunbookSearch(
  new Catalogue([
    runbook("e-invoices-unsent", "en", "E-invoices are not sent", "The circuit breaker of the platform is open."),
    runbook("e-invoices-unsent", "zh-TW", "電子發票未送出", "財政部平台的斷路器開啟，逾期會被罰款。"),
    runbook("sms-delivery", "en", "SMS do not arrive", "Switch the provider; invoices are not concerned."),
    runbook("sms-delivery", "zh-TW", "簡訊未送達", "切換簡訊供應商。"),
  ]),
);
const ids = (words: string, language: Language) => search.search(words, language).map((hit) => hit.runbook.id);

describe("search", () => {
  it.each([
    ["發票", "zh-TW", ["e-invoices-unsent"]],
    ["發票", "en", ["e-invoices-unsent"]],
    ["罰款", "zh-TW", ["e-invoices-unsent"]],
    ["簡訊 供應商", "zh-TW", ["sms-delivery"]],
    ["invoices", "en", ["e-invoices-unsent", "sms-delivery"]],
    ["e-invoices-unsent", "en", ["e-invoices-unsent"]],
    ["invioces circuit", "en", ["e-invoices-unsent"]],
    ["provid", "en", ["sms-delivery"]],
    ["teleportation", "en", []],
    ["", "en", []],
    ['"(* ]', "en", []],
  ] as const)("%s in %s finds %o", (words, language, expected) => {
    expect(ids(words, language)).toEqual(expected);
  });

  it("shows what was found where it was found", () => {
    const [hit] = search.search("斷路器", "en");
    expect(hit?.runbook.language).toBe("zh-TW");
    expect(hit?.snippet.find(([, isFound]) => isFound)?.[0]).toBe("斷路器");
    const [own] = search.search("breaker", "en");
    expect(own?.snippet.map(([text]) => text).join("")).toMatch(/circuit breaker of the platform/);
  });
});
