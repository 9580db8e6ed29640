import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../foundation/findings/finding.ts";
import { expectUseful } from "../../test/expect-useful.ts";
import { MetricCatalogue } from "../model/metric-catalogue.ts";
import { readDefinitions } from "./read-definitions.ts";
import { SLO_RULES } from "./rules.ts";

const CONTEXT = { config: { period: 30 * 86_400_000, scrapeInterval: 15_000 }, catalogue: new MetricCatalogue([]) };
const DEFINITIONS = join(import.meta.dirname, "../definitions");
const texts = readdirSync(DEFINITIONS).map((name) => readFileSync(join(DEFINITIONS, name), "utf8"));

function read(text: string): readonly Finding[] {
  const { findings } = readDefinitions([{ path: "a.yaml", text }], CONTEXT);
  expectUseful(text, findings, SLO_RULES);
  return findings;
}

describe("readDefinitions", () => {
  it("points at a place in the file whatever bytes it is given", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => void read(text)));
    const bytes = fc.uint8Array({ maxLength: 300 });
    fc.assert(fc.property(bytes, (array) => void read(new TextDecoder().decode(array))));
  });

  it("survives every mutation of a real definition", () => {
    const splice = fc.record({
      text: fc.constantFrom(...texts),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat(40),
      insert: fc.oneof(
        fc.constantFrom(
          "",
          "\n",
          "  ",
          "\t",
          "*a",
          "&a ",
          "- ",
          ": ",
          "{",
          "}",
          "[",
          '"',
          "'",
          "%",
          "|",
          "#",
          "---\n",
          "null",
          "1e999",
          "-.inf",
          ".nan",
          "$window",
          "100%",
          "__proto__: x",
        ),
        fc.string({ maxLength: 8 }),
      ),
    });
    const mutation = fc.property(splice, ({ text, at, remove, insert }) => {
      const start = Math.floor(at * text.length);
      read(text.slice(0, start) + insert + text.slice(start + remove));
    });
    fc.assert(mutation, { numRuns: 400 });
  });

  it("survives any value in any place", () => {
    const base = {
      service: "a",
      owner: "b",
      tier: 1,
      slos: [
        {
          name: "c",
          title: "d",
          objective: "99%",
          indicator: { probe: { gauge: "e" } },
          alerts: { page: "none", ticket: "none" },
        },
      ],
    };
    expect(read(JSON.stringify(base))).toEqual([]);
    const keys = ["service", "owner", "tier", "slos", "defaults"] as const;
    const sloKeys = ["name", "title", "objective", "indicator", "alerts", "window", "by", "runbook", "description"];
    fc.assert(
      fc.property(
        fc.constantFrom(...keys),
        fc.jsonValue(),
        (key, value) => void read(JSON.stringify({ ...base, [key]: value })),
      ),
    );
    const inside = fc.property(fc.constantFrom(...sloKeys), fc.jsonValue(), (key, value) => {
      read(JSON.stringify({ ...base, slos: base.slos.map((slo) => ({ ...slo, [key]: value })) }));
    });
    fc.assert(inside);
  });

  it("refuses a file of 10 MB without reading it", () => {
    const findings = read(`service: a\nowner: b\n${"# filler\n".repeat(1_200_000)}`);
    expect(findings.map((finding) => `${finding.rule}: ${finding.text}`)).toEqual([
      "file-too-large: the file has 10.8 MB",
    ]);
  });

  it("refuses nesting that no stack could hold", () => {
    for (const text of [`slos: ${"[".repeat(200_000)}`, `slos: ${"{a: ".repeat(100_000)}`, "- ".repeat(200_000)]) {
      expect(read(text).map(({ rule }) => rule)).toEqual(["yaml-syntax"]);
    }
    const deep = `${"(".repeat(2000)}a${")".repeat(2000)}`;
    const text = `service: a\nowner: b\ntier: 1\nslos:\n  - {name: c, title: d, objective: 99%, indicator: {condition: {gauge: "${deep}", op: <, threshold: 1}}, alerts: {page: none, ticket: none}}`;
    expect(read(text)).toEqual([]);
  });

  it("takes label values with quotes and backslashes, through YAML's quotes", () => {
    const indicator = (selector: string): string =>
      `service: a\nowner: b\ntier: 1\nslos:\n  - name: c\n    title: d\n    objective: 99%\n    indicator: { probe: { gauge: ${selector} } }\n    alerts: { page: none, ticket: none }\n`;
    for (const written of [`'e{f="a\\"b\\\\c"}'`, `"e{f=\\"a\\\\\\"b\\\\\\\\c\\"}"`]) {
      const { value: slos, findings } = readDefinitions([{ path: "a.yaml", text: indicator(written) }], CONTEXT);
      expect(findings).toEqual([]);
      expect(slos[0]?.indicator).toMatchObject({
        gauge: { matchers: [{ label: "f", operator: "=", value: 'a"b\\c' }] },
      });
    }
  });
});
