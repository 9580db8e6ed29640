import { dirname, join } from "node:path";
import { type Catalogue, readCatalogue } from "../../runbooks/catalogue.ts";
import { plainRunbook } from "../../runbooks/render.ts";
import { LANGUAGES, type Language, type Runbook } from "../../runbooks/runbook.ts";
import { RunbookSearch } from "../../runbooks/search.ts";
import { command } from "../command.ts";
import { CONFIG_OPTIONS, configChoice } from "../config-options.ts";
import { counted } from "../counted.ts";
import { shownPath } from "../files.ts";
import { loadConfig } from "../load-config.ts";
import { table } from "../table.ts";
import { UsageError } from "../usage.ts";

/** What is wrong with other runbooks does not keep one from being read. */
export const runbookCommand = command(
  {
    usage: "runbook [WORDS…]",
    summary: "the runbook of an alert or an SLO, or what is found for words; without: all of them",
    about: "Looks a runbook up by its id, an alert, an SLO or words; several are listed.",
    options: {
      language: { type: "string", placeholder: "LANGUAGE", help: `${LANGUAGES.join(" or ")}; en by default` },
      ...CONFIG_OPTIONS,
    },
  },
  ({ positionals, options }) => {
    const words = positionals.join(" ");
    const language = readLanguage(options.language);
    const choice = configChoice(options);
    const config = loadConfig(choice);
    const shelf = config.value === undefined ? config : readShelf(choice.config, config.value.runbooks);
    const { findings } = shelf;
    if (shelf.value === undefined) return { findings, text: `${counted(findings)}\n`, json: {}, exitCode: 1 };
    const found = lookUp(shelf.value, words, language);
    const [only] = found;
    const isOne = only !== undefined && found.length === 1;
    const none = `no runbook has \`${words}\`; \`slo runbook\` lists all\n`;
    return {
      // The one that is missing may be one that cannot be read.
      findings: found.length === 0 ? findings : [],
      areFindingsAside: true,
      text: isOne ? plainRunbook(only) : found.length === 0 ? none : listed(found),
      json: { runbooks: found },
      exitCode: found.length === 0 ? 1 : 0,
    };
  },
);

function readShelf(configPath: string, runbooks: string | undefined): ReturnType<typeof readCatalogue> {
  if (runbooks === undefined)
    throw new UsageError(`${configPath} says nothing of \`runbooks\`; add \`runbooks: ../runbooks\``);
  return readCatalogue(join(dirname(configPath), runbooks), shownPath);
}

function readLanguage(language = "en"): Language {
  const found = LANGUAGES.find((one) => one === language);
  if (found === undefined)
    throw new UsageError(`\`${language}\` is not a language of the runbooks; there are: ${LANGUAGES.join(", ")}`);
  return found;
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
