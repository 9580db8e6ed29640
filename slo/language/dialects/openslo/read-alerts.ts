import Big from "big.js";
import type { Finding } from "../../../../foundation/findings/finding.ts";
import type { YamlPart } from "../../../../foundation/findings/yaml-source.ts";
import type { Severity } from "../../../model/burn-policy.ts";
import type { ServiceFacts } from "../facts.ts";
import type { Field } from "../field.ts";
import { idOf } from "../names.ts";
import { DIALECT_RULES } from "../rules.ts";
import { severityOf } from "../severity.ts";
import { Sourced } from "../sourced.ts";
import { alertOf, type ForeignTier } from "../tiers.ts";
import type { Catalogue } from "./catalogue.ts";
import { parseShorthand } from "./time-window.ts";

/** A condition that was read, and whom it tells. */
interface Condition {
  readonly severity: Severity;
  readonly tier: ForeignTier;
  readonly escalation: Sourced | undefined;
  readonly at: YamlPart;
}

/** The native alerts of an SLO with these policies; none of its own where it has no policy. */
export function readAlerts(
  policies: Field,
  catalogue: Catalogue,
  fitting: {
    readonly objective: Big | undefined;
    readonly period: number;
    readonly shortestWindow: number;
    readonly facts: ServiceFacts;
    readonly at: YamlPart;
  },
): { readonly value: Sourced; readonly pages: boolean; readonly findings: readonly Finding[] } {
  const findings: Finding[] = [];
  const conditions: Condition[] = [];
  let isAbsenceTold: boolean | undefined;
  for (const policy of policies.items) {
    const { spec, findings: lost } = catalogue.resolve("AlertPolicy", policy.get("alertPolicyRef"), policy);
    findings.push(...lost);
    if (spec === undefined) continue;
    spec.get("alertWhenResolved").ignore();
    const noData = spec.get("alertWhenNoData");
    if (noData.isThere) isAbsenceTold = noData.isTrue || isAbsenceTold === true;
    const escalation = escalationOf(spec.get("notificationTargets"), catalogue, findings);
    const isBreaching = !spec.get("alertWhenBreaching").isFalse;
    for (const condition of spec.get("conditions").items) {
      const read = readCondition(condition, catalogue, findings);
      if (read !== undefined && isBreaching) conditions.push({ ...read, escalation });
    }
  }
  const { facts, at } = fitting;
  const alerts = (["page", "ticket"] as const).map((severity) => {
    const own = conditions.filter((condition) => condition.severity === severity);
    const [first] = own;
    if (first === undefined) return new Sourced("none", at);
    const escalation = first.escalation ?? facts[severity];
    for (const other of own)
      if (other.escalation !== undefined && other.escalation.value !== escalation.value) {
        const wrong = `a ${severity} of one promise tells one: \`${String(escalation.value)}\`, not this`;
        const advice = "Let one escalation policy tell both, in alerts/routing.yaml.";
        findings.push(other.escalation.from.finding(DIALECT_RULES["dialect-condition"], wrong, advice));
      }
    const tiers = own.map(({ tier }) => tier);
    const read = alertOf(severity, escalation, tiers, { ...fitting, at: first.at });
    findings.push(...read.findings);
    return read.value;
  });
  const [page, ticket] = alerts;
  const absent = isAbsenceTold === false ? "none" : undefined;
  const place = policies.isThere ? policies.at : at;
  return { value: new Sourced({ page, ticket, absent }, place), pages: page?.value !== "none", findings };
}

/** Whom a policy tells: the name of its first target. */
function escalationOf(targets: Field, catalogue: Catalogue, findings: Finding[]): Sourced | undefined {
  const named = targets.items.flatMap((target) => {
    const {
      name,
      spec,
      findings: lost,
    } = catalogue.resolve("AlertNotificationTarget", target.get("targetRef"), target);
    findings.push(...lost);
    const way = spec?.get("target");
    const wrong = `alerts/routing.yaml says how an escalation policy reaches people, not \`${way?.text ?? ""}\``;
    const advice = "Write the channel there, under the name of the target.";
    findings.push(...(way?.lose(DIALECT_RULES["dialect-condition"], wrong, advice) ?? []));
    return name ?? [];
  });
  const [first, ...others] = named;
  for (const other of others) {
    const wrong = `a policy tells one target first: \`${first?.text ?? ""}\`, not \`${other.text ?? ""}\``;
    const advice = "Let the steps of one escalation policy tell both, in alerts/routing.yaml.";
    findings.push(other.at.finding(DIALECT_RULES["dialect-condition"], wrong, advice));
  }
  return first === undefined ? undefined : new Sourced(idOf(first.text ?? ""), first.at);
}

function readCondition(
  condition: Field,
  catalogue: Catalogue,
  findings: Finding[],
): Omit<Condition, "escalation"> | undefined {
  const { spec, findings: lost } = catalogue.resolve("AlertCondition", condition.get("conditionRef"), condition);
  findings.push(...lost);
  if (spec === undefined || !spec.isThere) return undefined;
  const { value: severity, findings: told } = severityOf(spec.get("severity"), "ticket");
  findings.push(...told);
  const burn = spec.get("condition");
  burn.get("kind").ignore();
  const op = burn.get("op");
  if (op.text === "lt" || op.text === "lte") {
    const advice = "Write gt: an alert is for a budget that burns fast.";
    const wrong = `\`${op.text}\` would alert while the budget burns slowly; it is read as gt`;
    findings.push(op.at.finding(DIALECT_RULES["dialect-condition"], wrong, advice));
  }
  const delay = burn.get("alertAfter");
  if ((parseShorthand(delay.text) ?? 0) > 0) {
    const advice = "A longer window waits for what a short one would take too seriously.";
    findings.push(delay.at.finding(DIALECT_RULES["dialect-delay"], "an alert does not wait here", advice));
  }
  const longWindow = parseShorthand(burn.get("lookbackWindow").text);
  const threshold = burn.get("threshold").number;
  if (longWindow === undefined || threshold === undefined) return undefined;
  return { severity, tier: { burnRate: new Big(threshold), longWindow, shortWindow: undefined }, at: burn.at };
}
