import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { table } from "../cli/table.ts";
import { alertsOf } from "../slo/engine/alerts.ts";
import { Evaluator } from "../slo/engine/evaluator.ts";
import { HistoryDatabase } from "../slo/engine/history-database.ts";
import { MetricCatalogue, readDefinitions } from "../slo/index.ts";

const DAY_MS = 86_400_000;
const SCRAPE_MS = 15_000;
const SLOS = 1_000;
const EVALUATIONS = 60;
const SERIES_PER_SLO = 10;
const KEPT_SLOS = 100;
const KEPT_LIMIT_MB = 100;
const START = Date.UTC(2026, 9, 1);
const PLATFORM = {
  scrapeInterval: SCRAPE_MS,
  period: 30 * DAY_MS,
  consoleUrl: "https://console.example",
  grafanaUrl: "https://grafana.example",
  routerUrl: "https://router.example",
  prometheusUrl: "https://prometheus.example",
  tempoUrl: undefined,
  metrics: [],
  cloud: undefined,
};

/** The embedded engine: what an evaluation of many SLOs costs, and how much disk a month takes. */
export async function benchEngine(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "bench-engine-"));
  try {
    const cost = await evaluationCost(`sqlite:${join(folder, "evaluations.db")}`);
    const size = await monthOnDisk(join(folder, "month.db"));
    const share = (cost.milliseconds / SCRAPE_MS) * 100;
    const verdict = (isWithin: boolean, limit: string) => `${isWithin ? "within" : "ABOVE"} ${limit}`;
    const rows = [
      [`${SLOS} SLOs, ${SLOS * SERIES_PER_SLO} series`, `${cost.milliseconds.toFixed(0)} ms`, "each 15 s"],
      ["of one core", `${share.toFixed(1)} %`, verdict(share < 50, "50 %")],
      [
        `${KEPT_SLOS} SLOs over 30 days on disk`,
        `${size.megabytes.toFixed(1)} MB`,
        verdict(size.megabytes < KEPT_LIMIT_MB, `${KEPT_LIMIT_MB} MB`),
      ],
      ["and read again at a start", `${size.readMs.toFixed(0)} ms`, ""],
    ];
    process.stdout.write("\nThe embedded engine: read, count, evaluate, keep\n");
    process.stdout.write(table(["what", "measured", "limit"], rows, new Set(["measured"])));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function slosOf(count: number) {
  const slos = Array.from(
    { length: count },
    (_, index) => `  - name: slo-${index}
    title: Customers are served
    objective: 99.9%
    indicator: { ratio: { bad: 'requests_total{app_component="s${index}",code=~"5.."}', total: 'requests_total{app_component="s${index}"}' } }
    alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } }
    runbook: bench
`,
  );
  const text = `service: bench\nowner: team\ntier: 1\nslos:\n${slos.join("")}`;
  const { value: read } = readDefinitions([{ path: "bench.yaml", text }], {
    config: PLATFORM,
    catalogue: new MetricCatalogue([]),
  });
  return read;
}

async function evaluationCost(database: string): Promise<{ milliseconds: number }> {
  const evaluator = new Evaluator(slosOf(SLOS), PLATFORM);
  const history = await HistoryDatabase.open(database, 30 * DAY_MS);
  const codes = Array.from({ length: SERIES_PER_SLO }, (_, index) => (index === 0 ? "500" : String(200 + index)));
  let spent = 0;
  for (let scrape = 0; scrape <= EVALUATIONS; scrape++) {
    const at = START + scrape * SCRAPE_MS;
    const lines: string[] = [];
    for (let slo = 0; slo < SLOS; slo++) {
      for (const code of codes) lines.push(`requests_total{app_component="s${slo}",code="${code}"} ${scrape * 100}`);
    }
    const text = lines.join("\n");
    const began = process.cpuUsage();
    evaluator.record({ job: "bench", instance: "bench" }, evaluator.read(text), at);
    const increments = evaluator.evaluate(at);
    await history.write(at, increments);
    for (const state of evaluator.states(at)) alertsOf(state, PLATFORM, at);
    const { user, system } = process.cpuUsage(began);
    // The first scrape meets every series, which happens once.
    if (scrape > 0) spent += (user + system) / 1_000;
  }
  await history.close();
  return { milliseconds: spent / EVALUATIONS };
}

async function monthOnDisk(path: string): Promise<{ megabytes: number; readMs: number }> {
  const history = await HistoryDatabase.open(`sqlite:${path}`, 30 * DAY_MS);
  const days = 30;
  for (let at = START; at < START + days * DAY_MS; at += SCRAPE_MS) {
    await history.write(
      at,
      Array.from({ length: KEPT_SLOS }, (_, slo) => ({
        slo: `bench-slo-${slo}`,
        group: {},
        at,
        seconds: 15,
        total: 1_000 + (at % 977),
        bad: at % 7,
      })),
    );
  }
  const began = performance.now();
  await history.read();
  const readMs = performance.now() - began;
  await history.close();
  return { megabytes: statSync(path).size / 1_048_576, readMs };
}
