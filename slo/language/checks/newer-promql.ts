import { expressionsOf } from "../../model/indicator.ts";
import { OLDEST, unknownTo } from "../../promql/versions.ts";
import type { Check } from "./check.ts";

/** Prometheus refuses a whole rule file for one function that it does not know. */
export const newerPromql: Check = ({ slo, source, path }) =>
  Object.entries(expressionsOf(slo.indicator)).flatMap(([key, expression]) =>
    unknownTo(OLDEST, expression).map((problem) =>
      source.diagnose(
        "newer-promql",
        source.spanWithin([...path, "indicator", slo.indicator.kind, key], problem),
        problem.message,
        "Write it with functions that every Prometheus has, or record it beforehand.",
      ),
    ),
  );
