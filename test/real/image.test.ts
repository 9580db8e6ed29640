import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freePort } from "../../foundation/servers/free-port.ts";
import { type RunningProcess, startProcess } from "../../foundation/servers/server-process.ts";
import { readCompose } from "../image/compose-file.ts";
import { type Container, execute, isHealthy, serverOf } from "../image/container.ts";
import { type Image, layOutImages, makeReadOnly } from "../image/lay-out.ts";
import { sizeOf } from "../image/size.ts";
import { type ComposeData, startComposeData } from "./compose-data.ts";

/*
 * What `docker compose up --build` makes and starts, without a container engine: the images' files laid out as the Dockerfile says,
 * its own install included, and each program run from them, as the image's user, who can write nothing, with Compose's environment.
 */
const ROOT = resolve(import.meta.dirname, "../..");
/** An image under 300 MB: Node and the libraries that it stands on take 170 of them. */
const PROGRAMS_MAX_MB = 40;

const compose = readCompose(join(ROOT, "docker-compose.yml"), {});

let place: string;
let data: ComposeData;
const images = new Map<string, Image>();
const running: RunningProcess[] = [];

beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), "images-"));
  const layOut = layOutImages(ROOT, place);
  for (const target of ["compiler", "service", "router"]) images.set(target, layOut(target));
  data = await startComposeData(join(place, "data"));
  for (const image of images.values()) mkdirSync(join(image.root, "run/secrets"), { recursive: true });
  for (const { build, secrets = [] } of Object.values(compose)) {
    const image = images.get(build?.target ?? "");
    if (image === undefined) continue;
    for (const { source, target } of secrets) {
      copyFileSync(join(place, "data/secrets", source), join(image.root, "run/secrets", target));
    }
  }
  for (const image of images.values()) makeReadOnly(image);
  // What Docker makes for itself, others may enter.
  execFileSync("chmod", ["755", place]);
}, 600_000);
afterAll(async () => {
  for (const process of running) await process.stop();
  await data?.stop();
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
    "postgres:5432": data.postgres,
    "redis:6379": data.redis,
    "0.0.0.0": "127.0.0.1",
    // The alias on the admin network: an address of its own.
    [`${name}-admin:9464`]: `127.0.0.2:${adminPort}`,
    [`${name}-admin:9465`]: `127.0.0.2:${adminPort}`,
    [`${name}-admin`]: "127.0.0.2",
  };
  const environment = { ...service.environment, PORT: String(port), ADMIN_PORT: String(adminPort) };
  return {
    image,
    service: { ...service, environment },
    elsewhere,
    url: `http://127.0.0.1:${port}`,
    adminUrl: `http://127.0.0.2:${adminPort}`,
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
    // Metrics and readiness are for the admin network.
    await expect(fetch(container.adminUrl.replace("127.0.0.2", "127.0.0.1"))).rejects.toThrow();
  });
});

describe("the first user", () => {
  it("is added in the service's container, signs in, and cannot be added again", async () => {
    const container = await containerOf("service");
    const { image } = container;
    const add = (role: string, password: string) =>
      execute(
        container,
        [...image.entrypoint, "/programs/add-user.js", "--login", "mei", "--role", role],
        `${password}\n`,
      );
    expect(add("admin", "password1234")).toMatchObject({ status: 1, stderr: expect.stringContaining("easy to guess") });
    expect(add("admin", "lorry-cylinder-harbour-42")).toMatchObject({
      status: 0,
      stdout: "mei may sign in as admin\n",
      stderr: "",
    });
    expect(add("driver", "lorry-cylinder-harbour-43")).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("already"),
    });
    expect(add("driver", "lorry-cylinder-harbour-43").stdout).not.toContain("harbour");
    await start(container);
    const signIn = await fetch(`${container.url}/api/v1/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ login: "mei", password: "lorry-cylinder-harbour-42" }),
    });
    expect(signIn.status).toBe(201);
    expect(await signIn.json()).toMatchObject({ role: "admin" });
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
