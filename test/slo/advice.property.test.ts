import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRouting } from "../../alerts/routing/read-routing.ts";
import type { Finding } from "../../foundation/findings/finding.ts";
import { readMetrics } from "../../slo/language/metrics.ts";
import { readDefinitions } from "../../slo/language/read-definitions.ts";
import { MetricCatalogue } from "../../slo/model/metric-catalogue.ts";
import { PLATFORM } from "../real/compile.ts";

/*
 * Whoever is told what to write and writes it must be rid of the finding, and with nothing else wrong the file is in order. What is
 * told stands in the finding itself, so every advice that states a replacement is held, whoever gives it.
 */

const METRICS = `metrics:
  - name: http_requests_total
    type: counter
    help: Requests
    labels: { app_component: [orders, sign-in], code: ["200", "404", "500"], method: [GET, POST] }
  - name: http_request_duration_seconds
    type: histogram
    unit: s
    help: Duration
    buckets: [0.005, 0.05, 0.2, 1, 2.5]
    labels: { app_component: [orders, sign-in], code: ["200", "404", "500"] }
  - name: http_requests_in_flight
    type: gauge
    help: Requests under way
    labels: { app_component: [orders, sign-in] }
`;
const DEFINITION = `service: orders
owner: order-team
tier: 1
defaults:
  window: 30d
  alerts: { page: { escalation: order-oncall }, ticket: { escalation: order-backlog } }
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    indicator:
      ratio:
        bad: 'http_requests_total{app_component="orders", code=~"5.."}'
        total: http_requests_total{app_component="orders"}
    by: [method]
    runbook: orders-availability
  - name: latency
    title: Orders are quick
    objective: 95%
    window: 28d
    indicator:
      latency: { histogram: 'http_request_duration_seconds{app_component="orders"}', threshold: 200ms }
    runbook: orders-latency
  - name: freshness
    title: Few wait
    objective: 99%
    indicator: { condition: { gauge: 'http_requests_in_flight{app_component="orders"}', op: "<", threshold: 14 } }
    runbook: orders-latency
  - name: accepted
    title: Orders are accepted
    objective: 99.5%
    indicator:
      promql:
        bad: sum(rate(http_requests_total{code="500"}[$window]))
        total: sum(rate(http_requests_total[$window]))
    runbook: orders-availability
`;
const ROUTING = readFileSync(join(import.meta.dirname, "../../alerts/routing.yaml"), "utf8");

const { value: metrics = [], findings: wrongMetrics } = readMetrics("metrics.yaml", METRICS);
const catalogue = new MetricCatalogue(metrics);
const readDefinition = (text: string): readonly Finding[] =>
  readDefinitions([{ path: "definition.yaml", text }], {
    config: PLATFORM,
    catalogue,
    escalations: new Set(["order-oncall", "order-backlog", "platform-oncall"]),
    runbooks: new Set(["orders-availability", "orders-latency"]),
  }).findings;

/** What a person could get wrong in a file, one slip at a time. */
interface Kind {
  readonly text: string;
  readonly read: (text: string) => readonly Finding[];
  /** What is written and what is written instead; the first of it in the file is changed. */
  readonly slips: ReadonlyArray<readonly [right: string, wrong: string]>;
}

const KINDS: Readonly<Record<string, Kind>> = {
  definition: {
    text: DEFINITION,
    read: readDefinition,
    slips: [
      ...["0.999", "99.9", '"99.9"', '"99,9%"', "99.9％", "99.9 percent", "0.99999999", ".999"].map(
        (wrong) => ["99.9%", wrong] as const,
      ),
      ...["250ms", "1ms", "3s", "199ms", "1h"].map((wrong) => ["200ms", wrong] as const),
      ...["{{.window}}", "{{ .Window }}", "${window}", "$__rate_interval", "$interval"].map(
        (wrong) => ["$window", wrong] as const,
      ),
      ['app_component="orders", code', 'app_componet="orders", code'],
      ['app_component="orders", code', 'app_component="order", code'],
      ['app_component="orders"}\', threshold: 200ms', 'app_component!="ordersx"}\', threshold: 200ms'],
      ["http_request_duration_seconds{", "http_request_duration_secnds{"],
      ["http_requests_in_flight{", "http_request_in_flight{"],
      ["escalation: order-oncall", "escalation: order-oncal"],
      ["runbook: orders-latency", "runbook: order-latency"],
      ["owner:", "ownr:"],
      ["owner: order-team", "owner: Order_Team"],
      ["owner: order-team", "owner: 'order team'"],
      ["tier: 1", 'tier: "1"'],
      ["window: 28d", "window: 28 days"],
      ["window: 28d", "window: 4weeks"],
      ["window: 28d", "window: 672 hours"],
      ["threshold: 200ms", "threshold: 200 ms"],
      ["threshold: 200ms", "threshold: 0.2s"],
      ["threshold: 200ms", "threshold: 200 Milliseconds"],
      ["title:", "titel:"],
      ["histogram:", "histogramm:"],
    ],
  },
  routing: {
    text: ROUTING,
    read: (text) => readRouting("routing.yaml", text).findings,
    slips: [
      ["time_zone: Asia/Taipei", "time_zone: Asia/Taipe"],
      ["time_zone: Asia/Taipei", "time_zone: America/New_Yrok"],
      ["hours: office", "hours: ofice"],
      ["notify: [platform-pagerduty, order-email]", "notify: [platform-pagerduty, order-emial]"],
      ["fallback: [operations-email]", "fallback: [operation-email]"],
      ["fallback: [operations-email]", "fallback: [operations-email, operations-emai]"],
      ["rises_to: order-oncall", "rises_to: order-oncal"],
      ["rises_to: order-oncall", "rises_to: order-backlo"],
      ["escalation: order-backlog }", "escalation: order-backlgo }"],
      ["maintenance: []", "maintenence: []"],
      ['from: "09:00"', 'from: "9:00"'],
      ["[mon, tue,", "[Mon, tue,"],
      ["[mon, tue,", "[monday, tue,"],
      ["timeout: 10m", "timeout: 10 min"],
      ["timeout: 10m", "timeout: 10minutes"],
      ["repeat: 2", 'repeat: "2"'],
      ["stale_after", "stale_aftr"],
      ["repeat: 2", "repeats: 2"],
      [
        "time_zone: Asia/Taipei\n",
        "time_zone: America/New_York\nmaintenance: [{ match: '{}', from: 2026-11-01T01:30, until: 2026-11-01T05:00, reason: Clocks }]\n",
      ],
    ],
  },
};

/** The file with what is marked replaced. */
function applied(text: string, { place: { line, column, length } }: Finding, replacement: string): string {
  const lines = text.split("\n");
  const marked = lines[line - 1] ?? "";
  lines[line - 1] = marked.slice(0, column - 1) + replacement + marked.slice(column - 1 + length);
  return lines.join("\n");
}

const isSame = (a: Finding, b: Finding): boolean =>
  a.rule === b.rule && a.text === b.text && a.place.line === b.place.line && a.place.column === b.place.column;

/** Applies every replacement that is stated; answers with how many there were. */
function expectHelpful(text: string, read: Kind["read"]): number {
  const findings = read(text);
  const all = findings.flatMap((finding) => (finding.instead ?? []).map((replacement) => ({ finding, replacement })));
  for (const { finding, replacement } of all) {
    expect(finding.advice).toContain(replacement);
    const after = read(applied(text, finding, replacement));
    const told = `${finding.text}: ${finding.advice}`;
    expect(
      after.filter((one) => isSame(one, finding)),
      told,
    ).toEqual([]);
    if (findings.length === 1) expect(after, told).toEqual([]);
  }
  return all.length;
}

describe("what an advice says to write", () => {
  it.each(Object.entries(KINDS))("a %s is in order as it is", (_name, { text, read }) => {
    expect([...wrongMetrics, ...read(text.replace("maintenance: []\n", ""))]).toEqual([]);
  });

  const slips = Object.entries(KINDS).flatMap(([name, { slips: all }]) =>
    all.map(([right, wrong]) => [name, right, wrong] as const),
  );
  it.each(slips)("helps in a %s that has %s as %s", (name, right, wrong) => {
    const kind = KINDS[name] ?? expect.fail(name);
    expect(kind.text).toContain(right);
    // Another window would stand there twice.
    const text = wrong.includes("\nmaintenance:") ? kind.text.replace("maintenance: []\n", "") : kind.text;
    expect(expectHelpful(text.replace(right, wrong), kind.read), "an advice").toBeGreaterThan(0);
  });

  it.each([
    ["definition", "[method]", "[methd, method]"],
    ["definition", "by: [method]", "window: 28d\n    windw: 28d\n    by: [method]"],
    ["definition", 'app_component="orders", code', 'app_component=~"ordrs|orders-x", code'],
    ["definition", "99.9%", "100%"],
    ["definition", "99.9%", "0.99999999999999"],
    ["routing", "notify: [platform-pagerduty, order-email]", "notify: [platform-pagerduty, platform-pagerdutty]"],
    ["routing", "fallback: [operations-email]", "fallback: [order-pagerdut]"],
  ])("is nothing rather than something wrong in a %s that has %s as %s", (name, right, wrong) => {
    const { text, read } = KINDS[name] ?? expect.fail(name);
    expect(read(text.replace(right, wrong))).not.toEqual([]);
    expect(expectHelpful(text.replace(right, wrong), read)).toBe(0);
  });

  it("takes its finding away after any slip of a finger", () => {
    const letters = fc.constantFrom(..."abcdeimnorstz_-0195.%");
    const slip = fc.record({
      kind: fc.constantFrom(...Object.values(KINDS)),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      does: fc.constantFrom("drops", "doubles", "swaps", "adds"),
      letter: letters,
    });
    let helped = 0;
    fc.assert(
      fc.property(slip, ({ kind, at, does, letter }) => {
        const places = Array.from(kind.text.matchAll(/[a-zA-Z0-9_]/g), ({ index }) => index);
        const index = places[Math.floor(at * (places.length - 1))] ?? 0;
        const [before, one, next] = [kind.text.slice(0, index), kind.text[index] ?? "", kind.text[index + 1] ?? ""];
        const after = kind.text.slice(index + 2);
        const typed = { drops: next, doubles: one + one + next, swaps: next + one, adds: one + letter + next }[does];
        helped += expectHelpful(`${before}${typed}${after}`, kind.read);
      }),
      { numRuns: 400 },
    );
    expect(helped).toBeGreaterThan(40);
  });
});
