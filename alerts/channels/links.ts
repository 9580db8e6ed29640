import type { Subject } from "./channel.ts";

/** What browsers and proxies follow without trouble. Half an address leads elsewhere, so a longer one is left out. */
const MOST_CHARACTERS = 2_000;

export interface Links {
  /** Name and address, in the order of a reader's need. */
  readonly shown: ReadonlyArray<readonly [name: string, url: string]>;
  /** Which ones are missed and where they stand, in a sentence. */
  readonly leftOut: string | undefined;
}

/** Where a reader of a message goes on: the runbook, the incident, the dashboard. */
export function linksOf({ runbookUrl, dashboardUrl, consoleUrl }: Subject): Links {
  const all = [
    ...(runbookUrl === undefined ? [] : [["Runbook", runbookUrl] as const]),
    ["Incident", consoleUrl] as const,
    ...(dashboardUrl === undefined ? [] : [["Dashboard", dashboardUrl] as const]),
  ];
  const long = all.filter(([, url]) => url.length > MOST_CHARACTERS);
  const names = long.map(([name, url]) => `${name} (an address of ${url.length} characters)`);
  return {
    shown: all.filter(([, url]) => url.length <= MOST_CHARACTERS),
    leftOut: long.length === 0 ? undefined : `${names.join(", ")}; see ${consoleUrl}`,
  };
}
