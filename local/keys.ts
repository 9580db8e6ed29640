import type { ReadStream } from "node:tty";
import { STORIES, type Story, type StoryName } from "./stories.ts";

const KEYS: ReadonlyArray<readonly [key: string, story: StoryName]> = [
  ["o", "order-outage"],
  ["s", "sms-failover"],
  ["d", "slow-database"],
  ["i", "einvoice-backlog"],
  ["p", "pagerduty-down"],
];

export interface KeyActions {
  readonly begin: (story: Story) => void;
  readonly recover: () => void;
  readonly quit: () => void;
}

/** Keys of a terminal as commands; where there is none, only the help differs. */
export function listenToKeys(input: ReadStream, { begin, recover, quit }: KeyActions) {
  if (!input.isTTY) return { help: "  Ctrl-C ends it.", close: () => undefined };
  const pressed = (key: string): void => {
    const [, story] = KEYS.find(([own]) => own === key) ?? [];
    if (story !== undefined) begin(STORIES[story]);
    else if (key === "r") recover();
    // In raw mode Ctrl-C is a key like others.
    else if (key === "q" || key === "\u0003") quit();
  };
  input.setRawMode(true).setEncoding("utf8").resume().on("data", pressed);
  const help = `  ${KEYS.map(([key, story]) => `${key} ${story}`).join(" · ")} · r recover · q quit`;
  return {
    help,
    close: () => {
      input.off("data", pressed).setRawMode(false).pause();
    },
  };
}
