import { join } from "node:path";
import { startEngine } from "../slo/engine/engine.ts";
import type { Alerting, AlertingOptions } from "./alerting.ts";
import { engineSlos } from "./engine-slos.ts";

/** The embedded engine as what watches. Rejects when its database cannot be opened. */
export async function startEngineAlerting(options: AlertingOptions): Promise<Alerting> {
  const { slos, platform, pages, probed, router, folder, now } = options;
  const engine = await startEngine({
    slos,
    platform,
    targets: [
      ...pages.map(({ job, address }) => ({
        kind: "metrics" as const,
        job,
        instance: address,
        url: `http://${address}/metrics`,
      })),
      { kind: "probe", job: probed.job, instance: probed.url, url: probed.url },
    ],
    alertsTo: { url: `${router.url}/v1/alertmanager`, token: router.token },
    database: `sqlite:${join(folder, "slo-events.db")}`,
    now,
    // The status line asks for what is wrong now.
    warn: () => undefined,
  });
  return {
    name: "the embedded engine",
    slos: engineSlos(() => engine, now),
    firing: async () => engine.firing(),
    problems: () => [
      ...engine.unsupported.map(({ slo, reason }) => `${slo.id}: ${reason}`),
      ...Array.from(engine.problems(), ([id, problem]) => `${id} cannot be evaluated: ${problem}`),
      ...engine
        .targets()
        .flatMap(({ url, problem }) => (problem === undefined ? [] : [`${url} cannot be scraped: ${problem}`])),
    ],
    close: engine.close,
  };
}
