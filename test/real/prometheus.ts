import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../../foundation/servers/free-port.ts";
import { startProcess } from "../../foundation/servers/server-process.ts";
import { type PrometheusApi, prometheusApi } from "./prometheus-api.ts";

export interface Prometheus extends PrometheusApi {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface PrometheusOptions {
  /** A folder of blocks to serve (see blocks.ts). A server on blocks takes no remote write of times that they cover. */
  readonly blocks?: string;
  /** Another Prometheus whose series this one answers with as if they were its own; native histograms do not travel. */
  readonly reads?: Prometheus;
  /** Prometheus' `--enable-feature`, such as `native-histograms`. */
  readonly features?: readonly string[];
  /** What it scrapes every second, by job; the addresses are HOST:PORT. */
  readonly scrapes?: Readonly<Record<string, string>>;
  /** What the scrape puts on all that it reads; the programs' own labels of these names become `exported_…`. */
  readonly targetLabels?: Readonly<Record<string, string>>;
  /** Rules that it evaluates. */
  readonly ruleFiles?: readonly string[];
  /** Who is told of alerts; the addresses are HOST:PORT. */
  readonly alertmanagers?: readonly string[];
}

// A head writes blocks as it grows, and refuses samples that lie more than half this behind its newest. Rules are evaluated
// one after the other over the whole range, so each starts again in the past. Both flags are hidden ones.
const HEAD = "8760h";

/** Starts a real Prometheus on a loopback port that scrapes nothing, takes remote write of any past time, and answers queries. */
export async function startPrometheus({
  blocks,
  reads,
  features = [],
  scrapes = {},
  targetLabels = {},
  ruleFiles = [],
  alertmanagers = [],
}: PrometheusOptions = {}): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), "prometheus-"));
  const config = join(folder, "prometheus.json");
  // JSON is YAML.
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: "1s" },
      rule_files: ruleFiles,
      alerting: { alertmanagers: alertmanagers.map((target) => ({ static_configs: [{ targets: [target] }] })) },
      scrape_configs: Object.entries(scrapes).map(([job, target]) => ({
        job_name: job,
        static_configs: [{ targets: [target], labels: targetLabels }],
      })),
      ...(reads === undefined ? {} : { remote_read: [{ url: `${reads.url}/api/v1/read`, read_recent: true }] }),
    }),
  );
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { stop } = await startProcess({
    command: "prometheus",
    args: [
      `--config.file=${config}`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--web.enable-remote-write-receiver",
      `--storage.tsdb.path=${blocks ?? join(folder, "data")}`,
      "--storage.tsdb.retention.time=100y",
      `--storage.tsdb.min-block-duration=${HEAD}`,
      `--storage.tsdb.max-block-duration=${HEAD}`,
      "--storage.remote.read-sample-limit=0",
      "--query.max-samples=500000000",
      "--query.timeout=10m",
      // The first alert may come before the Alertmanagers are discovered; it is not to wait a minute for its second chance.
      ...(alertmanagers.length > 0 ? ["--rules.alert.resend-delay=2s"] : []),
      ...(features.length > 0 ? [`--enable-feature=${features.join(",")}`] : []),
    ],
    readyUrl: `${url}/-/ready`,
  });
  return {
    ...prometheusApi(url),
    url,
    stop: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
