import Big from "big.js";
import type { Finding } from "../../../../foundation/findings/finding.ts";
import type { YamlPart } from "../../../../foundation/findings/yaml-source.ts";
import { formatDuration, parseDuration } from "../../../promql/duration.ts";
import type { DialectContext } from "../dialect.ts";
import type { ServiceFacts } from "../facts.ts";
import type { Field } from "../field.ts";
import { DIALECT_RULES } from "../rules.ts";
import { severityOf } from "../severity.ts";
import { Sourced } from "../sourced.ts";
import { alertOf } from "../tiers.ts";
import { absentAfter, BURN_NAMES, burnOf } from "./windows.ts";

const CONTRACT = "Alerts are named SLOBudgetBurn and SLOSignalAbsent; their label `slo` tells whose they are.";
const CRITICAL: ReadonlySet<string> = new Set(["fastBurn", "mediumBurn"]);

/** The native alerts of an objective (a percentage) over a window (a duration). */
export function readAlerting(
  alerting: Field,
  {
    target,
    window,
    facts,
    at,
    context,
  }: {
    readonly target: string;
    readonly window: string;
    readonly facts: ServiceFacts;
    readonly at: YamlPart;
    readonly context: DialectContext;
  },
): { readonly value: Sourced; readonly pages: boolean; readonly findings: readonly Finding[] } {
  const findings = ["name", "absentName"].flatMap((key) =>
    alerting.get(key).lose(DIALECT_RULES["dialect-alert-name"], "alerts do not get this name", CONTRACT),
  );
  const period = parseDuration(window);
  const objective = new Big(target).div(100);
  const isDisabled = alerting.get("disabled").isTrue;
  const hasBurns = !alerting.get("burnrates").isFalse && !isDisabled;
  const hasAbsence = !alerting.get("absent").isFalse && !isDisabled;
  const severities = alerting.get("severities");
  const burns = BURN_NAMES.map((name) => {
    const field = severities.get(name);
    const read = severityOf(field, CRITICAL.has(name) ? "page" : "ticket");
    findings.push(...read.findings);
    return { name, severity: read.value };
  });
  const advice = "The absence of a signal is as urgent as the most urgent alert of its promise.";
  findings.push(
    ...severities.get("absent").lose(DIALECT_RULES["dialect-severity"], "absence has no severity of its own", advice),
  );
  const alerts = (["page", "ticket"] as const).map((severity) => {
    const tiers = burns.flatMap(({ name, severity: own }) =>
      own === severity && period !== undefined ? burnOf(name, period) : [],
    );
    if (!hasBurns || tiers.length === 0) return new Sourced("none", at);
    const fits = { objective, period: period ?? 0, at, shortestWindow: context.shortestWindow };
    const read = alertOf(severity, facts[severity], tiers, fits);
    findings.push(...read.findings);
    return read.value;
  });
  const [page, ticket] = alerts;
  const isSilent = alerts.every(({ value }) => value === "none");
  if (isSilent && hasAbsence) {
    const wrong = "an absent metric alerts nobody where no burn rate does";
    const mend = "Keep the burn-rate alerts, or watch the metric with a rule of your own.";
    findings.push(at.finding(DIALECT_RULES["dialect-condition"], wrong, mend));
  }
  const absent =
    hasAbsence && period !== undefined ? formatDuration(absentAfter(period, new Big(1).minus(objective))) : "none";
  const absentAt = alerting.get("absent").isThere ? alerting.get("absent").at : at;
  return {
    value: new Sourced({ page, ticket, absent: new Sourced(absent, absentAt) }, at),
    pages: page?.value !== "none",
    findings,
  };
}
