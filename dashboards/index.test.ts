import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lintJson } from "../test/dashboards/lint-json.ts";
import { SAMPLE_FLEET, sampleDashboards } from "../test/dashboards/sample-fleet.ts";
import { expectGolden } from "../test/golden.ts";
import { dashboards } from "./index.ts";
import { readDashboard } from "./lint/dashboard.ts";
import { object } from "./lint/json.ts";

const panels = sampleDashboards().flatMap((dashboard) => readDashboard(dashboard).panels);

describe("dashboards", () => {
  it.each(dashboards(SAMPLE_FLEET))("$path is as people last read it", ({ path, text }) => {
    expectGolden(join(import.meta.dirname, "golden", path), text);
  });

  it("are the same bytes for the same fleet, in whatever order it is told", () => {
    const shuffled = {
      ...SAMPLE_FLEET,
      burnRates: [...SAMPLE_FLEET.burnRates, "6"].reverse(),
      splitLabels: ["bank", "provider"],
    };
    expect(dashboards(shuffled)).toEqual(dashboards(SAMPLE_FLEET));
  });

  it("have nothing that the linter minds", () => {
    expect(lintJson(sampleDashboards())).toEqual([]);
  });

  it("work for a fleet without alerts and without split SLOs", () => {
    const json = dashboards({ ...SAMPLE_FLEET, burnRates: [], splitLabels: [] }).filter(({ path }) =>
      path.endsWith(".json"),
    );
    expect(lintJson(json.map(({ text }) => JSON.parse(text)))).toEqual([]);
  });

  it("name the window in the title of every stat", () => {
    const stats = panels.filter(({ type }) => type === "stat");
    expect(stats.length).toBeGreaterThan(0);
    for (const { title } of stats)
      expect(title).toMatch(/\((?:now|\$window|each SLO's own period|at the burn of the last hour)\)$/);
  });

  it("say what missing data means in every panel that has queries", () => {
    for (const { targets, defaults } of panels) {
      if (targets.length > 0) expect(defaults["noValue"]).toMatch(/^No (?:data|row)/);
    }
  });

  it("ask for an instant in numbers and tables, for a range only where there is a time axis", () => {
    for (const { type, source } of panels) {
      const expected = type === "timeseries" || type === "state-timeline" ? "range" : "instant";
      for (const target of Array.isArray(source["targets"]) ? source["targets"] : []) {
        expect(object(target)[expected], type).toBe(true);
      }
    }
  });
});

describe("the detail dashboard", () => {
  const [, json] = sampleDashboards();
  const variables = readDashboard(json).variables;

  it("opens from a link that names only the SLO: no other choice can hide it", () => {
    const service = variables.find(({ name }) => name === "service");
    expect(service?.source["current"]).toEqual({ selected: true, text: "All", value: "$__all" });
  });

  it("has the promise in its first title", () => {
    expect(readDashboard(json).panels[0]?.title).toBe("$title: $objective over $window");
  });
});
