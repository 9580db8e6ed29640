import { execFileSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { freePort } from "../../foundation/servers/free-port.ts";
import { type RunningProcess, startProcess } from "../../foundation/servers/server-process.ts";
import { postgresFolder } from "./postgres-folder.ts";

export interface PostgresServer {
  readonly url: string;
  /** The address of a new empty database on this server. */
  readonly newDatabase: () => Promise<string>;
  /** Ends it as a crash does: no shutdown, no goodbye to its clients. */
  readonly kill: () => Promise<void>;
  /** Starts it again on the same port and data, after `kill` or while it runs. */
  readonly restart: () => Promise<void>;
  /** Ends it and removes its data. */
  readonly stop: () => Promise<void>;
}

/** PostgreSQL refuses to run as root; Debian's package brings this user. */
const USER = "postgres";
const START_TRIES = 20;

/** Starts a real PostgreSQL on a loopback port, with data of its own in a temporary folder. */
export async function startPostgres(): Promise<PostgresServer> {
  const programs = postgresFolder();
  const program = (name: string) => (programs === undefined ? name : join(programs, name));
  const folder = mkdtempSync(join(tmpdir(), "postgres-"));
  const asUser = becomeUser(folder);
  const [command = "", ...args] = [
    ...asUser,
    program("initdb"),
    ...["--pgdata", join(folder, "data"), "--username", USER, "--auth", "trust"],
    ...["--encoding", "UTF8", "--locale", "C", "--no-sync"],
  ];
  execFileSync(command, args, { stdio: ["ignore", "ignore", "pipe"], cwd: folder });
  const port = await freePort();
  const url = `postgres://${USER}@127.0.0.1:${port}/postgres`;

  const start = async (): Promise<RunningProcess> =>
    startProcess({
      command: program("postgres"),
      args: [
        ...["-D", join(folder, "data"), "-h", "127.0.0.1", "-p", String(port)],
        // A loopback port is enough. A crash of the process loses nothing without fsync; only one of the machine would.
        ...["-c", "unix_socket_directories=", "-c", "fsync=off"],
      ],
      isReady: () => answers(url),
      user: USER,
      cwd: folder,
      // Ends its sessions instead of waiting for them.
      stopSignal: "SIGINT",
    });

  let server = await start();
  let databases = 0;
  return {
    url,
    newDatabase: async () => {
      const name = `test_${++databases}`;
      await ask(url, `CREATE DATABASE ${name}`);
      return url.replace(/postgres$/, name);
    },
    kill: async () => {
      const sessions = childrenOf(Number(readFileSync(join(folder, "data/postmaster.pid"), "utf8").split("\n")[0]));
      await server.kill();
      for (const session of sessions) endIfThere(session);
    },
    restart: async () => {
      await server.stop();
      server = await patiently(start);
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The server's sessions are processes of their own, which would answer a little longer than their parent. */
function childrenOf(pid: number): number[] {
  const list = `/proc/${pid}/task/${pid}/children`;
  return existsSync(list) ? readFileSync(list, "utf8").trim().split(" ").filter(Boolean).map(Number) : [];
}

function endIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has noticed by itself.
  }
}

/** After a crash, the dead server's sessions hold its memory until they have noticed. */
async function patiently<Result>(start: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await start();
    } catch (error) {
      if (tries === START_TRIES || !/still in use|lock file/.test(String(error))) throw error;
      await sleep(100);
    }
  }
}

/** Gives the folder to the server's user when we are root; answers with the command that becomes that user. */
function becomeUser(folder: string): string[] {
  if (process.getuid?.() !== 0) return [];
  const id = (flag: string) => Number(execFileSync("id", [flag, USER], { encoding: "utf8" }));
  chownSync(folder, id("-u"), id("-g"));
  return ["setpriv", "--reuid", USER, "--regid", USER, "--init-groups"];
}

async function ask(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
  // A connection that ends while it is idle is no news to a test that ends servers.
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function answers(url: string): Promise<boolean> {
  return ask(url, "SELECT 1").then(
    () => true,
    () => false,
  );
}
