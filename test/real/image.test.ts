import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../foundation/servers/free-port.ts";
import { type RunningProcess, startProcess } from "../../foundation/servers/server-process.ts";
import { readCompose } from "../image/compose-file.ts";
import { type Container, execute, isHealthy, serverOf } from "../image/container.ts";
import { type Image, layOutImages, makeReadOnly } from "../image/lay-out.ts";
import { sizeOf } from "../image/size.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

/*
 * What `docker compose up --build` makes and starts, without a container engine: the images' files laid out as the Dockerfile says,
 * its own install included, and each program run from them, as the image's user, who can write nothing, with Compose's environment.
 */
const ROOT = resolve(import.meta.dirname, "../..");
/** An image under 300 MB: Node and the libraries that it stands on take 170 of them. */
const PROGRAMS_MAX_MB = 40;

const PASSWORD = "a-password";
const compose = readCompose(join(ROOT, "docker-compose.yml"), {
  POSTGRES_PASSWORD: PASSWORD,
  JWT_SECRET: "a secret of the test that is long enough",
  SEED_PASSWORD: "a password of the test",
  SEED: "demo",
  CONSOLE_TOKENS: "mei:token-of-sixteen-characters",
  ALERTMANAGER_TOKEN: "token-of-sixteen-characters",
  GRAFANA_PASSWORD: "a password",
});

let place: string;
let postgres: PostgresServer;
let redis: RedisServer;
const images = new Map<string, Image>();
const running: RunningProcess[] = [];

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "images-"));
  const layOut = layOutImages(ROOT, place);
  for (const target of ["compiler", "service", "router"]) images.set(target, layOut(target));
  for (const image of images.values()) makeReadOnly(image);
  // What Docker makes for itself, others may enter.
  execFileSync("chmod", ["755", place]);
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  const { hostname, port } = new URL(postgres.url);
  const env = { ...process.env, PGHOST: hostname, PGPORT: port, POSTGRES_PASSWORD: PASSWORD };
  execFileSync("sh", [join(ROOT, "collectors/postgres/databases.sh")], { env, stdio: ["ignore", "ignore", "pipe"] });
}, 600_000);
afterAll(async () => {
  for (const process of running) await process.stop();
  await postgres?.stop();
  await redis?.stop();
  execFileSync("chmod", ["-R", "u+w", place]);
  rmSync(place, { recursive: true });
});

/** A container of a service in docker-compose.yml, on free ports of this machine. */
async function containerOf(name: string): Promise<Container & { readonly url: string; readonly adminUrl: string }> {
  const service = compose[name];
  const image = images.get(service?.build?.target ?? "");
  if (service === undefined || image === undefined) throw new Error(`${name} is no service that is built`);
  const [port, adminPort] = [await freePort(), await freePort()];
  const elsewhere = {
    "postgres:5432": new URL(postgres.url).host,
    "redis:6379": new URL(redis.url).host,
    "0.0.0.0": "127.0.0.1",
    "127.0.0.1:9464": `127.0.0.1:${adminPort}`,
    "127.0.0.1:9465": `127.0.0.1:${adminPort}`,
  };
  const environment = { ...service.environment, PORT: String(port), ADMIN_PORT: String(adminPort) };
  return {
    image,
    service: { ...service, environment },
    elsewhere,
    url: `http://127.0.0.1:${port}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
  };
}

async function start(container: Container): Promise<void> {
  running.push(await startProcess({ ...serverOf(container), isReady: () => isHealthy(container) }));
}

describe("every image", () => {
  it.each(["compiler", "service", "router"])(
    "%s: holds its programs and little else, and its user can write nothing",
    (target) => {
      const image = images.get(target);
      if (image === undefined) throw new Error("it was not laid out");
      expect(sizeOf(image).megabytes).toBeLessThan(PROGRAMS_MAX_MB);
      expect(image.user).toBeGreaterThan(0);
      for (const folder of [image.workdir, "/programs", "/"]) {
        const written = execute({ image, service: {}, elsewhere: {} }, [
          ...image.entrypoint,
          "-e",
          `require("node:fs").writeFileSync(${JSON.stringify(join(image.root, folder, "new"))}, "")`,
        ]);
        expect(written.stderr).toMatch(/EACCES|EROFS/);
      }
    },
  );
});

describe("the compiler's image", () => {
  it("writes what the sources compile to", async () => {
    const container = await containerOf("compile");
    const { image, service } = container;
    const ran = execute(container, [...image.entrypoint, ...(service.command ?? image.command)]);
    expect(ran.stderr + (ran.status === 0 ? "" : ran.stdout)).toBe("");
    const out = mkdtempSync(join(tmpdir(), "compiled-"));
    execFileSync(process.execPath, [join(ROOT, "cli/slo.ts"), "compile", "--out", out], { cwd: ROOT });
    expect(filesOf(join(image.root, "build"))).toEqual(filesOf(out));
    rmSync(out, { recursive: true });
  });
});

describe("the service's image", () => {
  it("is healthy on PostgreSQL and Redis, and has the files that it reads", async () => {
    const container = await containerOf("service");
    await start(container);
    const read = async (path: string) => (await fetch(`${container.url}/api/v1${path}`)).text();
    expect(JSON.parse(await read("/health"))).toEqual({ status: "ready" });
    expect(await read("/browser/vitals.js")).toBe(readFileSync(join(ROOT, "service/browser/vitals-client.js"), "utf8"));
    expect(await read("/browser/web-vitals.js")).toContain("LCP");
    expect(JSON.parse(await read("/openapi.json"))).toMatchObject({ openapi: "3.1.0" });
    const metrics = await (await fetch(`${container.adminUrl}/metrics`)).text();
    expect(metrics).toMatch(/^service_dependency_up\{.*redis.*\} 1$/m);
  });
});

describe("the router's image", () => {
  it("is healthy on PostgreSQL, and has its policy, its runbooks and its console", async () => {
    const container = await containerOf("alerts");
    await start(container);
    expect((await fetch(`${container.url}/assets/console.css`)).status).toBe(200);
    const signIn = await fetch(`${container.url}/sign-in`);
    expect(await signIn.text()).toContain("console.css");
    const refused = await fetch(`${container.url}/v1/alertmanager`, { method: "POST", body: "{}" });
    expect(refused.status).toBe(401);
  });
});

/** The files below a folder and what stands in them. */
function filesOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries
      .map(({ parentPath, name }) => join(parentPath, name))
      .sort()
      .map((path) => [path.slice(folder.length), readFileSync(path, "utf8")]),
  );
}
