import type { Finding } from "../../../foundation/findings/finding.ts";
import type { DefinedSlo } from "../defined-slo.ts";
import type { Check, CheckContext } from "./check.ts";
import { duplicateId } from "./duplicate-id.ts";
import { groupingLost } from "./grouping-lost.ts";
import { identicalSelectors } from "./identical-selectors.ts";
import { invalidRegex } from "./invalid-regex.ts";
import { missingRunbook } from "./missing-runbook.ts";
import { newerPromql } from "./newer-promql.ts";
import { otherUnit } from "./other-unit.ts";
import { reservedLabel } from "./reserved-label.ts";
import { targetLabel } from "./target-label.ts";
import { thresholdNotABucketBound } from "./threshold-not-a-bucket-bound.ts";
import { unknownEscalation } from "./unknown-escalation.ts";
import { unknownLabel } from "./unknown-label.ts";
import { unknownLabelValue } from "./unknown-label-value.ts";
import { unknownMetric } from "./unknown-metric.ts";
import { unknownRunbook } from "./unknown-runbook.ts";
import { unreachableTier } from "./unreachable-tier.ts";
import { windowTooShort } from "./window-too-short.ts";
import { wrongMetricType } from "./wrong-metric-type.ts";

const CHECKS: readonly Check[] = [
  groupingLost,
  identicalSelectors,
  invalidRegex,
  missingRunbook,
  newerPromql,
  otherUnit,
  reservedLabel,
  targetLabel,
  thresholdNotABucketBound,
  unknownLabel,
  unknownLabelValue,
  unknownMetric,
  unknownRunbook,
  unreachableTier,
  windowTooShort,
  wrongMetricType,
];

/** Everything that is wrong with SLOs that could be read. */
export function runChecks(defined: readonly DefinedSlo[], context: CheckContext): Finding[] {
  return [
    ...defined.flatMap((one) => CHECKS.flatMap((check) => check(one, context))),
    ...duplicateId(defined),
    ...unknownEscalation(defined, context),
  ];
}
