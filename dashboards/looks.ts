import { type Colour, type Looks, NEUTRAL, type Word } from "./kit/colours.ts";

/** Error budget left, as a share. */
export const BUDGET_LOOKS: Looks = {
  from: [
    ["lowest", "red"],
    [0, "orange"],
    [0.25, "green"],
  ],
  sizes: [
    { from: -1e9, to: -9.990_000_001, text: "under -999%" },
    { from: -0.0005, to: -1e-12, text: "under 0%" },
    { from: 1e-12, to: 0.0005, text: "under 0.1%" },
    { from: 0.9995, to: 1 - 1e-12, text: "over 99.9%" },
  ],
};

/** Good events as a share, of which three decimals of a percent are shown: what is not all is not shown as all. */
export const SLI_LOOKS: Looks = { sizes: [{ from: 0.999_995, to: 1 - 1e-12, text: "over 99.999%" }] };

/** How fast a budget burns, with two decimals. */
export const BURN_LOOKS: Looks = {
  sizes: [
    { from: 1e-12, to: 0.005, text: "under 0.01" },
    { from: 9_999.000_001, to: 1e12, text: "over 9999" },
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
