import { dirname, join } from "node:path";
import type { Finding } from "../../foundation/findings/finding.ts";
import { type Catalogue, readCatalogue } from "../../runbooks/catalogue.ts";
import { plainRunbook } from "../../runbooks/render.ts";
import type { Language, Runbook } from "../../runbooks/runbook.ts";
import { RunbookSearch } from "../../runbooks/search.ts";
import type { CommandLine } from "../command-line.ts";
import { shownPath } from "../files.ts";
import { loadConfig } from "../load-config.ts";
import type { Outcome } from "../outcome.ts";
import { table } from "../table.ts";
import { UsageError } from "../usage.ts";

/** Looks a runbook up by its id, an alert, an SLO or words; several are listed. What is wrong with other runbooks does not keep one from being read. */
export function runbookCommand({
  words,
  language,
  config: configPath,
  overrides,
}: CommandLine): Outcome | readonly Finding[] {
  const config = loadConfig(configPath, overrides);
  if (config.value === undefined) return config.findings;
  const { runbooks } = config.value;
  if (runbooks === undefined)
    throw new UsageError(`${configPath} says nothing of \`runbooks\`; add \`runbooks: ../runbooks\``);
  const { value: catalogue, findings } = readCatalogue(join(dirname(configPath), runbooks), shownPath);
  if (catalogue === undefined) return findings;
  const found = lookUp(catalogue, words, language);
  const [only] = found;
  if (only !== undefined && found.length === 1)
    return { text: plainRunbook(only), json: { runbooks: [only] }, exitCode: 0 };
  return {
    text: found.length === 0 ? `no runbook has \`${words}\`; \`slo runbook\` lists all\n` : listed(found),
    json: { runbooks: found },
    exitCode: found.length === 0 ? 1 : 0,
  };
}

function lookUp(catalogue: Catalogue, words: string, language: Language): readonly Runbook[] {
  if (words === "") return catalogue.all(language);
  const own = catalogue.find(words, language);
  if (own !== undefined) return [own];
  const about = catalogue.about(words, language);
  return about.length > 0 ? about : new RunbookSearch(catalogue).search(words, language).map(({ runbook }) => runbook);
}

function listed(runbooks: readonly Runbook[]): string {
  return table(
    ["runbook", "owner", "reviewed", "title"],
    runbooks.map(({ id, title, owner, reviewed }) => [id, owner, reviewed, title]),
  );
}
