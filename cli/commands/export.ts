import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { byPosition, hasErrors } from "../../foundation/findings/finding.ts";
import { EXPORT_TOOLS, exportDefinitions } from "../../slo/language/export-definitions.ts";
import { command } from "../command.ts";
import { CONFIG_OPTIONS, configChoice } from "../config-options.ts";
import { load } from "../load.ts";
import { refused } from "../refused.ts";
import { UsageError } from "../usage.ts";

/** Promises as files of other tools. */
export const exportCommand = command(
  {
    usage: "export [PATH…] --as TOOL",
    summary: "write promises as files of another tool",
    about:
      "Writes promises as files of another tool, and reads them again: what does not come back as it was is told on standard error.\nNothing is written while something is an error.",
    options: {
      as: { type: "string", placeholder: "TOOL", help: EXPORT_TOOLS.join(", ") },
      out: { type: "string", placeholder: "DIR", help: "write files here, not to standard output" },
      ...CONFIG_OPTIONS,
    },
  },
  async ({ positionals: paths, options }) => {
    const { as: tool, out } = options;
    if (tool === undefined || !EXPORT_TOOLS.includes(tool))
      throw new UsageError(`\`slo export\` needs --as ${EXPORT_TOOLS.join(", --as ")}`);
    const { value: loaded, findings } = await load({ paths, ...configChoice(options) });
    if (loaded === undefined || hasErrors(findings)) return refused(findings, "written");
    const { files, losses } = exportDefinitions(loaded.slos, tool, loaded.config);
    if (out !== undefined) {
      mkdirSync(out, { recursive: true });
      for (const { name, text } of files) writeFileSync(join(out, name), text);
    }
    const text =
      out === undefined
        ? files.map((file) => file.text).join("---\n")
        : files.map(({ name }) => `${join(out, name)}\n`).join("");
    return {
      findings: [...findings, ...losses].sort(byPosition),
      areFindingsAside: true,
      text,
      json: { files },
      exitCode: 0,
    };
  },
);
