import { describe, expect, it } from "vitest";
import { promiseOf, read } from "../../../../test/slo/dialects/read-foreign.ts";

const FILE = (indicator: string, spec = "", window = "28d", target = "99.9"): string => `apiVersion: pyrra.dev/v1alpha1
kind: ServiceLevelObjective
metadata:
  name: departures
  labels: { pyrra.dev/service: ferry, pyrra.dev/team: sailors, pyrra.dev/tier: "2", pyrra.dev/escalation: oncall }
spec:
  description: Ferries depart.
  target: "${target}"
  window: ${window}
  indicator: ${indicator}
  ${spec}
`;

const QUIET = "alerting: { disabled: true }";
const RATIO = "{ ratio: { errors: { metric: 'trips_total{lost=\"yes\"}' }, total: { metric: trips_total } } }";

const NATIVE = (indicator: string, alerts: string, by = ""): string => `service: ferry
owner: sailors
tier: 2
slos:
  - name: departures
    title: Ferries depart.
    objective: 99.9%
    window: 28d
    indicator: ${indicator}
    runbook: none
    ${by}
    alerts: ${alerts}
`;

describe("an objective of Pyrra", () => {
  it.each([
    ["a ratio", RATIO, `{ ratio: { bad: 'trips_total{lost="yes"}', total: trips_total } }`, ""],
    [
      "a ratio in groups",
      RATIO.replace(" } }", " }, grouping: [pier, line] }"),
      `{ ratio: { bad: 'trips_total{lost="yes"}', total: trips_total } }`,
      "by: [pier, line]",
    ],
    [
      "a latency",
      `{ latency: { success: { metric: 'trip_seconds_bucket{le="0.25",pier="a"}' }, total: { metric: 'trip_seconds_count{pier="a"}' } } }`,
      `{ latency: { histogram: 'trip_seconds{pier="a"}', threshold: 250ms } }`,
      "",
    ],
    [
      "a latency of a part of the requests",
      `{ latency: { success: { metric: 'trip_seconds_bucket{le="1",pier="a"}' }, total: { metric: trip_seconds_count } } }`,
      `{ ratio: { good: 'trip_seconds_bucket{le="1",pier="a"}', total: trip_seconds_count } }`,
      "",
    ],
    [
      "a native histogram",
      "{ latencyNative: { latency: 200ms, total: { metric: 'trip_seconds{pier=\"a\"}' } } }",
      `{ latency: { histogram: 'trip_seconds{pier="a"}', threshold: 200ms, native: true } }`,
      "",
    ],
    ["a gauge of 0 and 1", "{ bool_gauge: { metric: lamp_is_lit } }", "{ probe: { gauge: lamp_is_lit } }", ""],
  ])("with %s is the native promise", (_what, indicator, native, by) => {
    const foreign = read(FILE(indicator, QUIET));
    const own = read(NATIVE(native, "{ page: none, ticket: none, absent: none }", by));
    expect(own.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(foreign.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(foreign.value.map(promiseOf)).toEqual(own.value.map(promiseOf));
  });

  it("has Pyrra's four conditions, which scale with its window", () => {
    const tiers = (window: string): unknown =>
      read(FILE(RATIO, "", window)).value.flatMap(({ alerts }) =>
        alerts.map(({ severity, tiers: all }) => [
          severity,
          ...all.map((tier) => [tier.burnRate.toString(), tier.longWindow / 60_000, tier.shortWindow / 60_000]),
        ]),
      );
    expect(tiers("4w")).toEqual([
      ["page", ["14", 60, 5], ["7", 360, 30]],
      ["ticket", ["2", 1440, 120], ["1", 5760, 360]],
    ]);
    expect(tiers("30d")).toEqual([
      ["page", ["14", 64, 5], ["7", 386, 32]],
      ["ticket", ["2", 1543, 129], ["1", 6171, 386]],
    ]);
  });

  it.each([
    ["99", 10],
    ["99.9", 3],
    ["90", 86],
  ])("over 28 days of %s %% misses its metric after %i minutes", (target, minutes) => {
    expect(read(FILE(RATIO, "", "28d", target)).value.map(({ absentAfter }) => (absentAfter ?? 0) / 60_000)).toEqual([
      minutes,
    ]);
  });

  it("marks a wrong selector where it stands", () => {
    const text = FILE(
      "{ ratio: { errors: { metric: 'trips_total{lost=}' }, total: { metric: sum(trips_total) } } }",
      QUIET,
    );
    const marked = read(text).findings.filter(({ severity }) => severity === "error");
    expect(marked.map(({ place }) => place.excerpt.slice(place.column - 1, place.column + 2))).toEqual(["}' ", "sum"]);
  });
});
