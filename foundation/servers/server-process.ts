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
  /** Ends the process without a warning, as a crash does. */
  readonly kill: () => Promise<void>;
}

/** The process is ready when an address answers with a 2xx, or when a check of one's own says so. */
export type Readiness = { readonly readyUrl: string } | { readonly isReady: () => Promise<boolean> };

export type ProcessOptions = Readiness & {
  readonly command: string;
  readonly args: readonly string[];
  readonly readyWithinMs?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Who the process is to be, by name or number, when we are root. */
  readonly user?: string;
  /** What asks it politely; SIGTERM when not given. */
  readonly stopSignal?: NodeJS.Signals;
};

// A test runner kills its workers, and no exit handler runs then: on Linux the kernel is asked to end the server with us.
const SETPRIV = "/usr/bin/setpriv";
const DIE_WITH_US = existsSync(SETPRIV) ? [SETPRIV, "--pdeathsig", "KILL"] : [];

const alive = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of alive) child.kill("SIGKILL");
});

/** Starts a server and waits until it is ready. Throws with its log when it exits or stays silent. It dies with this process. */
export async function startProcess(options: ProcessOptions): Promise<RunningProcess> {
  const [command = "", ...args] = [...launcher(options.user), options.command, ...options.args];
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
    child.kill(options.stopSignal ?? "SIGTERM");
    const killer = setTimeout(() => child.kill("SIGKILL"), patienceMs);
    await ended;
    clearTimeout(killer);
  };

  const kill = async () => {
    child.kill("SIGKILL");
    await ended;
  };

  const readyWithinMs = options.readyWithinMs ?? 30_000;
  const deadline = Date.now() + readyWithinMs;
  const isReady = "isReady" in options ? options.isReady : () => answers(options.readyUrl);
  while (!(await isReady())) {
    if (ending !== undefined) throw new Error(`${options.command} ${ending}\n${log()}`);
    if (Date.now() > deadline) {
      await stop(0);
      throw new Error(`${options.command} was not ready after ${readyWithinMs} ms\n${log()}`);
    }
    await sleep(POLL_EVERY_MS);
  }
  return { log, stop, kill };
}

function launcher(user: string | undefined): string[] {
  if (user === undefined || process.getuid?.() !== 0) return DIE_WITH_US;
  return [...DIE_WITH_US, "--reuid", user, "--regid", user, /^\d+$/.test(user) ? "--clear-groups" : "--init-groups"];
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
