import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleAlert, samplePlatform, sampleSlo, tier } from "../../../test/slo/sample-slo.ts";
import { defaultTiers } from "../../model/burn-policy.ts";
import { RULE_LIMITS } from "../../model/rule-limits.ts";
import { DAY } from "../../promql/duration.ts";
import type { RuleGroup } from "./rule.ts";
import { ruleGroups } from "./rule-groups.ts";
import { splitGroup } from "./split-group.ts";

type Rule = RuleGroup["rules"][number];

const namesIn = ({ expr }: Rule): string[] => Array.from(expr.matchAll(/slo:\w+:\w+/g), ([name]) => name);

/** A rule and what it reads of the rules before it, directly or not. */
function closure(rule: Rule, rules: readonly Rule[]): Set<Rule> {
  const found = new Set([rule]);
  for (const one of found)
    for (const [index, read] of rules.entries())
      if ("record" in read && namesIn(one).includes(read.record) && index < rules.indexOf(one)) found.add(read);
  return found;
}

const group = fc
  .array(fc.record({ isAlert: fc.boolean(), reads: fc.array(fc.nat(30), { maxLength: 3 }) }), {
    minLength: 1,
    maxLength: 60,
  })
  .map((rules): RuleGroup => {
    const name = (index: number) => `slo:rule:n${index}`;
    return {
      name: "g",
      interval: "30s",
      rules: rules.map(({ isAlert, reads }, index): Rule => {
        // Some read what is recorded elsewhere, or only further down.
        const expr = reads.map((back) => `${name(index - 1 - back)}{slo="a"}`).join(" + ") || "vector(1)";
        return isAlert && index % 5 === 4
          ? { alert: `A${index}`, expr, labels: {}, annotations: {} }
          : { record: name(index), expr, labels: {} };
      }),
    };
  });

describe("a group with too many rules", () => {
  it("becomes groups within the limit that hold the same rules, each behind what it reads, and alerts beside it", () => {
    fc.assert(
      fc.property(group, fc.integer({ min: 1, max: 25 }), (whole, most) => {
        const parts = splitGroup(whole, most);
        if (whole.rules.length <= most) expect(parts).toEqual([whole]);
        expect(new Set(parts.map(({ name }) => name)).size).toBe(parts.length);
        expect(parts[0]?.name).toBe(whole.name);
        const placed = parts.flatMap(({ rules }, part) => rules.map((rule) => ({ rule, part })));
        expect(new Set(placed.map(({ rule }) => rule))).toEqual(new Set(whole.rules));
        expect(placed).toHaveLength(whole.rules.length);
        for (const { rules, interval } of parts) {
          expect(rules.length).toBeLessThanOrEqual(most);
          expect(interval).toBe(whole.interval);
        }
        const partOf = new Map(placed.map(({ rule, part }) => [rule, part]));
        const position = new Map(placed.map(({ rule }, index) => [rule, index]));
        for (const rule of whole.rules)
          for (const read of closure(rule, whole.rules))
            if (read !== rule) expect(position.get(read)).toBeLessThan(position.get(rule) ?? 0);
        const [first] = whole.rules.filter((rule) => "alert" in rule);
        if (first === undefined || closure(first, whole.rules).size > most) return;
        expect(Array.from(closure(first, whole.rules), (rule) => partOf.get(rule))).toEqual(
          Array.from(closure(first, whole.rules), () => 0),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe("the groups of an SLO", () => {
  const tiers = [tier(14.4, "1h", "5m"), tier(6, "6h", "30m"), tier(10, "2h", "10m"), tier(3, "4h", "20m")];
  const large = sampleSlo({
    alerts: (["page", "ticket"] as const).map((severity) =>
      sampleAlert(
        severity,
        tiers.map((one, index) => (severity === "page" ? one : tier(2, `${7 + index}h`, `${21 + index}m`))),
        { traffic: "period" },
      ),
    ),
  });

  it("with the most tiers that can be written have 20 rules each at most, and the page with all that it reads in the first", () => {
    const whole = ruleGroups(large, {
      platform: { ...samplePlatform, ruleLimits: { ...RULE_LIMITS, rulesPerGroup: 10_000 } },
    });
    expect(Math.max(...whole.map(({ rules }) => rules.length))).toBeGreaterThan(30);
    const groups = ruleGroups(large, { platform: samplePlatform });
    for (const { name, rules } of groups) expect(rules.length, name).toBeLessThanOrEqual(20);
    expect(groups.flatMap(({ rules }) => rules)).toHaveLength(whole.flatMap(({ rules }) => rules).length);
    const [first] = groups;
    const page = first?.rules.find((rule) => "alert" in rule && rule.labels["severity"] === "page");
    expect(page).toBeDefined();
  });

  it("are two where they are small", () => {
    const small = sampleSlo({ alerts: [sampleAlert("page", defaultTiers("page", 30 * DAY))] });
    expect(ruleGroups(small, { platform: samplePlatform }).map(({ name }) => name)).toEqual([
      "slo:shop-orders:fast",
      "slo:shop-orders:slow",
    ]);
  });
});
