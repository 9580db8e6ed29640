import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expressions } from "../dashboards/expressions.ts";
import { checkAlertmanagerConfig, checkRules, testRules } from "./promtool.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const KINDS = join(ROOT, "slo/targets/prometheus/golden");

/*
 * Everything that `npm start` writes, in the eyes of the programs that read it; beside Lucky Gas's promises the sample of every kind.
 * A service's promtool tests run one after the other in one process, so services are tests of their own.
 */
const out = mkdtempSync(join(tmpdir(), "compiled-files-"));
afterAll(() => rmSync(out, { recursive: true, force: true }));

function compileLuckyGas(...flags: string[]): { status: number | null; stdout: string } {
  return spawnSync(process.execPath, ["cli/slo.ts", "compile", "--out", out, ...flags], {
    cwd: ROOT,
    encoding: "utf8",
  });
}

const services = readdirSync(join(ROOT, "slo/definitions")).map((file) => file.replace(/\.yaml$/, ""));

beforeAll(() => {
  expect(compileLuckyGas()).toMatchObject({ status: 0 });
  for (const folder of ["rules", "tests", "backfill"]) mkdirSync(join(out, "kinds", folder), { recursive: true });
  copyFileSync(join(KINDS, "prometheus.rules.kinds.yaml"), join(out, "kinds/rules/kinds.yaml"));
  copyFileSync(join(KINDS, "prometheus.backfill.kinds.yaml"), join(out, "kinds/backfill/kinds.yaml"));
  copyFileSync(join(KINDS, "prometheus.tests.kinds.test.yaml"), join(out, "kinds/tests/kinds.test.yaml"));
});

describe("Lucky Gas's promises", () => {
  it("are at least 25, and every one is in the overview", () => {
    const { stdout } = compileLuckyGas("--format", "json");
    expect(JSON.parse(stdout).slos.length).toBeGreaterThanOrEqual(25);
  });

  it("compile to the same bytes again", () => {
    expect(compileLuckyGas("--check")).toMatchObject({
      status: 0,
      stdout: `${out} is what the definitions compile to\n`,
    });
  });

  it("compile to rules that promtool accepts", async () => {
    const files = services.flatMap((service) =>
      ["rules", "backfill"].map((folder) => join(out, "prometheus", folder, `${service}.yaml`)),
    );
    expect(
      await checkRules(...files, join(out, "kinds/rules/kinds.yaml"), join(out, "kinds/backfill/kinds.yaml")),
    ).not.toMatch(/FAILED|duplicate/);
  });

  it("compile to an alertmanager.yml that amtool accepts", async () => {
    expect(await checkAlertmanagerConfig(join(out, "alertmanager/alertmanager.yml"))).toContain("SUCCESS");
  });

  it("compile to dashboards whose every expression promtool parses", async () => {
    const folder = join(out, "grafana/dashboards");
    const rules = readdirSync(folder)
      .flatMap((file) => expressions(JSON.parse(readFileSync(join(folder, file), "utf8"))))
      .map(({ expr }, index) => ({ record: `dashboard:query:${index}`, expr }));
    expect(rules.length).toBeGreaterThan(30);
    const file = join(out, "dashboard-queries.yaml");
    writeFileSync(file, JSON.stringify({ groups: [{ name: "dashboards", rules }] }));
    expect(await checkRules(file)).toContain(`${rules.length} rules found`);
  });
});

describe.concurrent("the promtool tests that the compiler writes pass for", () => {
  it.each([...services.map((service) => `prometheus/tests/${service}.test.yaml`), "kinds/tests/kinds.test.yaml"])(
    "%s",
    async (file) => {
      expect(await testRules(join(out, file))).toContain("SUCCESS");
    },
    300_000,
  );
});
