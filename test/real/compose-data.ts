import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Client } from "pg";
import { freePort } from "../../foundation/servers/free-port.ts";
import { startProcess } from "../../foundation/servers/server-process.ts";
import { readCompose } from "../image/compose-file.ts";
import { startPostgres } from "./postgres-server.ts";

const ROOT = resolve(import.meta.dirname, "../..");

/** PostgreSQL and Redis as docker-compose.yml has them: the same roles, users and passwords. */
export interface ComposeData {
  /** HOST:PORT */
  readonly postgres: string;
  readonly redis: string;
  readonly makeRoles: () => void;
  readonly stop: () => Promise<void>;
}

/** Makes secrets as people make them, in `folder`/secrets; done again, it leaves them alone. */
export function makeSecrets(folder: string): string {
  mkdirSync(join(folder, "packaging"), { recursive: true });
  copyFileSync(join(ROOT, "packaging/make-secrets.sh"), join(folder, "packaging/make-secrets.sh"));
  execFileSync("sh", [join(folder, "packaging/make-secrets.sh")], { stdio: ["ignore", "ignore", "inherit"] });
  return join(folder, "secrets");
}

/** Starts both on free ports, with the secrets of a folder. */
export async function startComposeData(folder: string): Promise<ComposeData> {
  const secrets = makeSecrets(folder);
  const postgres = await startPostgres();
  const { hostname, port, host } = new URL(postgres.url);
  const makeRoles = () => {
    const env = { ...process.env, PGHOST: hostname, PGPORT: port, SECRETS_FOLDER: secrets };
    execFileSync("sh", [join(ROOT, "collectors/postgres/roles.sh")], { env, stdio: ["ignore", "ignore", "pipe"] });
  };
  makeRoles();
  await askForPasswords(postgres.url);

  const redisPort = String(await freePort());
  const service = readCompose(join(ROOT, "docker-compose.yml"), {})["redis"];
  const [command = "", ...args] = (service?.command ?? []).map((word) => word.replace("/run/secrets", secrets));
  const health = (service?.healthcheck?.test.at(-1) ?? "")
    .replaceAll("/run/secrets", secrets)
    .replace("redis-cli", `redis-cli -p ${redisPort}`);
  mkdirSync(join(folder, "redis"));
  const redis = await startProcess({
    command,
    args: [...args, "--bind", "127.0.0.1", "--port", redisPort, "--dir", join(folder, "redis")],
    isReady: async () => isFine(health),
  });
  return {
    postgres: host,
    redis: `127.0.0.1:${redisPort}`,
    makeRoles,
    stop: async () => {
      await redis.stop();
      await postgres.stop();
    },
  };
}

/** The tests' server trusts whoever comes from this machine; Compose's asks for passwords over the network. */
async function askForPasswords(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ hba_file: string }>("SHOW hba_file");
  const file = rows[0]?.hba_file ?? "";
  writeFileSync(file, "host all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n");
  await client.query("SELECT pg_reload_conf()");
  await client.end();
}

function isFine(command: string): boolean {
  try {
    execFileSync("sh", ["-c", command], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
