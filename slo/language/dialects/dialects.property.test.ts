import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { expectUseful } from "../../../test/expect-useful.ts";
import { leavesOf, otherThan, replaced, valueAt, without } from "../../../test/slo/dialects/json-paths.ts";
import { promiseOf, read, SAMPLES } from "../../../test/slo/dialects/read-foreign.ts";
import { SLO_RULES } from "../rules.ts";
import { DIALECT_RULES } from "./rules.ts";

const RULES = { ...SLO_RULES, ...DIALECT_RULES };

/** What stands in a file for its readers to tell what it is, and says nothing else. */
const SILENT: readonly RegExp[] = [
  /^\.(?:apiVersion|kind)$/,
  /\.metadata\.name$/,
  /\.status(?:\.|$)/,
  // How others reach their metrics, and that people hear when it is over, is the same for all promises.
  /\.connectionDetails\./,
  /\.queryType$/,
  /\.alertWhenResolved$/,
  // What they belong to is told as a whole.
  /\.ruleOutput\./,
  // The plugin that they belong to is told.
  /\.chain\.\d+\.(?:config|priority)(?:\.|$)/,
  /lugins\.(?:overridePrevious|chain)$/,
];

/** Everything that is told of documents, without where it stands. */
function told(documents: readonly unknown[]): object {
  const { value, findings } = read(documents.map((document) => JSON.stringify(document)).join("\n---\n"));
  return { promises: value.map(promiseOf), findings: findings.map(({ rule, text }) => `${rule}: ${text}`) };
}

describe("files of other tools", () => {
  it.each([...SAMPLES])("%s is read without an error, and what is lost of it is told", (_name, text) => {
    const { value, findings } = read(text);
    expectUseful(text, findings, RULES);
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(value.length).toBeGreaterThan(0);
  });

  it.each([...SAMPLES])("every key of %s is honoured or told", (_name, text) => {
    const documents: unknown[] = parseAllDocuments(text).map((document) => document.toJS());
    const all = told(documents);
    for (const [index, document] of documents.entries()) {
      for (const path of leavesOf(document)) {
        const name = `.${path.join(".")}`;
        if (SILENT.some((silent) => silent.test(name))) continue;
        const others = [without(document, path), replaced(document, path, otherThan(valueAt(document, path)))];
        const changes = others.map((other) => told(documents.map((one, place) => (place === index ? other : one))));
        expect(
          changes.every((change) => isDeepStrictEqual(change, all)),
          `nothing comes of ${name}`,
        ).toBe(false);
      }
    }
  });

  it("say where they are wrong, however they are mangled", () => {
    const mangled = fc.record({
      text: fc.constantFrom(...SAMPLES.values()),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.nat(40),
      insert: fc.oneof(
        fc.constantFrom("", "\n", "  ", "*a", "&a ", "- ", ": ", "{", "}", "[", '"', "'", "|", "#", "---\n", "null"),
        fc.constantFrom(
          "{{.window}}",
          "$window",
          "<<: *who",
          "1e999",
          "100",
          "kind: List",
          "apiVersion: v1",
          "[]",
          "{}",
        ),
        fc.string({ maxLength: 8 }),
      ),
    });
    fc.assert(
      fc.property(mangled, ({ text, at, remove, insert }) => {
        const start = Math.floor(at * text.length);
        const wrong = text.slice(0, start) + insert + text.slice(start + remove);
        expectUseful(wrong, read(wrong).findings, RULES);
      }),
      { numRuns: 300 },
    );
  });

  it("take any value in any place", () => {
    const documents = [...SAMPLES.values()].flatMap((text): unknown[] =>
      parseAllDocuments(text).map((document) => document.toJS()),
    );
    const places = documents.flatMap((document) => leavesOf(document).map((path) => ({ document, path })));
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.nat(3), fc.jsonValue(), ({ document, path }, up, value) => {
        const place = path.slice(0, Math.max(1, path.length - up));
        const text = JSON.stringify(replaced(document, place, value));
        expectUseful(text, read(text).findings, RULES);
      }),
      { numRuns: 300 },
    );
  });
});
