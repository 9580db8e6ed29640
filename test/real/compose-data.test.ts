import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ComposeData, makeSecrets, startComposeData } from "./compose-data.ts";

let folder: string;
let data: ComposeData;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "compose-data-"));
  data = await startComposeData(folder);
});
afterAll(async () => {
  await data?.stop();
  rmSync(folder, { recursive: true });
});

const secret = (name: string) => readFileSync(join(folder, "secrets", name), "utf8");

describe("the secrets", () => {
  it("are files that only this folder's owner comes to, no two of them the same", () => {
    expect(statSync(join(folder, "secrets")).mode & 0o777).toBe(0o700);
    const names = readdirSync(join(folder, "secrets"));
    for (const name of names) expect(statSync(join(folder, "secrets", name)).mode & 0o777, name).toBe(0o444);
    const filled = names.map(secret).filter((text) => text !== "");
    expect(new Set(filled).size).toBe(filled.length);
    expect(secret("jwt-secret")).toMatch(/^[0-9a-f]{48}$/);
  });

  it("are never made anew", () => {
    const before = readdirSync(join(folder, "secrets")).map(secret);
    makeSecrets(folder);
    expect(readdirSync(join(folder, "secrets")).map(secret)).toEqual(before);
  });
});

describe("PostgreSQL", () => {
  const as = async (role: string, password: string, database: string, sql = "SELECT 1 AS one") => {
    const client = new Client({ connectionString: `postgres://${role}:${password}@${data.postgres}/${database}` });
    await client.connect();
    return client.query(sql).finally(() => client.end());
  };
  const OWNERS = [
    ["lucky_gas", "service-database-password"],
    ["alerts", "router-database-password"],
    ["grafana", "grafana-database-password"],
  ] as const;

  it.each(OWNERS)("%s owns its own database, by its own password, and comes into no other", async (role, file) => {
    await as(role, secret(file), role, "CREATE TABLE IF NOT EXISTS own (id INT)");
    await expect(as(role, secret("postgres-password"), role)).rejects.toThrow(/password authentication failed/);
    for (const [other] of OWNERS.filter(([name]) => name !== role)) {
      await expect(as(role, secret(file), other)).rejects.toThrow(/permission denied for database/);
    }
    await expect(as(role, secret(file), role, "CREATE ROLE more")).rejects.toThrow(/permission denied/);
  });

  it("lets the exporter read how the server is doing, and no row of anybody", async () => {
    const ask = (sql: string) => as("exporter", secret("exporter-database-password"), "lucky_gas", sql);
    expect((await ask("SELECT datname FROM pg_stat_database WHERE datname = 'alerts'")).rows).toHaveLength(1);
    await as("lucky_gas", secret("service-database-password"), "lucky_gas", "CREATE TABLE IF NOT EXISTS own (id INT)");
    await expect(ask("SELECT * FROM own")).rejects.toThrow(/permission denied/);
    await expect(ask("CREATE TABLE mine (id INT)")).rejects.toThrow(/permission denied/);
  });

  it("takes changed passwords when the script runs again", async () => {
    const file = join(folder, "secrets/grafana-database-password");
    chmodSync(file, 0o644);
    writeFileSync(file, "it's $another `one`");
    data.makeRoles();
    await as("grafana", encodeURIComponent("it's $another `one`"), "grafana");
  });
});

describe("Redis", () => {
  const redis = (user: string, password: string, ...command: string[]) =>
    execFileSync("redis-cli", ["-p", data.redis.split(":")[1] ?? "", ...(user ? ["--user", user] : []), ...command], {
      env: { ...process.env, ...(password ? { REDISCLI_AUTH: password } : {}) },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();

  it("answers nobody without a password", () => {
    expect(redis("", "", "GET", "x")).toMatch(/NOAUTH/);
  });

  it("lets the service work and not rule, the exporter look and not read", () => {
    const service = (...command: string[]) => redis("service", secret("redis-password"), ...command);
    const exporter = (...command: string[]) => redis("exporter", secret("redis-exporter-password"), ...command);
    expect(service("SET", "x", "1")).toBe("OK");
    expect(service("PUBLISH", "x", "1")).toBe("0");
    for (const command of [["FLUSHALL"], ["CONFIG", "SET", "maxmemory", "1"], ["SHUTDOWN"], ["ACL", "LIST"]]) {
      expect(service(...command), command.join(" ")).toMatch(/NOPERM/);
    }
    expect(exporter("INFO")).toMatch(/redis_version/);
    expect(exporter("CONFIG", "GET", "maxmemory")).toMatch(/maxmemory/);
    expect(exporter("GET", "x")).toMatch(/NOPERM/);
    expect(exporter("SET", "x", "2")).toMatch(/NOPERM/);
  });
});
