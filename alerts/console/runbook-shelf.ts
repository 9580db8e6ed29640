import type { Language } from "./texts.ts";

/** The runbooks as the console shows them. */
export interface RunbookShelf {
  readonly list: (language: Language) => readonly RunbookEntry[];
  /** In the language asked for, or in English. */
  readonly find: (id: string, language: Language) => RunbookPage | undefined;
  readonly search: (words: string, language: Language) => readonly RunbookHit[];
  /** What to do first, as Markdown; for messages. */
  readonly firstSteps: (id: string) => string | undefined;
}

export interface RunbookEntry {
  readonly id: string;
  readonly title: string;
  readonly owner: string;
}

export interface RunbookPage extends RunbookEntry {
  readonly reviewed: string;
  /** Safe HTML; `queryLink` gives the address that shows a query's answer. */
  readonly render: (queryLink: ((query: string) => string) | undefined) => string;
}

export interface RunbookHit extends RunbookEntry {
  /** Pieces of the text around what was found; true for what was found itself. */
  readonly snippet: ReadonlyArray<readonly [text: string, isFound: boolean]>;
}
