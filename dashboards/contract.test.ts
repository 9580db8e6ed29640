import { describe, expect, it } from "vitest";
import {
  BURN_STATES as CODES,
  DETAIL_DASHBOARD_UID,
  errorRatioName,
  periodTrafficErrorRatioName,
  RECORDED,
} from "../slo/model/contract.ts";
import { expressions } from "../test/dashboards/expressions.ts";
import { sampleDashboards } from "../test/dashboards/sample-fleet.ts";
import { BURN_STATES } from "./burn-state.ts";
import { SLO_DETAIL_UID } from "./facts.ts";

const HOUR = 3_600_000;
const queries = sampleDashboards().flatMap((dashboard) => expressions(dashboard));

describe("what the dashboards expect of the rules", () => {
  it("is recorded: every series but those of Prometheus's own alerts", () => {
    const recorded = new Set<string>([...Object.values(RECORDED), errorRatioName(HOUR)]);
    const used = queries.flatMap(({ expr }) => expr.match(/\bslo:\w+(?::\w+)?(?=[{\s,)]|$)/g) ?? []);
    expect(used.length).toBeGreaterThan(0);
    expect([...new Set(used)].filter((name) => !recorded.has(name))).toEqual([]);
  });

  it("is found by the patterns that choose windows by name", () => {
    const patterns = queries.flatMap(({ expr }) =>
      Array.from(expr.matchAll(/__name__=~"([^"]+)"/g), ([, found]) => found),
    );
    for (const name of [errorRatioName(HOUR), periodTrafficErrorRatioName(HOUR)]) {
      expect(
        patterns.some((pattern) => new RegExp(`^(?:${pattern})$`).test(name)),
        name,
      ).toBe(true);
    }
  });

  it("is not read over a range of its own", () => {
    for (const { expr } of queries) expect(expr).not.toMatch(/\[\d/);
  });

  it("has the same words for the state", () => {
    const words: Readonly<Record<number, { text: string }>> = BURN_STATES;
    expect(CODES.map((_, code) => words[code]?.text)).toEqual([...CODES]);
  });

  it("links to the detail dashboard by its uid", () => {
    expect(SLO_DETAIL_UID).toBe(DETAIL_DASHBOARD_UID);
  });
});
