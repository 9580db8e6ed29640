import type { Subject } from "./channel.ts";

/** What browsers and proxies follow without trouble. Half an address leads elsewhere, so a longer one is left out. */
const MOST_CHARACTERS = 2_000;

export interface Links {
  /** Name and address, in the order of a reader's need. */
  readonly shown: ReadonlyArray<readonly [name: string, url: string]>;
  /** Which ones are missed, and why. */
  readonly leftOut: string | undefined;
}

/** Where a reader of a message goes on: the runbook, the incident, the dashboard. */
export function linksOf({ runbookUrl, dashboardUrl, consoleUrl }: Subject): Links {
  const all = [
    ...(runbookUrl === undefined ? [] : [["Runbook", runbookUrl] as const]),
    ...(consoleUrl === undefined ? [] : [["Incident", consoleUrl] as const]),
    ...(dashboardUrl === undefined ? [] : [["Dashboard", dashboardUrl] as const]),
  ];
  const long = all.filter(([, url]) => url.length > MOST_CHARACTERS);
  const missed = [
    ...long.map(([name, url]) => `${name} (an address of ${url.length} characters; it stands in the console)`),
    ...(consoleUrl === undefined ? ["Incident (CONSOLE_URL is not set)"] : []),
  ];
  return {
    shown: all.filter(([, url]) => url.length <= MOST_CHARACTERS),
    leftOut: missed.length === 0 ? undefined : missed.join(", "),
  };
}
