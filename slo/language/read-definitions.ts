import { byPosition, type Found } from "../../foundation/findings/finding.ts";
import type { Slo } from "../model/slo.ts";
import type { CheckContext } from "./checks/check.ts";
import { runChecks } from "./checks/index.ts";
import type { DefinedSlo } from "./defined-slo.ts";
import type { ForeignObject } from "./dialects/dialect.ts";
import { foreignObjects } from "./dialects/documents.ts";
import { interpret } from "./interpret.ts";
import { type ReadingConfig, readForeign } from "./read-foreign.ts";

/** A definition file that was read, whoever read it. */
export interface DefinitionText {
  readonly path: string;
  readonly text: string;
}

/** Reads and checks all definitions together, native and of other tools: every finding of every file in reading order, and the SLOs that could be read. */
export function readDefinitions(
  files: readonly DefinitionText[],
  context: CheckContext & { readonly config: ReadingConfig },
): Found<readonly Slo[]> {
  const objects: ForeignObject[] = [];
  const reads = files.map(({ path, text }): Found<readonly DefinedSlo[]> => {
    const foreign = foreignObjects(path, text);
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
