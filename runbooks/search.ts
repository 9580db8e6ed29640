import MiniSearch from "minisearch";
import type { Catalogue } from "./catalogue.ts";
import type { Language, Runbook } from "./runbook.ts";

/** A runbook that fits some words. */
export interface Hit {
  readonly runbook: Runbook;
  /** Text around what was found; true for what was found itself. */
  readonly snippet: ReadonlyArray<readonly [text: string, isFound: boolean]>;
}

const AROUND = 60;
const MOST_HITS = 20;
const words = new Intl.Segmenter("zh-TW", { granularity: "word" });
const IDEOGRAPH = /\p{Script=Han}/u;

/** Words, and of Chinese words also each character: where a word ends is a matter of opinion. */
export function tokens(text: string): string[] {
  return Array.from(words.segment(text.toLowerCase())).flatMap(({ segment, isWordLike }) => {
    if (!isWordLike) return [];
    return IDEOGRAPH.test(segment) && segment.length > 1 ? [segment, ...segment] : [segment];
  });
}

/** Finds runbooks by words of their texts in any language; what is named in the title or is the id comes first. */
export class RunbookSearch {
  readonly #catalogue: Catalogue;
  readonly #index: MiniSearch<{ readonly key: string }>;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
    this.#index = new MiniSearch({
      idField: "key",
      fields: ["id", "title", "names", "text"],
      tokenize: tokens,
      searchOptions: {
        boost: { id: 4, title: 4, names: 3 },
        prefix: (term) => !IDEOGRAPH.test(term),
        fuzzy: (term) => (term.length > 4 && !IDEOGRAPH.test(term) ? 0.2 : false),
        combineWith: "AND",
      },
    });
    this.#index.addAll(
      catalogue.runbooks.map((runbook) => ({
        key: `${runbook.language}/${runbook.id}`,
        id: runbook.id,
        title: runbook.title,
        names: [...runbook.slos, ...runbook.alerts, runbook.owner].join(" "),
        text: textOf(runbook),
      })),
    );
  }

  /** The best first, each runbook once, in the language asked for where it exists. */
  search(query: string, language: Language): Hit[] {
    const found = this.#index.search(query);
    const ids = [...new Set(found.map(({ id }) => String(id).slice(String(id).indexOf("/") + 1)))];
    return ids.slice(0, MOST_HITS).flatMap((id) => {
      const own = found.find((hit) => hit.id === `${language}/${id}`);
      const other = found.find((hit) => String(hit.id).endsWith(`/${id}`));
      // What was found only in the other language is shown where it was found.
      const runbook =
        own !== undefined || other === undefined
          ? this.#catalogue.find(id, language)
          : this.#catalogue.runbooks.find((one) => `${one.language}/${one.id}` === other.id);
      return runbook === undefined ? [] : [{ runbook, snippet: snippetOf(textOf(runbook), query) }];
    });
  }
}

function textOf({ sections }: Runbook): string {
  return sections
    .map(({ heading, markdown }) => `${heading} ${markdown}`)
    .join(" ")
    .replaceAll(/```\w*|^ *[-\d]+\.? /gm, " ")
    .replaceAll(/[`*#|>\s]+/g, " ");
}

function snippetOf(text: string, query: string): Hit["snippet"] {
  const lower = text.toLowerCase();
  const wanted = [query.toLowerCase().trim(), ...tokens(query)].filter((one) => one !== "");
  const found = wanted.find((one) => lower.includes(one));
  if (found === undefined) return [[`${text.slice(0, AROUND * 2)}…`, false]];
  const at = lower.indexOf(found);
  const from = Math.max(0, at - AROUND);
  const end = at + found.length;
  return [
    [`${from > 0 ? "…" : ""}${text.slice(from, at)}`, false],
    [text.slice(at, end), true],
    [`${text.slice(end, end + AROUND)}…`, false],
  ];
}
