import Big from "big.js";
import { describe, expect, it } from "vitest";
import {
  compiled,
  expression,
  sampleAlert,
  sampleCompilation,
  samplePlatform,
  sampleSlo,
  selector,
  tier,
} from "../../../test/slo/sample-slo.ts";
import { defaultTiers } from "../../model/burn-policy.ts";
import type { Indicator } from "../../model/indicator.ts";
import type { Slo } from "../../model/slo.ts";
import { DAY, HOUR, SECOND } from "../../promql/duration.ts";
import { cloudMonitoring } from "./index.ts";
import { LOSSES, type LossName } from "./losses.ts";

const latency = { kind: "latency", unit: "s", histogram: selector("requests_seconds"), threshold: new Big(1) } as const;
const twoDaysAgo = {
  kind: "condition",
  gauge: expression("x - x offset 2d"),
  operator: "<",
  threshold: new Big(1),
} as const;

function counter(matchers: string): Indicator {
  return {
    kind: "ratio",
    counted: "bad",
    part: selector(`orders_total{${matchers}}`),
    total: selector("orders_total"),
  };
}

/** For each loss, SLOs that report it and nothing else that matters here. */
const EXAMPLES: Readonly<
  Record<Exclude<LossName, "cloud-no-project" | "cloud-no-notification-channel">, readonly Slo[]>
> = {
  "cloud-goal-above-0.9999": [sampleSlo({ objective: "99.995%" })],
  "cloud-period-over-30d": [sampleSlo({ period: 31 * DAY })],
  "cloud-period-not-whole-days": [sampleSlo({ period: 36 * HOUR })],
  "cloud-split-by-label": [sampleSlo({ by: ["outcome"] })],
  "cloud-expression-without-filter": [
    sampleSlo({
      indicator: { kind: "promql", bad: expression("rate(x[$window])"), total: expression("rate(y[$window])") },
    }),
  ],
  "cloud-histogram-count": [
    sampleSlo({
      indicator: {
        kind: "ratio",
        counted: "bad",
        part: selector('requests_seconds_count{route="/"}'),
        total: selector("requests_seconds_count"),
      },
    }),
  ],
  "cloud-metric-type": [
    sampleSlo({ indicator: { kind: "condition", gauge: selector("x"), operator: "<", threshold: new Big(1) } }),
  ],
  "cloud-several-series": [
    sampleSlo({
      indicator: { kind: "condition", gauge: selector("queue_length"), operator: "<", threshold: new Big(1) },
    }),
  ],
  "cloud-operator-without-range": [
    sampleSlo({
      indicator: { kind: "condition", gauge: selector("queue_age_seconds"), operator: "!=", threshold: new Big(1) },
    }),
  ],
  "cloud-untranslatable-matcher": [sampleSlo({ indicator: counter('outcome!=""') })],
  "cloud-filter-over-2048": [sampleSlo({ indicator: counter(`outcome="${"x".repeat(2000)}"`) })],
  "cloud-service-over-500-slos": Array.from({ length: 501 }, (_, index) =>
    sampleSlo({ id: `shop-${index}`, name: `${index}`, alerts: [] }),
  ),
  "cloud-good-minutes": [sampleSlo({ indicator: { kind: "probe", gauge: selector("probe_success") } })],
  "cloud-traffic-period": [
    sampleSlo({ alerts: [sampleAlert("page", defaultTiers("page", 30 * DAY), { traffic: "period" })] }),
  ],
  "cloud-lookback-over-24h": [sampleSlo({ alerts: [sampleAlert("ticket", [tier(1, "3d", "6h")])] })],
  "cloud-tier-covered": [sampleSlo()],
  "cloud-tier-fires-early": [sampleSlo({ objective: "50%", alerts: [sampleAlert("ticket", [tier(1, "3d", "6h")])] })],
  "cloud-query-over-25h": [sampleSlo({ indicator: twoDaysAgo })],
  "cloud-native-histogram": [sampleSlo({ indicator: { ...latency, native: true }, by: ["route"] })],
  "cloud-absence-delay": [sampleSlo({ absentAfter: 90 * SECOND })],
  "cloud-absence-memory": [sampleSlo({ by: ["outcome"] })],
  "cloud-page-and-ticket": [sampleSlo()],
  "cloud-name-changed": [sampleSlo({ id: `shop-${"o".repeat(63)}`, name: "o".repeat(63) })],
};

function made(...slos: readonly Slo[]) {
  return compiled(cloudMonitoring, sampleCompilation(...slos));
}

describe("losses", () => {
  it.each(Object.entries(EXAMPLES))("%s is reported, on the page and for programs", (name, slos) => {
    const { files, losses } = made(...slos);
    expect(losses.map((loss) => loss.name)).toContain(name);
    expect(files.find(({ path }) => path.endsWith("/LOSSES.md"))?.text).toContain(`\n## ${name}\n`);
    const machine: unknown = JSON.parse(files.find(({ path }) => path.endsWith("/losses.json"))?.text ?? "");
    expect(machine).toEqual(losses);
  });

  it("have names that say where they come from, and a sentence each", () => {
    for (const [name, meaning] of Object.entries(LOSSES)) {
      expect(name).toMatch(/^cloud-[a-z0-9.-]+$/);
      expect(meaning).toMatch(/^[A-Z].+\.$/);
    }
  });

  it("are none for an SLO that Cloud Monitoring can express", () => {
    const { losses, files } = made(sampleSlo({ alerts: [sampleAlert("page", defaultTiers("page", 30 * DAY))] }));
    expect(losses).toEqual([]);
    expect(files.map(({ path }) => path)).toEqual([
      "cloud-monitoring/shop/service.json",
      "cloud-monitoring/shop/orders.slo.json",
      "cloud-monitoring/shop/orders.page-1h-5m.policy.json",
      "cloud-monitoring/shop/orders.page-6h-30m.policy.json",
      "cloud-monitoring/shop/orders.absent.policy.json",
      "cloud-monitoring/LOSSES.md",
      "cloud-monitoring/losses.json",
    ]);
  });

  it("without a project are the only thing that is made", () => {
    const platform = { ...samplePlatform, cloud: undefined };
    expect(compiled(cloudMonitoring, { ...sampleCompilation(sampleSlo()), platform })).toMatchObject({
      files: [],
      losses: [{ name: "cloud-no-project", slo: "*" }],
    });
  });

  it("say that nobody is told when no channel is configured", () => {
    const platform = { ...samplePlatform, cloud: { project: "shop-prod", notificationChannels: [] } };
    const { files, losses } = compiled(cloudMonitoring, { ...sampleCompilation(sampleSlo()), platform });
    expect(files.filter(({ text }) => text.includes("notificationChannels"))).toEqual([]);
    expect(losses).toContainEqual({ name: "cloud-no-notification-channel", slo: "*", message: "every alert" });
  });

  it.each([
    "cloud-goal-above-0.9999",
    "cloud-period-over-30d",
    "cloud-split-by-label",
    "cloud-expression-without-filter",
    "cloud-histogram-count",
    "cloud-untranslatable-matcher",
    "cloud-filter-over-2048",
  ] as const)("for %s leave PromQL policies and no service", (name) => {
    const policies = made(...EXAMPLES[name]).files.filter(({ path }) => !path.startsWith("cloud-monitoring/LOSSES"));
    expect(policies.map(({ path }) => path)).not.toContainEqual(expect.stringMatching(/\.slo\.json$|service\.json$/));
    expect(policies.filter(({ text }) => text.includes("conditionPrometheusQueryLanguage")).length).toBeGreaterThan(2);
    expect(policies.filter(({ text }) => text.includes("select_slo")).length).toBe(0);
  });

  it("for a query that looks back too far leave out what needs it, and no more", () => {
    const yesterday = { ...twoDaysAgo, gauge: expression("x - x offset 24h") };
    const { files, losses } = made(sampleSlo({ indicator: yesterday }));
    expect(files.map(({ path }) => path)).toContain("cloud-monitoring/shop/orders.page-1h-5m.policy.json");
    expect(losses.filter((loss) => loss.name === "cloud-query-over-25h").map(({ message }) => message)).toEqual([
      "page 6x over 6h and 30m has no policy",
      "ticket 3x over 1d and 2h has no policy",
    ]);
  });
});
