import { foreignObjects } from "./dialects/documents.ts";
import { dialectOf } from "./dialects/read-dialects.ts";
import type { DefinitionText } from "./read-definitions.ts";
import { type ReadingConfig, readForeign } from "./read-foreign.ts";

/** The tools whose files state SLOs, by the SLOs' ids; native ones are not among them. */
export function toolsOf(files: readonly DefinitionText[], config: ReadingConfig): ReadonlyMap<string, string> {
  const objects = files.flatMap(({ path, text }) => foreignObjects(path, text)?.objects ?? []);
  const byTool = Map.groupBy(objects, (object) => dialectOf(object)?.name);
  return new Map(
    [...byTool].flatMap(([tool, own]) =>
      tool === undefined ? [] : readForeign(own, config).value.map(({ slo }): [string, string] => [slo.id, tool]),
    ),
  );
}
