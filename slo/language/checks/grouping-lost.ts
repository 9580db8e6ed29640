import { expressionsOf } from "../../model/indicator.ts";
import { losesLabel } from "../../promql/kept-labels.ts";
import { printMatching } from "../../promql/print.ts";
import type { Expression } from "../../promql/syntax.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

export const groupingLost: Check = ({ slo, at }) =>
  Object.entries(expressionsOf(slo.indicator)).flatMap(([key, expression]) => {
    const losers = Map.groupBy(slo.by, (label) => losesLabel(expression, label));
    return Array.from(losers, ([node, lost]) => {
      if (node === undefined) return [];
      const wrong = `${nameOf(node)} drops ${lost.map((label) => `\`${label}\``).join(", ")}, which \`by\` splits by`;
      const place = at.at("indicator", slo.indicator.kind, key);
      return [place.finding(SLO_RULES["grouping-lost"], wrong, adviceFor(node, lost, slo.by), node)];
    }).flat();
  });

function nameOf(node: Expression): string {
  switch (node.kind) {
    case "aggregate":
      return `\`${node.operator}\``;
    case "call":
      return `\`${node.function}\``;
    case "binary":
      return node.matching === undefined ? `\`${node.operator}\`` : `\`${printMatching(node.matching)}\``;
    default:
      return "a number";
  }
}

function adviceFor(node: Expression, lost: readonly string[], by: readonly string[]): string {
  const labels = lost.join(", ");
  if (node.kind === "aggregate") {
    if (node.grouping?.mode === "without") return `Take ${labels} out of without (…).`;
    const kept = [...new Set([...(node.grouping?.labels ?? []), ...by])];
    return `Write ${node.operator} by (${kept.join(", ")}) (…).`;
  }
  if (node.kind === "binary" && node.matching !== undefined) {
    const { mode, labels: matched } = node.matching;
    const all = mode === "on" ? `on (${[...matched, ...lost].join(", ")})` : `ignoring (…) without ${labels}`;
    return `Match by it, ${all}, or take it over from the side that has it: group_left (${labels}) or group_right (${labels}).`;
  }
  return "Write what counts for each value of it, or take it out of `by`.";
}
