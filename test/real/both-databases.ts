import { afterAll, beforeAll, describe } from "vitest";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

/** Describes something twice: on SQLite and on a real PostgreSQL. `newUrl` makes an empty database. */
export function describeOnBoth(what: string, tests: (newUrl: () => Promise<string>) => void): void {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());

  describe.each([
    ["SQLite", async () => "sqlite::memory:"],
    ["PostgreSQL", async () => server.newDatabase()],
  ])(`${what} on %s`, (_name, newUrl) => tests(newUrl));
}
