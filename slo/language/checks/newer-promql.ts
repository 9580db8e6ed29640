import { expressionsOf, NATIVE_HISTOGRAM_FUNCTIONS } from "../../model/indicator.ts";
import { ANY_PROMETHEUS, refusalOf, refusals } from "../../promql/rule-engine.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

/** An engine refuses a whole rule file for one function that it does not know. */
export const newerPromql: Check = ({ slo, at }, { config: { ruleEngines = ANY_PROMETHEUS } = {} }) => {
  const { indicator } = slo;
  const written = Object.entries(expressionsOf(indicator)).flatMap(([key, expression]) =>
    refusals(expression, ruleEngines).map((refusal) =>
      at
        .at("indicator", indicator.kind, key)
        .finding(SLO_RULES["newer-promql"], refusal.message, refusal.advice, refusal),
    ),
  );
  if (indicator.kind !== "latency" || !indicator.native) return written;
  const [refused] = NATIVE_HISTOGRAM_FUNCTIONS.flatMap((name) => refusalOf(name, ruleEngines) ?? []);
  if (refused === undefined) return written;
  const wrong = `native histograms are counted with functions, and ${refused.message}`;
  const place = at.at("indicator", "latency", "native");
  return [place.finding(SLO_RULES["newer-promql"], wrong, "Count its classic buckets: leave `native` out.")];
};
