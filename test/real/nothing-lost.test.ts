import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openServiceDatabase } from "../../service/storage/service-database.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

const PROGRAM = join(import.meta.dirname, "accept-jobs.ts");
/** Each life of the program ends when it has said this often that an order is accepted, in the middle of more of them. */
const LIVES = [1, 60, 13];
/** A later life's clock is past the leases of those before. */
const LATER_MS = 60_000;

const folder = mkdtempSync(join(tmpdir(), "nothing-lost-"));
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function begin(url: string, life: number, task: "accept" | "finish") {
  return spawn(process.execPath, [PROGRAM, url, String(life * LATER_MS), task], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

/** Lets the program live until it has accepted so many, kills it, and answers with what it said. The mishap comes half-way. */
async function liveAndDie(
  url: string,
  { life, accepts, mishap }: { life: number; accepts: number; mishap?: () => Promise<void> },
): Promise<string[]> {
  const program = begin(url, life, "accept");
  const ended = once(program, "exit");
  const said: string[] = [];
  for await (const line of createInterface(program.stdout)) {
    said.push(line);
    if (said.length === Math.ceil(accepts / 2)) await mishap?.();
    if (said.length === accepts) program.kill("SIGKILL");
  }
  await ended;
  return said;
}

async function expectNothingLost(url: string, said: readonly string[]): Promise<void> {
  const [code] = await once(begin(url, LIVES.length, "finish"), "exit");
  expect(code).toBe(0);
  const database = await openServiceDatabase(url);
  const ids = async (table: string) => {
    const rows = await database.query<{ id: string }>(`SELECT DISTINCT id FROM ${table}`);
    return new Set(rows.map(({ id }) => id));
  };
  const accepted = await ids("accepted");
  expect(said.filter((id) => !accepted.has(id))).toEqual([]);
  expect(await ids("effects")).toEqual(accepted);
  await database.close();
}

describe("of what was accepted nothing is lost, and every job is done, when", () => {
  it.each([
    ["SQLite", async () => `sqlite:${join(folder, "lucky-gas.db")}`],
    ["PostgreSQL", async () => server.newDatabase()],
  ])("the service on %s is killed", async (_name, newUrl) => {
    const url = await newUrl();
    const said: string[] = [];
    for (const [life, accepts] of LIVES.entries()) said.push(...(await liveAndDie(url, { life, accepts })));
    expect(said.length).toBeGreaterThanOrEqual(74);
    await expectNothingLost(url, said);
  });

  it("PostgreSQL is killed under the service", async () => {
    const url = await server.newDatabase();
    const mishap = async () => {
      await server.kill();
      await server.restart();
    };
    const said = await liveAndDie(url, { life: 0, accepts: 60, mishap });
    expect(said.length).toBeGreaterThanOrEqual(60);
    await expectNothingLost(url, said);
  });
});
