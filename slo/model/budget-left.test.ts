import { expect, it } from "vitest";
import { budgetLeftText } from "./budget-left.ts";

it.each([
  [1, "100.0%"],
  [0.2345, "23.4%"],
  [0, "0.0%"],
  [-0.044, "-4.4%"],
  [-58, "-5800.0%"],
  [-998.8, "-99880.0%"],
  [undefined, "not known yet"],
  // Ties, of which Go takes the even one.
  [0.0025, "0.2%"],
  [0.0075, "0.8%"],
  [-0.0025, "-0.2%"],
  [-0.0075, "-0.8%"],
])("a budget of which %s is left is said as %s", (share, text) => {
  expect(budgetLeftText(share)).toBe(text);
});
