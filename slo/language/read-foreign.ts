import type { Finding, Found } from "../../foundation/findings/finding.ts";
import { baseWindow } from "../model/timing.ts";
import { MINUTE } from "../promql/duration.ts";
import type { Config } from "./config.ts";
import type { DefinedSlo } from "./defined-slo.ts";
import type { DialectContext, ForeignObject } from "./dialects/dialect.ts";
import { readDialects } from "./dialects/read-dialects.ts";
import { TranslatedPart, unwrap } from "./dialects/sourced.ts";
import { interpretDefinition } from "./interpret.ts";

/** What of the configuration reading definitions needs. */
export type ReadingConfig = Pick<Config, "period" | "scrapeInterval" | "labels"> & Partial<Pick<Config, "dialects">>;

/** What dialects are told of the platform. */
export function dialectContext({ scrapeInterval, period, dialects: assumed = {} }: ReadingConfig): DialectContext {
  return { period, shortestWindow: Math.ceil(baseWindow(scrapeInterval) / MINUTE) * MINUTE, assumed };
}

/** The SLOs of other tools' objects, interpreted and checked as native ones are. */
export function readForeign(objects: readonly ForeignObject[], config: ReadingConfig): Found<readonly DefinedSlo[]> {
  if (objects.length === 0) return { value: [], findings: [] };
  const { definitions, findings } = readDialects(objects, dialectContext(config));
  const told: Finding[] = [...findings];
  const value = definitions.flatMap((definition) => {
    const { value: written, origins } = unwrap(definition);
    const read = interpretDefinition(written, TranslatedPart.whole(origins), config);
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
