import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const LOG_LINES_KEPT = 200;
const POLL_EVERY_MS = 20;

export interface RunningProcess {
  /** The last lines the process wrote, standard output and error mixed. */
  readonly log: () => string;
  /** Asks politely, kills after `patienceMs` (10 s when not given), and returns when the process is gone. */
  readonly stop: (patienceMs?: number) => Promise<void>;
}

export interface ProcessOptions {
  readonly command: string;
  readonly args: readonly string[];
  /** The process is ready when this address answers with a 2xx. */
  readonly readyUrl: string;
  readonly readyWithinMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

// A test runner kills its workers, and no exit handler runs then: on Linux the kernel is asked to end the server with us.
const SETPRIV = "/usr/bin/setpriv";
const DIE_WITH_US = existsSync(SETPRIV) ? [SETPRIV, "--pdeathsig", "KILL", "--"] : [];

const alive = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

/** Starts a server and waits until it is ready. Throws with its log when it exits or stays silent. It dies with this process. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const [command = "", ...args] = [...DIE_WITH_US, options.command, ...options.args];
  const child = spawn(command, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...options.env },
    cwd: options.cwd,
  });
  alive.add(child);
  const lines: string[] = [];
  let ending: string | undefined;
  const ended = new Promise<void>((resolve) => {
    const end = (how: string) => {
      ending ??= how;
      alive.delete(child);
      resolve();
    };
    child.once("error", (error) => end(error.message));
    child.once("exit", (code, signal) => end(`exited with ${signal ?? code}`));
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      lines.push(text);
      if (lines.length > LOG_LINES_KEPT) lines.shift();
    });
  }
  const log = () => lines.join("");

  const stop = async (patienceMs = 10_000) => {
    child.kill("SIGTERM");
    const killer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
    await ended;
    clearTimeout(killer);
  };

  const readyWithinMs = options.readyWithinMs ?? 30_000;
  const deadline = Date.now() + readyWithinMs;
  while (!(await answers(options.readyUrl))) {
    if (ending !== undefined) throw new Error(`${options.command} ${ending}\n${log()}`);
    if (Date.now() > deadline) {
      await stop(0);
      throw new Error(`${options.command} was not ready after ${readyWithinMs} ms\n${log()}`);
    }
    await sleep(POLL_EVERY_MS);
  }
  return { log, stop };
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
