import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sound } from "../../foundation/findings/wrong-files.ts";
import { type Service, startService } from "../../service/service.ts";
import { readServiceSettings } from "../../service/settings.ts";
import { MetricCatalogue, readDefinitions, readMetrics, type Slo } from "../../slo/index.ts";
import { QUICK, writeCompiled } from "./compile.ts";
import { evaluateRules } from "./evaluate-rules.ts";
import { type Prometheus, startPrometheus } from "./prometheus.ts";
import { Drive } from "./service-drive.ts";
import { Truth } from "./service-truth.ts";

const ROOT = join(import.meta.dirname, "../..");
const ROUNDS = 6;
const PASSWORD = "correct horse battery";
/** The rules' base window is four scrape intervals long; before the first and after the last round nothing may be cut off. */
const SCRAPE_INTERVAL_MS = 5_000;
const BASE_WINDOW_MS = 4 * SCRAPE_INTERVAL_MS;

const PLATFORM = {
  scrapeInterval: SCRAPE_INTERVAL_MS,
  period: 30 * 86_400_000,
  consoleUrl: "https://console.example",
  grafanaUrl: "https://grafana.example",
  routerUrl: "http://127.0.0.1:8080",
  prometheusUrl: "http://prometheus.example:9090",
  tempoUrl: undefined,
  metrics: [],
  cloud: undefined,
};

/** The definitions that can be read with the service's metrics alone: those that the service feeds. */
function fedByService(): { slos: Slo[]; catalogue: MetricCatalogue } {
  const metrics = readMetrics("metrics.yaml", readFileSync(join(ROOT, "service/metrics.yaml"), "utf8"));
  const catalogue = new MetricCatalogue(sound(metrics));
  const folder = join(ROOT, "slo/definitions");
  const texts = readdirSync(folder).map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
  const { value: slos, findings } = readDefinitions(texts, { config: PLATFORM, catalogue });
  const others = new Set(findings.map(({ place }) => place.file));
  return { slos: slos.filter(({ source }) => !others.has(source.file)), catalogue };
}

describe("the numbers that promises are judged by", () => {
  const folder = mkdtempSync(join(tmpdir(), "true-numbers-"));
  const { slos, catalogue } = fedByService();
  const truth = new Truth();
  const measured = new Map<string, number>();
  let offset = 0;
  let service: Service;
  let prometheus: Prometheus;

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
    prometheus = await startPrometheus({
      scrapes: { "lucky-gas": new URL(service.adminUrl).host },
      features: ["exemplar-storage"],
    });
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
    const evaluated = await evaluateRules({ prometheus, ruleFiles, range: { from, to } });
    for (const { labels, value } of await evaluated.query("slo:sli_error:ratio_rate5m", to)) {
      const by = labels["bank"] ?? labels["provider"];
      measured.set(by === undefined ? String(labels["slo"]) : `${labels["slo"]}/${by}`, value);
    }
    await evaluated.stop();
  });

  afterAll(async () => {
    await prometheus?.stop();
    await service?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("are there for every promise that the service feeds, and for no other", () => {
    const ids = (names: Iterable<string>) => [...new Set(Array.from(names, (name) => name.split("/")[0]))].sort();
    expect(slos.length).toBeGreaterThan(25);
    expect(ids(measured.keys())).toEqual(slos.map(({ id }) => id).sort());
    expect([...truth.ratios().keys()].sort()).toEqual([...measured.keys()].sort());
  });

  it("are what was done to the service, within one percent", () => {
    const rows = Array.from(truth.ratios(), ([slo, known]) => ({
      slo,
      ...known,
      measured: measured.get(slo) ?? Number.NaN,
    }));
    const wrong = rows.filter((row) => !(row.measured >= row.low * 0.99 && row.measured <= row.high * 1.01));
    expect(wrong).toEqual([]);
    // Not all of them zero: most promises were broken now and then.
    expect(rows.filter(({ low }) => low > 0).length).toBeGreaterThan(18);
  });

  it("come from scrapes that Prometheus took whole", async () => {
    const time = Date.now() / 1_000;
    expect((await prometheus.query("min_over_time(up[1m])", time)).map(({ value }) => value)).toEqual([1]);
    const [stored] = await prometheus.query("scrape_samples_scraped - scrape_samples_post_metric_relabeling", time);
    expect(stored?.value).toBe(0);
  });
});
