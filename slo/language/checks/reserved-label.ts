import { RESERVED_LABELS } from "../../model/contract.ts";
import type { Check } from "./check.ts";

export const reservedLabel: Check = ({ slo, source, path }) =>
  slo.by.flatMap((label, index) => {
    if (!RESERVED_LABELS.has(label)) return [];
    const span = source.span([...path, "by", index]);
    return [
      source.diagnose(
        "reserved-label",
        span,
        `\`${label}\` is a label that the compiler sets`,
        "Rename the label where the metric is scraped.",
      ),
    ];
  });
