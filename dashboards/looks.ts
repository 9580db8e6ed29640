import { type Colour, type Looks, NEUTRAL, type Word } from "./kit/colours.ts";

/** Error budget left, as a share. */
export const BUDGET_LOOKS: Looks = {
  from: [
    ["lowest", "red"],
    [0, "orange"],
    [0.25, "green"],
  ],
};

/** Seconds until the budget is spent: 0 when it is, -1 when it will not be. */
export const EXHAUSTION_LOOKS: Looks = {
  from: [
    [0, "red"],
    [24 * 3600, "orange"],
  ],
  words: { 0: { text: "Spent", colour: "red" }, [-1]: { text: "Not spent at this rate", colour: "green" } },
};

/** Bad events that may still happen. */
export const BAD_EVENTS_LEFT_LOOKS: Looks = {
  from: [
    ["lowest", "red"],
    [1, "text"],
  ],
};

/** An alert that does not fire is no proof of health: neutral. */
export const FIRING_WORDS: Readonly<Record<number, Word>> = {
  1: { text: "Firing", colour: "red" },
  0: { text: "Quiet", colour: NEUTRAL },
};

/** How many are in trouble: none is no news. */
export function countLooks(colour: Colour): Looks {
  return {
    from: [
      [0, "text"],
      [1, colour],
    ],
  };
}
