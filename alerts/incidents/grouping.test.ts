import { describe, expect, it } from "vitest";
import { TEST_ROUTING } from "../../test/alerts/started-router.ts";
import { ONCALL } from "../../test/alerts/surroundings.ts";
import type { Labels, Routing, Source } from "../routing/routing.ts";
import { groupOf } from "./grouping.ts";

const escalations = new Map([...TEST_ROUTING.escalations, ["billing", { ...ONCALL, name: "billing" }]]);
const byTeam = { match: "", matches: ({ team }: Labels) => team === "billing", escalation: "billing" };
const ROUTING: Routing = { ...TEST_ROUTING, escalations, routes: [byTeam, ...TEST_ROUTING.routes] };
const HIGH = { alertname: "HighLatency", severity: "critical" };
const key = (labels: Labels, source: Source = "alertmanager", routing = ROUTING, rule?: string) =>
  groupOf(source, { labels, rule }, routing).key;

describe("alerts without an SLO", () => {
  it.each<[string, Labels]>([
    ["another rule", { alertname: "HighErrors" }],
    ["another cluster", { cluster: "prod" }],
    ["another owner", { owner: "billing-team" }],
    ["another service", { service: "orders" }],
    ["another namespace", { namespace: "shop" }],
    ["another escalation", { escalation: "billing" }],
    ["another escalation by the routes", { team: "billing" }],
  ])("of %s are another incident", (_name, labels) => {
    expect(key({ ...HIGH, ...labels })).not.toBe(key(HIGH));
  });

  it.each<[string, Labels]>([
    ["another host", { instance: "db2" }],
    ["another severity", { severity: "warning" }],
    ["another replica", { prometheus: "b" }],
  ])("of %s are one incident", (_name, labels) => {
    expect(key({ ...HIGH, ...labels })).toBe(key(HIGH));
  });

  it("of two sources are two incidents", () => {
    expect(key(HIGH, "grafana")).not.toBe(key(HIGH));
  });

  it("are grouped as the policy says, and never over two escalations", () => {
    const routing = { ...ROUTING, groupBy: ["alertname", "instance"] };
    expect(key({ ...HIGH, instance: "a" }, "alertmanager", routing)).not.toBe(
      key({ ...HIGH, instance: "b" }, "alertmanager", routing),
    );
    expect(key({ ...HIGH, owner: "a" }, "alertmanager", routing)).toBe(
      key({ ...HIGH, owner: "b" }, "alertmanager", routing),
    );
    expect(key({ ...HIGH, team: "billing" }, "alertmanager", routing)).not.toBe(key(HIGH, "alertmanager", routing));
  });

  it("of Grafana go by their rule: without data each fires as DatasourceNoData", () => {
    const noData = { alertname: "DatasourceNoData", rulename: "Disk" };
    expect(key(noData, "grafana", ROUTING, "uid-a")).not.toBe(key(noData, "grafana", ROUTING, "uid-b"));
    expect(key(noData, "grafana", ROUTING, "uid-a")).toBe(key({ alertname: "Disk" }, "grafana", ROUTING, "uid-a"));
    expect(key(noData, "grafana")).not.toBe(key({ ...noData, rulename: "Load" }, "grafana"));
  });
});

describe("alerts of an SLO", () => {
  const slo = { alertname: "SLOBudgetBurn", slo: "orders-availability", slo_service: "orders", severity: "page" };

  it("meet, page and ticket, whoever measures them", () => {
    const ticket = { ...slo, severity: "ticket", escalation: "backlog", long_window: "3d", prometheus: "b" };
    expect(key(ticket)).toBe(key(slo));
  });

  it("are one incident for each value that splits the SLO", () => {
    expect(key({ ...slo, region: "north" })).not.toBe(key({ ...slo, region: "south" }));
  });

  it("whose signals are gone are one incident for each service, cluster and escalation", () => {
    const gone = { ...slo, alertname: "SLOSignalAbsent" };
    expect(key(gone)).toBe(key({ ...gone, slo: "orders-latency" }));
    expect(key(gone)).not.toBe(key(slo));
    expect(key(gone)).not.toBe(key({ ...gone, slo_service: "billing" }));
    expect(key(gone)).not.toBe(key({ ...gone, cluster: "b" }));
    expect(key(gone)).not.toBe(key({ ...gone, escalation: "billing" }));
  });
});

it("a key is never longer than databases index, and stays its own", () => {
  const long = (end: string) => key({ ...HIGH, service: "x".repeat(10_000) + end });
  expect(long("a").length).toBeLessThanOrEqual(400);
  expect(long("a")).not.toBe(long("b"));
});
