import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Service, startService } from "../../service/service.ts";
import { readServiceSettings } from "../../service/settings.ts";
import { QUICK, writeCompiled } from "./compile.ts";
import { evaluateRules } from "./evaluate-rules.ts";
import { fedByService, PLATFORM, SCRAPE_INTERVAL_MS } from "./fed-by-service.ts";
import { type Prometheus, startPrometheus } from "./prometheus.ts";
import { Drive } from "./service-drive.ts";
import { Truth } from "./service-truth.ts";

const ROUNDS = 6;
const PASSWORD = "correct horse battery";
/** The rules' base window is four scrape intervals long; before the first and after the last round nothing may be cut off. */
const BASE_WINDOW_MS = 4 * SCRAPE_INTERVAL_MS;

/** Who scrapes, with the labels that they put on a target. */
const SCRAPERS = {
  Prometheus: {},
  // https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/prometheus/promcfg.go, for a ServiceMonitor.
  "Prometheus Operator": {
    job: "lucky-gas",
    namespace: "production",
    service: "lucky-gas",
    pod: "lucky-gas-5d8f7c9b6-x2x7q",
    container: "service",
    endpoint: "admin",
    instance: "10.4.0.17:9464",
    node: "gke-pool-1",
    cluster: "taipei",
  },
} as const;
type Scraper = keyof typeof SCRAPERS;
const NAMES = ["Prometheus", "Prometheus Operator"] as const satisfies readonly Scraper[];

describe("the numbers that promises are judged by", () => {
  const folder = mkdtempSync(join(tmpdir(), "true-numbers-"));
  const { slos, catalogue } = fedByService();
  const truth = new Truth();
  const measured: Readonly<Record<Scraper, Map<string, number>>> = {
    Prometheus: new Map(),
    "Prometheus Operator": new Map(),
  };
  let offset = 0;
  let service: Service;
  const scrapers: { name: Scraper; prometheus: Prometheus }[] = [];

  beforeAll(async () => {
    const databaseFile = join(folder, "lucky-gas.db");
    const now = () => Date.now() + offset;
    const environment = {
      DATABASE_URL: `sqlite:${databaseFile}`,
      PORT: "0",
      ADMIN_PORT: "0",
      LOG_LEVEL: "silent",
      DRAIN_MS: "0",
      SEED: "demo",
      SEED_PASSWORD: PASSWORD,
      REQUESTS_PER_SECOND: "1000",
    };
    service = await startService(readServiceSettings(environment), { now });
    const drive = new Drive({
      service,
      databaseFile,
      password: PASSWORD,
      truth,
      now,
      skew: (ms) => {
        offset = ms;
      },
    });
    await drive.prepare();
    // Once through everything, so that no counter is at zero when the first scrape sees it.
    await drive.round();

    // The rules are made for weeks; here all of it happens within a minute, and is scraped every second.
    const compilation = { slos, platform: PLATFORM, catalogue, timing: QUICK };
    const ruleFiles = (await writeCompiled(folder, "prometheus", compilation)).filter((path) =>
      path.includes("/prometheus/rules/"),
    );
    expect(ruleFiles.length).toBeGreaterThan(5);
    const scrapes = { "lucky-gas": new URL(service.adminUrl).host };
    for (const name of NAMES) {
      const targetLabels = SCRAPERS[name];
      const prometheus = await startPrometheus({ scrapes, targetLabels, features: ["exemplar-storage"] });
      scrapers.push({ name, prometheus });
    }
    const from = Date.now() / 1_000;
    drive.countStatements();
    truth.clear();
    await sleep(BASE_WINDOW_MS);
    for (let round = 0; round < ROUNDS; round++) await drive.round();
    drive.countStatements();
    await sleep(BASE_WINDOW_MS);
    drive.countStatementsAtTheEdge();
    await sleep(2_000);
    drive.close();
    // Afterwards, so that no evaluation comes before a scrape that the faults have made slow.
    const to = Date.now() / 1_000;
    for (const { name, prometheus } of scrapers) {
      const evaluated = await evaluateRules({ prometheus, ruleFiles, range: { from, to } });
      for (const { labels, value } of await evaluated.query("slo:sli_error:ratio_rate5m", to)) {
        const by = labels["bank"] ?? labels["provider"] ?? labels["feature_flag_result_variant"];
        measured[name].set(by === undefined ? String(labels["slo"]) : `${labels["slo"]}/${by}`, value);
      }
      await evaluated.stop();
    }
  });

  afterAll(async () => {
    for (const { prometheus } of scrapers) await prometheus.stop();
    await service?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(NAMES)("are there for every promise that the service feeds, and for no other: %s", (scraper) => {
    const ids = (names: Iterable<string>) => [...new Set(Array.from(names, (name) => name.split("/")[0]))].sort();
    expect(slos.length).toBeGreaterThan(25);
    expect(ids(measured[scraper].keys())).toEqual(slos.map(({ id }) => id).sort());
    expect([...truth.ratios().keys()].sort()).toEqual([...measured[scraper].keys()].sort());
  });

  it.each(NAMES)("are what was done to the service, within one percent: %s", (scraper) => {
    const rows = Array.from(truth.ratios(), ([slo, known]) => ({
      slo,
      ...known,
      measured: measured[scraper].get(slo) ?? Number.NaN,
    }));
    const wrong = rows.filter((row) => !(row.measured >= row.low * 0.99 && row.measured <= row.high * 1.01));
    expect(wrong).toEqual([]);
    // Not all of them zero: most promises were broken now and then.
    expect(rows.filter(({ low }) => low > 0).length).toBeGreaterThan(18);
  });

  it("come from scrapes that were taken whole, and in which no label of ours had to move", async () => {
    const time = Date.now() / 1_000;
    for (const { prometheus } of scrapers) {
      expect((await prometheus.query("min_over_time(up[1m])", time)).map(({ value }) => value)).toEqual([1]);
      const [stored] = await prometheus.query("scrape_samples_scraped - scrape_samples_post_metric_relabeling", time);
      expect(stored?.value).toBe(0);
      const { data } = await (await fetch(`${prometheus.url}/api/v1/labels`)).json();
      expect(data).toContain("app_component");
      expect(data.filter((label: string) => label.startsWith("exported_"))).toEqual([]);
    }
  });
});
