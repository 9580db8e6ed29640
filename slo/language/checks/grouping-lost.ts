import { expressionsOf } from "../../model/indicator.ts";
import { walk } from "../../promql/walk.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

export const groupingLost: Check = ({ slo, at }) =>
  Object.entries(expressionsOf(slo.indicator)).flatMap(([key, expression]) =>
    [...walk(expression)].flatMap((node) => {
      if (node.kind !== "aggregate") return [];
      const { grouping } = node;
      const lost = slo.by.filter((label) =>
        grouping?.mode === "without" ? grouping.labels.includes(label) : !grouping?.labels.includes(label),
      );
      if (lost.length === 0) return [];
      const wrong = `\`${node.operator}\` drops ${lost.map((label) => `\`${label}\``).join(", ")}, which \`by\` splits by`;
      const advice = `Write ${node.operator} by (${slo.by.join(", ")}) (…).`;
      return [at.at("indicator", slo.indicator.kind, key).finding(SLO_RULES["grouping-lost"], wrong, advice, node)];
    }),
  );
