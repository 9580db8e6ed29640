import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { hasErrors } from "../../../foundation/findings/finding.ts";
import { YamlSource } from "../../../foundation/findings/yaml-source.ts";
import { compile } from "../../../slo/compile.ts";
import { type ConvertedFile, convertDefinitions } from "../../../slo/language/convert-definitions.ts";
import { readDefinitions } from "../../../slo/language/read-definitions.ts";
import { MetricCatalogue } from "../../../slo/model/metric-catalogue.ts";
import type { Slo } from "../../../slo/model/slo.ts";
import { DAY, SECOND } from "../../../slo/promql/duration.ts";
import { samplePlatform } from "../sample-slo.ts";
import { leavesOf, otherThan, replaced, valueAt } from "./json-paths.ts";
import { SAMPLES } from "./read-foreign.ts";

const CONFIG = { ...samplePlatform, period: 30 * DAY, scrapeInterval: 15 * SECOND };
const CONTEXT = { config: CONFIG, catalogue: new MetricCatalogue([]) };

/** Everything that Prometheus is given, but for where it was written. */
async function rulesOf(slos: readonly Slo[]): Promise<object> {
  const files = [...(await compile("prometheus", { slos, platform: CONFIG, catalogue: CONTEXT.catalogue }))]
    .flatMap((output) => output.files)
    .flatMap((file) => ("value" in file ? [[file.path, file.value] as const] : []));
  return Object.fromEntries(files);
}

const convert = (text: string): ConvertedFile[] => convertDefinitions([{ path: "foreign.yaml", text }], CONFIG);
const texts = (files: readonly ConvertedFile[]) => files.map(({ name, text }) => ({ path: name, text }));

async function expectSame(text: string): Promise<void> {
  const foreign = readDefinitions([{ path: "foreign.yaml", text }], CONTEXT);
  if (hasErrors(foreign.findings)) return;
  const files = convert(text);
  const native = readDefinitions(texts(files), CONTEXT);
  expect(native.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(await rulesOf(native.value)).toEqual(await rulesOf(foreign.value));
  expect(convertDefinitions(texts(files), CONFIG)).toEqual(files);
}

/** Objects are written apart, so that each may be changed; JSON is YAML. */
const DOCUMENTS = [...SAMPLES.values()].map((text): unknown[] =>
  parseAllDocuments(text).map((document) => document.toJS()),
);

describe("a file that was converted", () => {
  it.each([...SAMPLES])("compiles to the same rules as %s, and stays as it is", (_name, text) => expectSame(text));

  it("compiles to the same rules as any file that is right", async () => {
    const changes = fc.array(
      fc.record({
        place: fc.double({ min: 0, max: 1, noNaN: true }),
        value: fc.oneof(
          fc.constant(undefined),
          fc.constantFrom("a_b", "Größe", "x{a='b'}", 50, 99.5, true, "1d", "page"),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    );
    const changed = fc.tuple(fc.constantFrom(...DOCUMENTS), changes).map(([documents, all]) =>
      all.reduce<unknown[]>((kept, { place, value }) => {
        const places = kept.flatMap((document, index) => leavesOf(document).map((path) => ({ index, path })));
        const { index, path } = places[Math.floor(place * (places.length - 1))] ?? { index: 0, path: [] };
        return kept.map((document, at) =>
          at === index ? replaced(document, path, value ?? otherThan(valueAt(document, path))) : document,
        );
      }, documents),
    );
    const property = fc.asyncProperty(changed, (documents) =>
      expectSame(documents.map((document) => JSON.stringify(document)).join("\n---\n")),
    );
    await fc.assert(property, { numRuns: 60 });
  });

  it("has every comment of its file", () => {
    const written = fc.tuple(fc.constantFrom(...SAMPLES.values()), fc.array(fc.nat(200), { maxLength: 12 }));
    fc.assert(
      fc.property(written, ([text, places]) => {
        const lines = text.split("\n");
        for (const [number, place] of places.entries()) {
          const at = place % lines.length;
          const indent = /^ */.exec(lines[at] ?? "")?.[0] ?? "";
          lines.splice(at, 0, `${indent}# comment ${number}!`);
        }
        const commented = lines.join("\n");
        if (hasErrors(readDefinitions([{ path: "foreign.yaml", text: commented }], CONTEXT).findings)) return;
        const made = convert(commented).map((file) => file.text);
        const comments = YamlSource.parseAll("foreign.yaml", commented).value.flatMap((source) => source.comments());
        for (const line of comments.flatMap((comment) => comment.text.split("\n")))
          expect(made.join("\n")).toContain(`#${line}`);
        expect(convert(commented).map((file) => file.text)).toEqual(made);
      }),
      { numRuns: 150 },
    );
  });
});
