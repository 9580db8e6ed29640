import Big from "big.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compiled,
  expression,
  sampleAlert,
  sampleCompilation,
  sampleSlo,
  selector,
} from "../../../test/slo/sample-slo.ts";
import { isReachable, type Severity, type Tier } from "../../model/burn-policy.ts";
import type { Indicator } from "../../model/indicator.ts";
import { parseObjective } from "../../model/objective.ts";
import type { Slo } from "../../model/slo.ts";
import { DAY, HOUR, MINUTE, SECOND } from "../../promql/duration.ts";
import { isProblem, parseExpression } from "../../promql/parse.ts";
import type { Matcher } from "../../promql/syntax.ts";
import { cloudMonitoring } from "./index.ts";
import { reachOf } from "./query-reach.ts";
import type { AlertPolicy, Condition, MonitoringService, ServiceLevelObjective } from "./resources.ts";

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 120, size: "max" });
const longText = fc.string({ unit: "grapheme", minLength: 1, maxLength: 4000, size: "max" });

const matcher: fc.Arbitrary<Matcher> = fc.record({
  label: fc.constantFrom("outcome", "job", "route", "queue", "cluster"),
  operator: fc.constantFrom("=", "!=", "=~", "!~"),
  value: fc.oneof(
    { weight: 8, arbitrary: text },
    { weight: 1, arbitrary: fc.constantFrom("", ".*", "5..", 'a"b\\\\c') },
    { weight: 1, arbitrary: fc.string({ minLength: 1500, maxLength: 2500, size: "max" }) },
  ),
  from: fc.constant(0),
  to: fc.constant(0),
});

function selected(...metrics: readonly string[]) {
  return fc
    .tuple(fc.constantFrom(...metrics), fc.array(matcher, { maxLength: 3 }))
    .map(([metric, matchers]) => ({ ...selector(metric), matchers }));
}

const operator = fc.constantFrom("<", "<=", ">", ">=", "==", "!=");
const threshold = fc.integer({ min: 1, max: 100_000 }).map((thousandths) => new Big(thousandths).div(1000));
const gauge = selected("probe_success", "queue_age_seconds", "queue_length", "undeclared");

const indicator: fc.Arbitrary<Indicator> = fc.oneof(
  fc.record({
    kind: fc.constant("ratio" as const),
    counted: fc.constantFrom("bad", "good"),
    part: selected("orders_total", "undeclared_total", "requests_seconds_count", "undeclared"),
    total: selected("orders_total", "orders_total", "queue_length"),
  }),
  fc.record({
    kind: fc.constant("latency" as const),
    histogram: selected("requests_seconds"),
    threshold,
    unit: fc.constant("s" as const),
    native: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("probe" as const), gauge }),
  fc.record({ kind: fc.constant("condition" as const), gauge, operator, threshold }),
  fc.record({
    kind: fc.constant("condition" as const),
    gauge: fc
      .constantFrom("time() - x", "x - x offset 1d", "rate(x[50m])", "max_over_time(x[3d])", "x @ 1")
      .map(expression),
    operator,
    threshold,
  }),
  fc.record({
    kind: fc.constant("promql" as const),
    bad: fc.constantFrom("rate(x[$window])", "rate(x[$window] offset 2h)").map(expression),
    total: fc.constantFrom("rate(y[$window])", "max_over_time(rate(y[$window])[30m:1m])").map(expression),
  }),
);

const objective = fc.constantFrom("50%", "90%", "99%", "99.99%", "99.991%", "99.999999%");
const period = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 33 }).map((days) => days * DAY) },
  { weight: 1, arbitrary: fc.integer({ min: 24 * 60, max: 90 * 24 * 60 }).map((minutes) => minutes * MINUTE) },
);

function tiers(longest: number): fc.Arbitrary<Tier[]> {
  const one = fc
    .tuple(fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 3, max: longest / MINUTE }), fc.integer({ min: 1 }))
    .map(([hundredths, long, short]) => ({
      burnRate: new Big(hundredths).div(100),
      longWindow: long * MINUTE,
      shortWindow: (1 + (short % (long - 1))) * MINUTE,
    }));
  return fc.array(one, { minLength: 1, maxLength: 4 });
}

const slo: fc.Arbitrary<Slo> = fc
  .record({ period, objective })
  .chain((own) =>
    fc.record({
      period: fc.constant(own.period),
      objective: fc.constant(own.objective),
      names: fc.tuple(text, text, text, text),
      title: longText,
      description: fc.option(longText, { nil: undefined }),
      indicator,
      by: fc.oneof(fc.constant([]), fc.subarray(["region", "bank"])),
      severities: fc.subarray<Severity>(["page", "ticket"]),
      tiers: tiers(own.period),
      runbook: fc.option(fc.constant("shop"), { nil: undefined }),
      absentAfter: fc.option(
        fc
          .oneof(fc.integer({ min: 60, max: 300 }), fc.integer({ min: 60, max: 30 * 3600 }))
          .map((count) => count * SECOND),
        { nil: undefined },
      ),
    }),
  )
  .map(({ names: [service, name, owner, escalation], severities, runbook, description, ...own }) => {
    const budget = parseObjective(own.objective)?.errorBudget ?? new Big(1);
    const reachable = own.tiers.filter((tier) => isReachable(tier, budget));
    return sampleSlo({
      ...own,
      ...(runbook === undefined ? {} : { runbook }),
      ...(description === undefined ? {} : { description }),
      id: `${service}-${name}`,
      name,
      service: { name: service, owner, tier: 1 },
      alerts: severities.map((severity) => sampleAlert(severity, reachable, { escalation })),
    });
  });

describe("whatever is compiled", () => {
  it("keeps every documented limit", () => {
    fc.assert(
      fc.property(fc.array(slo, { minLength: 1, maxLength: 4 }), (slos) => {
        const distinct = [...new Map(slos.map((one) => [one.id, one])).values()];
        const files = compiled(cloudMonitoring, sampleCompilation(...distinct)).files;
        expect(new Set(files.map(({ path }) => path)).size).toBe(files.length);
        for (const file of files) {
          expect(file.path).toMatch(/^cloud-monitoring\/[A-Za-z0-9.-]+(?:\/[a-z0-9.-]+)?$/);
          expect(file.text.endsWith("\n")).toBe(true);
          if (file.path.endsWith("/service.json")) checkService(JSON.parse(file.text));
          if (file.path.endsWith(".slo.json")) checkObjective(JSON.parse(file.text));
          if (file.path.endsWith(".policy.json")) checkPolicy(JSON.parse(file.text));
        }
      }),
      { numRuns: 300, interruptAfterTimeLimit: 15_000 },
    );
  });
});

const ID = "[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?";

function checkService({ name, displayName, userLabels }: MonitoringService): void {
  expect(name).toMatch(new RegExp(`^projects/shop-prod/services/${ID}$`));
  expect([...displayName].length).toBeLessThanOrEqual(512);
  checkLabels(userLabels);
}

function checkObjective(resource: ServiceLevelObjective): void {
  expect(resource.name).toMatch(new RegExp(`^projects/shop-prod/services/${ID}/serviceLevelObjectives/${ID}$`));
  expect([...resource.displayName].length).toBeLessThanOrEqual(512);
  expect(resource.goal).toBeGreaterThan(0);
  expect(resource.goal).toBeLessThanOrEqual(0.9999);
  const days = milliseconds(resource.rollingPeriod) / DAY;
  expect(Number.isInteger(days) && days >= 1 && days <= 30).toBe(true);
  checkLabels(resource.userLabels);
  const filters = JSON.stringify(resource.serviceLevelIndicator, (key, value: unknown) => {
    if (key.endsWith("Filter") || key === "timeSeries") checkFilter(value);
    return value;
  });
  expect(filters).not.toContain("_count");
}

function checkPolicy(policy: AlertPolicy): void {
  expect([...policy.displayName].length).toBeLessThanOrEqual(512);
  const { content, subject, links } = policy.documentation;
  expect([...content].length).toBeLessThanOrEqual(8192);
  expect(Buffer.byteLength(content)).toBeLessThanOrEqual(10_240);
  expect(Buffer.byteLength(subject)).toBeLessThanOrEqual(10_240);
  expect(content + subject).not.toContain("${");
  expect(links.length).toBeLessThanOrEqual(3);
  for (const { displayName, url } of links) {
    expect(displayName.length).toBeLessThanOrEqual(63);
    expect(url.length).toBeLessThanOrEqual(2083);
  }
  checkLabels(policy.userLabels);
  expect(policy.conditions.length).toBeGreaterThanOrEqual(1);
  expect(policy.conditions.length).toBeLessThanOrEqual(6);
  expect(milliseconds(policy.alertStrategy.autoClose)).toBeGreaterThanOrEqual(30 * MINUTE);
  expect(milliseconds(policy.alertStrategy.autoClose)).toBeLessThanOrEqual(7 * DAY);
  for (const condition of policy.conditions) checkCondition(condition);
}

function checkCondition(condition: Condition): void {
  if ("conditionThreshold" in condition) {
    const { filter, duration, thresholdValue } = condition.conditionThreshold;
    const lookback = /^select_slo_burn_rate\("projects\/[^"]+", "(\d+)s"\)$/.exec(filter)?.[1];
    expect(Number(lookback)).toBeGreaterThanOrEqual(60);
    expect(Number(lookback)).toBeLessThanOrEqual(86_400);
    expect(thresholdValue).toBeGreaterThan(0);
    expect(milliseconds(duration) % MINUTE).toBe(0);
  } else if ("conditionAbsent" in condition) {
    const { filter, duration } = condition.conditionAbsent;
    checkFilter(filter);
    const after = milliseconds(duration);
    expect(after % MINUTE).toBe(0);
    expect(after).toBeGreaterThanOrEqual(2 * MINUTE);
    expect(after).toBeLessThanOrEqual(23.5 * HOUR);
  } else {
    const { query, duration, evaluationInterval, labels, alertRule } = condition.conditionPrometheusQueryLanguage;
    const parsed = parseExpression(query);
    if (isProblem(parsed)) throw new Error(`${query}: ${parsed.message}`);
    const reach = reachOf({ kind: "promql", bad: parsed, total: parsed }, 0);
    expect(reach.longest).toBeLessThanOrEqual(24 * HOUR);
    expect(reach.total + milliseconds(duration)).toBeLessThanOrEqual(25 * HOUR);
    expect(milliseconds(duration) % MINUTE).toBe(0);
    expect(milliseconds(evaluationInterval) % (30 * SECOND)).toBe(0);
    for (const label of [alertRule, ...Object.keys(labels)]) expect(label).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
  }
}

function checkLabels(labels: Readonly<Record<string, string>>): void {
  expect(Object.keys(labels).length).toBeLessThanOrEqual(64);
  for (const [key, value] of Object.entries(labels)) {
    expect(key).toMatch(/^[a-z][a-z0-9_-]{0,62}$/);
    expect(value).toMatch(/^[a-z0-9_-]{1,63}$/);
  }
}

function checkFilter(filter: unknown): void {
  if (typeof filter !== "string") throw new Error("a filter is no string");
  expect([...filter].length).toBeLessThanOrEqual(2048);
  expect(filter).toMatch(/^metric\.type="[^"]+" AND resource\.type="prometheus_target"/);
}

function milliseconds(duration: string): number {
  expect(duration).toMatch(/^\d+s$/);
  return Number.parseInt(duration, 10) * SECOND;
}
