import { byPosition, type Finding, type Found } from "../../foundation/findings/finding.ts";
import type { Slo } from "../model/slo.ts";
import { baseWindow } from "../model/timing.ts";
import { MINUTE } from "../promql/duration.ts";
import type { CheckContext } from "./checks/check.ts";
import { runChecks } from "./checks/index.ts";
import type { Config } from "./config.ts";
import type { DefinedSlo } from "./defined-slo.ts";
import type { ForeignObject } from "./dialects/dialect.ts";
import { foreignObjects, mayBeForeign } from "./dialects/documents.ts";
import { readDialects } from "./dialects/read-dialects.ts";
import { TranslatedPart, unwrap } from "./dialects/sourced.ts";
import { interpret, interpretDefinition } from "./interpret.ts";

/** A definition file that was read, whoever read it. */
export interface DefinitionText {
  readonly path: string;
  readonly text: string;
}

type ReadingConfig = Pick<Config, "period" | "scrapeInterval"> & Partial<Pick<Config, "dialects">>;

/** Reads and checks all definitions together, native and of other tools: every finding of every file in reading order, and the SLOs that could be read. */
export function readDefinitions(
  files: readonly DefinitionText[],
  context: CheckContext & { readonly config: ReadingConfig },
): Found<readonly Slo[]> {
  const objects: ForeignObject[] = [];
  const reads = files.map(({ path, text }): Found<readonly DefinedSlo[]> => {
    const foreign = mayBeForeign(text) ? foreignObjects(path, text) : undefined;
    if (foreign === undefined) {
      const { value = [], findings } = interpret(path, text, context.config);
      return { value, findings };
    }
    objects.push(...foreign.objects);
    return { value: [], findings: foreign.findings };
  });
  const translated = readForeign(objects, context.config);
  const defined = [...reads, translated].flatMap(({ value }) => value);
  const findings = [...[...reads, translated].flatMap((read) => read.findings), ...runChecks(defined, context)];
  return { value: defined.map(({ slo }) => slo), findings: findings.sort(byPosition) };
}

/** The SLOs of other tools' objects, interpreted and checked as native ones are. */
function readForeign(objects: readonly ForeignObject[], config: ReadingConfig): Found<readonly DefinedSlo[]> {
  if (objects.length === 0) return { value: [], findings: [] };
  const shortestWindow = Math.ceil(baseWindow(config.scrapeInterval) / MINUTE) * MINUTE;
  const { period, dialects: assumed = {} } = config;
  const { definitions, findings } = readDialects(objects, { period, shortestWindow, assumed });
  const told: Finding[] = [...findings];
  const value = definitions.flatMap((definition) => {
    const { value: written, origins } = unwrap(definition);
    const read = interpretDefinition(written, new TranslatedPart(origins), config);
    told.push(...read.findings);
    return read.value ?? [];
  });
  return { value, findings: once(told) };
}

/** A query that stands in two expressions is told once. */
function once(findings: readonly Finding[]): Finding[] {
  const keyOf = ({ rule, place, text }: Finding): string =>
    [place.file, place.line, place.column, rule, text].join("\n");
  return [...new Map(findings.map((finding) => [keyOf(finding), finding])).values()];
}
