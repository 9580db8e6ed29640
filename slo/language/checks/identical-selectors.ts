import { printSelector } from "../../promql/print.ts";
import type { Selector } from "../../promql/syntax.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

export const identicalSelectors: Check = ({ slo, at }) => {
  const { indicator } = slo;
  if (indicator.kind !== "ratio" || canonical(indicator.part) !== canonical(indicator.total)) return [];
  const wrong = `\`${indicator.counted}\` selects the same events as \`total\``;
  const advice = `Add the matcher that tells ${indicator.counted} events from the others.`;
  return [at.at("indicator", "ratio", indicator.counted).finding(SLO_RULES["identical-selectors"], wrong, advice)];
};

function canonical(selector: Selector): string {
  const matchers = [...selector.matchers].sort((a, b) =>
    a.label + a.operator + a.value < b.label + b.operator + b.value ? -1 : 1,
  );
  return printSelector({ ...selector, matchers });
}
