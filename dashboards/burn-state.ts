import { NEUTRAL, type Word } from "./kit/colours.ts";
import { NO_DATA } from "./kit/panel.ts";

/**
 * The code of an SLO that is known while its state is not. It stands right below Critical: whoever sorts by state sees it among
 * the bad, because a service that is down often exposes nothing.
 */
export const NO_DATA_CODE = 2.5;

/** `slo:burn_state:code` in the words that every dashboard uses. */
export const BURN_STATES = {
  3: { text: "Critical", colour: "red" },
  [NO_DATA_CODE]: { text: NO_DATA, colour: NEUTRAL },
  2: { text: "Recovering", colour: "orange" },
  1: { text: "Increasing", colour: "yellow" },
  0: { text: "OK", colour: "green" },
} as const satisfies Readonly<Record<number, Word>>;

export type BurnStateCode = keyof typeof BURN_STATES;

export const WORST_FIRST: readonly BurnStateCode[] = [3, NO_DATA_CODE, 2, 1, 0];
