import type { Finding } from "../../../foundation/findings/finding.ts";
import type { YamlPart } from "../../../foundation/findings/yaml-source.ts";
import type { AssumedFacts } from "./dialect.ts";
import type { Field } from "./field.ts";
import { idOf } from "./names.ts";
import { DIALECT_RULES } from "./rules.ts";
import { Sourced } from "./sourced.ts";

const OWNER_LABELS: readonly string[] = ["owner", "team"];
const TIER_LABELS: readonly string[] = ["tier", "serviceTier", "service_tier"];
const ESCALATION = "escalation";
const LOWEST_TIER_ASSUMED = 3;

/** Who answers for a service, how important it is, and whom its alerts tell. */
export interface ServiceFacts {
  readonly owner: Sourced;
  readonly tier: Sourced;
  readonly page: Sourced;
  readonly ticket: Sourced;
  /** The labels that state one of them. */
  readonly used: ReadonlySet<Field>;
  readonly findings: readonly Finding[];
}

/** The facts that labels of a service state; what they leave open is assumed, and told at `at`. */
export function factsOf(
  service: string,
  labels: readonly (readonly [key: string, field: Field])[],
  assumed: AssumedFacts,
  at: YamlPart,
): ServiceFacts {
  const stated = (keys: readonly string[]): Field | undefined => labels.find(([key]) => keys.includes(key))?.[1];
  const ownerField = stated(OWNER_LABELS);
  const ownerText = firstText(ownerField);
  const owner = idOf(ownerText ?? assumed.owner ?? service);
  const tierField = stated(TIER_LABELS);
  const tier = /^(?:tier-?)?([1-4])$/i.exec(firstText(tierField) ?? "")?.[1];
  const escalation = stated([ESCALATION]);
  const told = escalation?.text;
  const used = [
    ownerText === undefined ? undefined : ownerField,
    tier === undefined ? undefined : tierField,
    told === undefined ? undefined : escalation,
  ];
  const [page, ticket] = [told ?? assumed.page ?? owner, told ?? assumed.ticket ?? owner];
  const several = used.flatMap((field) =>
    field === undefined || field.items.length < 2
      ? []
      : lostNames(
          field.items.slice(1).map((item): [string, Field] => [item.text ?? "", item]),
          field,
          "dialect-labels",
          "further value",
          "One team answers, and one policy is told.",
        ),
  );
  const open = [
    ...(ownerText === undefined && assumed.owner === undefined ? [`owner \`${owner}\``] : []),
    ...(tier === undefined && assumed.tier === undefined ? [`tier ${LOWEST_TIER_ASSUMED}`] : []),
    ...(told === undefined && (assumed.page === undefined || assumed.ticket === undefined)
      ? [`escalation \`${page}\`${page === ticket ? "" : ` and \`${ticket}\``}`]
      : []),
  ];
  const wrong = `this does not say everything; taken are ${open.join(", ")}`;
  const advice = "Say it under `dialects` of slo/config.yaml, or in labels: owner, tier, escalation.";
  const from = (field: Field | undefined): YamlPart => field?.at ?? at;
  return {
    owner: new Sourced(owner, from(ownerText === undefined ? undefined : ownerField)),
    tier: new Sourced(
      Number(tier ?? assumed.tier ?? LOWEST_TIER_ASSUMED),
      from(tier === undefined ? undefined : tierField),
    ),
    page: new Sourced(idOf(page), from(escalation)),
    ticket: new Sourced(idOf(ticket), from(escalation)),
    used: new Set(used.flatMap((field) => field ?? [])),
    findings: [...several, ...(open.length === 0 ? [] : [at.finding(DIALECT_RULES["dialect-assumed"], wrong, advice)])],
  };
}

/** A text, or the first of a list of them. */
function firstText(field: Field | undefined): string | undefined {
  return field?.text ?? field?.items.map(({ text }) => text).find((text) => text !== undefined);
}

/** What is lost of own labels: all but those that state a fact. */
export function lostLabels(labels: Field, used: ReadonlySet<Field> = new Set()): Finding[] {
  const lost = labels.entries.filter(([, field]) => !used.has(field));
  const advice = "Route and filter by `slo`, `slo_service`, `owner`, `tier` and `escalation`.";
  return lostNames(lost, labels, "dialect-labels", "label", advice);
}

/** One word about all keys of a group that are lost. */
export function lostNames(
  lost: readonly (readonly [key: string, field: Field])[],
  group: Field,
  rule: keyof typeof DIALECT_RULES,
  kind: string,
  advice: string,
): Finding[] {
  for (const [, field] of lost) field.ignore();
  if (lost.length === 0) return [];
  const names = lost.map(([key]) => `\`${key}\``).join(", ");
  const wrong = `${lost.length === 1 ? `the ${kind} ${names} is` : `the ${kind}s ${names} are`} not passed on`;
  return [group.at.keyFinding(DIALECT_RULES[rule], wrong, advice)];
}
