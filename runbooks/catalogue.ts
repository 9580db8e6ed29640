import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Finding, finding, type Read, wholeFile } from "../foundation/findings/finding.ts";
import { readText } from "../foundation/findings/read-text.ts";
import { FILE_RULES } from "../foundation/findings/rules.ts";
import { SourceFile } from "../foundation/findings/source-text.ts";
import { readRunbook } from "./read-runbook.ts";
import { RUNBOOK_RULES } from "./rules.ts";
import { LANGUAGES, type Language, type Runbook } from "./runbook.ts";

/** All runbooks in all languages. */
export class Catalogue {
  readonly runbooks: readonly Runbook[];
  /** Their texts by file, for what looks at them more closely. */
  readonly pages: ReadonlyMap<string, SourceFile>;
  readonly #byKey: ReadonlyMap<string, Runbook>;

  constructor(runbooks: readonly Runbook[], pages: ReadonlyMap<string, SourceFile> = new Map()) {
    this.runbooks = runbooks;
    this.pages = pages;
    this.#byKey = new Map(runbooks.map((runbook) => [`${runbook.language}/${runbook.id}`, runbook]));
  }

  /** In the language asked for, or in English. */
  find(id: string, language: Language): Runbook | undefined {
    return this.#byKey.get(`${language}/${id}`) ?? this.#byKey.get(`en/${id}`);
  }

  /** One of each, in the language asked for or in English, by id. */
  all(language: Language): Runbook[] {
    const ids = [...new Set(this.runbooks.map(({ id }) => id))].sort();
    return ids.flatMap((id) => this.find(id, language) ?? []);
  }

  /** The runbooks of an SLO, or of an alert's name. */
  about(name: string, language: Language): Runbook[] {
    return this.all(language).filter(({ slos, alerts }) => slos.includes(name) || alerts.includes(name));
  }
}

/** Reads a folder with a folder for each language. `shown` gives the name that findings use. */
export function readCatalogue(folder: string, shown: (path: string) => string = (path) => path): Read<Catalogue> {
  const runbooks: Runbook[] = [];
  const findings: Finding[] = [];
  const pages = new Map<string, SourceFile>();
  for (const language of LANGUAGES) {
    const names = listPages(join(folder, language));
    if (names === undefined) return { findings: [unreadable(folder, shown)] };
    for (const name of names) {
      const path = join(folder, language, name);
      const text = readText(path, shown(path));
      if (text.value === undefined) {
        // No page that cannot be read keeps others from being read.
        findings.push(
          ...text.findings.map((found) =>
            finding(RUNBOOK_RULES["runbook-form"], found.place, found.text, found.advice),
          ),
        );
        continue;
      }
      const page = new SourceFile(shown(path), text.value);
      pages.set(page.path, page);
      const read = readRunbook(page, { language, name: name.slice(0, -".md".length) });
      findings.push(...read.findings);
      if (read.value !== undefined) runbooks.push(read.value);
    }
  }
  return { value: new Catalogue(runbooks, pages), findings };
}

function listPages(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".md"))
      .sort();
  } catch {
    return undefined;
  }
}

function unreadable(folder: string, shown: (path: string) => string): Finding {
  const advice = `It holds a folder for each language: ${LANGUAGES.map((language) => shown(join(folder, language))).join(", ")}.`;
  const wrong = "the folder of runbooks cannot be read";
  return finding(FILE_RULES["file-unreadable"], wholeFile(shown(folder)), wrong, advice);
}
