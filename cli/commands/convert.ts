import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasErrors } from "../../foundation/findings/finding.ts";
import { type ConvertedFile, convertDefinitions } from "../../slo/language/convert-definitions.ts";
import { command } from "../command.ts";
import { CONFIG_OPTIONS, configChoice } from "../config-options.ts";
import { load } from "../load.ts";
import { refused } from "../refused.ts";
import { UsageError } from "../usage.ts";

/** Other tools' files as native ones. */
export const convertCommand = command(
  {
    usage: "convert PATH…",
    summary: "write files of OpenSLO, Sloth or Pyrra as native ones",
    about:
      "Writes promises of OpenSLO, Sloth and Pyrra as native definitions, with their comments; native files stay as they are.\nWhat is lost is told on standard error. Nothing is written while something is an error.",
    options: {
      out: { type: "string", placeholder: "DIR", help: "write <service>.yaml here, not to standard output" },
      force: { type: "boolean", help: "write over files that say something else" },
      ...CONFIG_OPTIONS,
    },
  },
  async ({ positionals: paths, options }) => {
    if (paths.length === 0) throw new UsageError("`slo convert` needs the files to convert");
    const { value: loaded, findings } = await load({ paths, ...configChoice(options) });
    if (loaded === undefined || hasErrors(findings)) return refused(findings, "converted");
    const files = convertDefinitions(loaded.texts, loaded.config);
    const json = { files: files.map(({ name, text }) => ({ name, text })) };
    const twice = files.find(({ name }, index) => files.findIndex((file) => file.name === name) !== index);
    if (options.out !== undefined && twice !== undefined)
      throw new UsageError(`two files would be ${twice.name}; convert them one by one`);
    if (options.out !== undefined)
      return { findings, areFindingsAside: true, json, ...write(files, options.out, options.force === true) };
    if (files.length > 1)
      throw new UsageError(
        `these are ${files.length} files (${files.map(({ name }) => name).join(", ")}); give --out DIR`,
      );
    return { findings, areFindingsAside: true, json, text: files[0]?.text ?? "", exitCode: 0 };
  },
);

/** Writes files, but none over one that says something else. */
function write(
  files: readonly ConvertedFile[],
  folder: string,
  isForced: boolean,
): { readonly text: string; readonly exitCode: 0 | 1 } {
  const places = files.map((file) => ({ ...file, place: join(folder, file.name) }));
  const isOther = ({ place, text }: { place: string; text: string }): boolean =>
    existsSync(place) && readFileSync(place, "utf8") !== text;
  const others = isForced ? [] : places.filter(isOther);
  if (others.length > 0) {
    const lines = others.map(({ place }) => `${place} says something else\n`).join("");
    return { text: `${lines}\nNothing was written. --force writes over it.\n`, exitCode: 1 };
  }
  mkdirSync(folder, { recursive: true });
  for (const { place, text } of places) writeFileSync(place, text);
  return { text: places.map(({ place }) => `${place}\n`).join(""), exitCode: 0 };
}
