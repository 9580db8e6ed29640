import type { Catalogue } from "../../runbooks/catalogue.ts";
import { firstSteps, renderRunbook } from "../../runbooks/render.ts";
import type { Runbook } from "../../runbooks/runbook.ts";
import { RunbookSearch } from "../../runbooks/search.ts";
import type { RunbookEntry, RunbookShelf } from "./runbook-shelf.ts";
import { sayIn } from "./texts.ts";

/** The catalogue as the console and the messages use it. */
export function shelveRunbooks(catalogue: Catalogue): RunbookShelf {
  const search = new RunbookSearch(catalogue);
  return {
    list: (language) => catalogue.all(language).map(entryOf),
    find: (id, language) => {
      const runbook = catalogue.find(id, language);
      if (runbook === undefined) return undefined;
      const text = sayIn(language)("showQuery");
      return {
        ...entryOf(runbook),
        reviewed: runbook.reviewed,
        render: (href) => renderRunbook(runbook, { query: href && { href, text } }),
      };
    },
    search: (words, language) =>
      search.search(words, language).map(({ runbook, snippet }) => ({ ...entryOf(runbook), snippet })),
    firstSteps: (id) => {
      const runbook = catalogue.find(id, "en");
      return runbook && firstSteps(runbook);
    },
  };
}

function entryOf({ id, title, owner }: Runbook): RunbookEntry {
  return { id, title, owner };
}
