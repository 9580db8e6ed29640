import { byPosition, type Found } from "../../foundation/findings/finding.ts";
import type { Slo } from "../model/slo.ts";
import type { CheckContext } from "./checks/check.ts";
import { runChecks } from "./checks/index.ts";
import type { Config } from "./config.ts";
import { interpret } from "./interpret.ts";

/** A definition file that was read, whoever read it. */
export interface DefinitionText {
  readonly path: string;
  readonly text: string;
}

/** Reads and checks all definitions together: every finding of every file in reading order, and the SLOs that could be read. */
export function readDefinitions(
  files: readonly DefinitionText[],
  context: CheckContext & { readonly config: Pick<Config, "period" | "scrapeInterval"> },
): Found<readonly Slo[]> {
  const reads = files.map(({ path, text }) => interpret(path, text, context.config));
  const defined = reads.flatMap(({ value }) => value ?? []);
  const findings = [...reads.flatMap((read) => read.findings), ...runChecks(defined, context)];
  return { value: defined.map(({ slo }) => slo), findings: findings.sort(byPosition) };
}
