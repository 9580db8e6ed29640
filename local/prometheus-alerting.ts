import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import Type from "typebox";
import { prometheusSlos } from "../alerts/console/prometheus-slos.ts";
import { writeFile } from "../cli/write-output.ts";
import { checkOf } from "../foundation/schema/check.ts";
import { startAlertmanager } from "../foundation/servers/alertmanager-server.ts";
import { freePort } from "../foundation/servers/free-port.ts";
import { startProcess } from "../foundation/servers/server-process.ts";
import { compile, MetricCatalogue, type OutputFile, type TargetName, TIMING } from "../slo/index.ts";
import { SECOND } from "../slo/promql/duration.ts";
import type { Alerting, AlertingOptions, Firing } from "./alerting.ts";

const Alerts = Type.Object({
  data: Type.Object({
    alerts: Type.Array(Type.Object({ state: Type.String(), labels: Type.Record(Type.String(), Type.String()) })),
  }),
});
const check = checkOf(Alerts);
const ANSWERS_WITHIN_MS = 5_000;
/** Windows are short here, so the rules are evaluated every second and what fires is told at once. */
const QUICK = { ...TIMING, fastRules: SECOND, slowRules: SECOND, groupWait: SECOND, groupInterval: SECOND };

/** Prometheus or Alertmanager is not on the PATH; the message says how to get them. */
export class ServersMissing extends Error {}

/** Real servers with the compiled rules as what watches. Throws ServersMissing; rejects with a server's log when it does not start. */
export async function startPrometheusAlerting(options: AlertingOptions): Promise<Alerting> {
  const { pages, router, folder, now } = options;
  findServers();
  const files = await writeConfiguration(options);
  const alertmanager = await startAlertmanager(files.alertmanager);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const config = join(folder, "prometheus.json");
  // JSON is YAML.
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: `${options.platform.scrapeInterval}ms`, evaluation_interval: "1s" },
      rule_files: files.rules,
      alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(alertmanager.url).host] }] }] },
      scrape_configs: [...pages, { job: "alertmanager", address: new URL(alertmanager.url).host }].map(
        ({ job, address }) => ({ job_name: job, static_configs: [{ targets: [address] }] }),
      ),
    }),
  );
  const prometheus = await startProcess({
    command: "prometheus",
    args: [
      `--config.file=${config}`,
      `--web.listen-address=127.0.0.1:${port}`,
      `--storage.tsdb.path=${join(folder, "prometheus")}`,
      // The first alert may come before Alertmanager is discovered; it is not to wait a minute for its second chance.
      "--rules.alert.resend-delay=2s",
    ],
    readyUrl: `${url}/-/ready`,
  }).catch(async (error: unknown) => {
    await alertmanager.stop();
    throw error;
  });
  return {
    name: `Prometheus ${url} and Alertmanager ${alertmanager.url}, telling ${router.url}`,
    slos: prometheusSlos(url, now),
    firing: () => firingOf(url),
    problems: () => [],
    close: async () => {
      await prometheus.stop();
      await alertmanager.stop();
    },
  };
}

function findServers(): void {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const isThere = (...names: string[]) =>
    names.some((name) => folders.some((folder) => existsSync(join(folder, name))));
  const missing = [
    ...(isThere("prometheus") ? [] : ["prometheus"]),
    ...(isThere("alertmanager", "prometheus-alertmanager") ? [] : ["prometheus-alertmanager"]),
  ];
  if (missing.length > 0) {
    throw new ServersMissing(
      `--prometheus needs ${missing.join(" and ")} on the PATH. On Debian: sudo apt-get install ${missing.join(" ")}`,
    );
  }
}

/** The compiled rules and Alertmanager's configuration. */
async function writeConfiguration({ slos, platform, router, folder }: AlertingOptions) {
  const routerTokenFile = join(folder, "router-token");
  writeFileSync(routerTokenFile, router.token, { mode: 0o600 });
  const compilation = { slos, platform, catalogue: new MetricCatalogue([]), timing: QUICK, routerTokenFile };
  const filesOf = async (target: TargetName): Promise<OutputFile[]> =>
    Array.from(await compile(target, compilation)).flatMap(({ files }) => files);
  const rules = (await filesOf("prometheus")).filter(({ path }) => path.startsWith("prometheus/rules/"));
  const [alertmanager = ""] = (await filesOf("alertmanager")).map((file) => writeFile(folder, file));
  return { rules: rules.map((file) => writeFile(folder, file)), alertmanager };
}

async function firingOf(url: string): Promise<Firing[]> {
  const response = await fetch(`${url}/api/v1/alerts`, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS) });
  const answer: unknown = await response.json();
  if (!check(answer)) throw new Error("Prometheus answered something else than its alerts");
  return answer.data.alerts.filter(({ state }) => state === "firing").map(({ labels }) => ({ labels }));
}
