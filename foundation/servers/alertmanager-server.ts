import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";
import { startProcess } from "./server-process.ts";

// Debian renames it.
const ALERTMANAGER = existsSync("/usr/bin/prometheus-alertmanager") ? "prometheus-alertmanager" : "alertmanager";

export interface Alertmanager {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

export interface ClusterPlace {
  /** HOST:PORT of its own for gossip, and those of its peers. */
  readonly address: string;
  readonly peers: readonly string[];
  /** Where it answers; one that is restarted keeps it. */
  readonly port?: number;
}

/** Starts a real Alertmanager on a loopback port, alone unless it has a place in a cluster. */
export async function startAlertmanager(config: string, cluster?: ClusterPlace): Promise<Alertmanager> {
  const data = mkdtempSync(join(tmpdir(), "alertmanager-data-"));
  const port = cluster?.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const args = [
    `--config.file=${config}`,
    `--web.listen-address=127.0.0.1:${port}`,
    `--storage.path=${data}`,
    `--cluster.listen-address=${cluster?.address ?? ""}`,
    ...(cluster?.peers ?? []).map((peer) => `--cluster.peer=${peer}`),
  ];
  const { stop } = await startProcess({ command: ALERTMANAGER, args, readyUrl: `${url}/-/ready` });
  return {
    url,
    stop: async () => {
      await stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}
