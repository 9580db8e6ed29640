import { expressionsOf } from "../../model/indicator.ts";
import { OLDEST, unknownTo } from "../../promql/versions.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

const ADVICE = "Write it with functions that every Prometheus has, or record it beforehand.";

/** Prometheus refuses a whole rule file for one function that it does not know. */
export const newerPromql: Check = ({ slo, at }) =>
  Object.entries(expressionsOf(slo.indicator)).flatMap(([key, expression]) =>
    unknownTo(OLDEST, expression).map((problem) =>
      at.at("indicator", slo.indicator.kind, key).finding(SLO_RULES["newer-promql"], problem.message, ADVICE, problem),
    ),
  );
