import type { Finding } from "../../../foundation/findings/finding.ts";
import type { DefinedSlo } from "../defined-slo.ts";
import { SLO_RULES } from "../rules.ts";

/** Looks at all SLOs of all files together. */
export function duplicateId(defined: readonly DefinedSlo[]): Finding[] {
  const first = new Map<string, DefinedSlo>();
  return defined.flatMap((one) => {
    const earlier = first.get(one.slo.id);
    if (earlier === undefined) {
      first.set(one.slo.id, one);
      return [];
    }
    const { file, line } = earlier.slo.source;
    const taken = `the id \`${one.slo.id}\` is taken by ${file}:${line}`;
    const advice = "Rename one of the two; ids are <service>-<name>.";
    return [one.at.at("name").finding(SLO_RULES["duplicate-id"], taken, advice)];
  });
}
