import { type ConvertedFile, convertObjects } from "./dialects/convert.ts";
import { foreignObjects } from "./dialects/documents.ts";
import type { DefinitionText } from "./read-definitions.ts";
import { dialectContext, type ReadingConfig } from "./read-foreign.ts";

export type { ConvertedFile } from "./dialects/convert.ts";

/** Definition files as native ones: those that are native as they are, other tools' by service. */
export function convertDefinitions(files: readonly DefinitionText[], config: ReadingConfig): ConvertedFile[] {
  const reads = files.map(({ path, text }) => ({ path, text, foreign: foreignObjects(path, text) }));
  const native = reads.flatMap(({ path, text, foreign }) =>
    foreign === undefined ? [{ name: path.split("/").at(-1) ?? path, text }] : [],
  );
  const objects = reads.flatMap(({ foreign }) => foreign?.objects ?? []);
  return [...native, ...convertObjects(objects, dialectContext(config))];
}
