import { printSelector } from "../../promql/print.ts";
import type { Selector } from "../../promql/syntax.ts";
import type { Check } from "./check.ts";

export const identicalSelectors: Check = ({ slo, source, path }) => {
  const { indicator } = slo;
  if (indicator.kind !== "ratio" || canonical(indicator.part) !== canonical(indicator.total)) return [];
  const span = source.span([...path, "indicator", "ratio", indicator.counted]);
  const help = `Add the matcher that tells ${indicator.counted} events from the others.`;
  return [
    source.diagnose("identical-selectors", span, `\`${indicator.counted}\` selects the same events as \`total\``, help),
  ];
};

function canonical(selector: Selector): string {
  const matchers = [...selector.matchers].sort((a, b) =>
    a.label + a.operator + a.value < b.label + b.operator + b.value ? -1 : 1,
  );
  return printSelector({ ...selector, matchers });
}
