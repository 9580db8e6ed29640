import { expressionsOf } from "../../model/indicator.ts";
import { walk } from "../../promql/walk.ts";
import type { Check } from "./check.ts";

export const groupingLost: Check = ({ slo, source, path }) =>
  Object.entries(expressionsOf(slo.indicator)).flatMap(([key, expression]) =>
    [...walk(expression)].flatMap((node) => {
      if (node.kind !== "aggregate") return [];
      const { grouping } = node;
      const lost = slo.by.filter((label) =>
        grouping?.mode === "without" ? grouping.labels.includes(label) : !grouping?.labels.includes(label),
      );
      if (lost.length === 0) return [];
      const span = source.spanWithin([...path, "indicator", slo.indicator.kind, key], node);
      const message = `\`${node.operator}\` drops ${lost.map((label) => `\`${label}\``).join(", ")}, which \`by\` splits by`;
      return [source.diagnose("grouping-lost", span, message, `Write ${node.operator} by (${slo.by.join(", ")}) (…).`)];
    }),
  );
