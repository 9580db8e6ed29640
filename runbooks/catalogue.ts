import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readRunbook } from "./read-runbook.ts";
import { findingAt, LANGUAGES, type Language, type Runbook, type RunbookFinding } from "./runbook.ts";

/** All runbooks in all languages. */
export class Catalogue {
  readonly runbooks: readonly Runbook[];
  readonly #byKey: ReadonlyMap<string, Runbook>;

  constructor(runbooks: readonly Runbook[]) {
    this.runbooks = runbooks;
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

export interface ReadCatalogue {
  readonly catalogue: Catalogue;
  readonly findings: readonly RunbookFinding[];
  /** Texts by file, for what looks at them more closely. */
  readonly texts: ReadonlyMap<string, string>;
}

/** Reads a folder with a folder for each language. Throws when it cannot be read. `shown` gives the name that findings use. */
export function readCatalogue(folder: string, shown: (path: string) => string = (path) => path): ReadCatalogue {
  const runbooks: Runbook[] = [];
  const findings: RunbookFinding[] = [];
  const texts = new Map<string, string>();
  for (const language of LANGUAGES) {
    const names = readdirSync(join(folder, language)).filter((name) => name.endsWith(".md"));
    for (const fileName of names.sort()) {
      const file = shown(join(folder, language, fileName));
      let text: string;
      try {
        text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(join(folder, language, fileName)));
      } catch {
        findings.push(
          findingAt("runbook-form", { file, text: "", line: 1 }, "the page is not UTF-8 text", "Save it as UTF-8."),
        );
        continue;
      }
      texts.set(file, text);
      const read = readRunbook(file, { text, language, name: fileName.slice(0, -".md".length) });
      findings.push(...read.findings);
      if (read.runbook !== undefined) runbooks.push(read.runbook);
    }
  }
  return { catalogue: new Catalogue(runbooks), findings, texts };
}
