import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
/** Writes every package that is loaded to standard error. */
const TELL = `import { registerHooks } from "node:module";
registerHooks({ load(url, context, next) {
  const name = /node_modules\\/((?:@[^/]+\\/)?[^/]+)/.exec(url)?.[1];
  if (name !== undefined) process.stderr.write("loaded " + name + "\\n");
  return next(url, context);
} });`;

it("a check loads no package that it does not need: schemas are read as JSON, dashboards are not made", () => {
  const tell = `data:text/javascript,${encodeURIComponent(TELL)}`;
  const { status, stderr } = spawnSync("node", ["--import", tell, "cli/slo.ts", "check"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const loaded = new Set(Array.from(stderr.matchAll(/^loaded (.+)$/gm), ([, name]) => name));
  expect(status).toBe(0);
  expect(loaded).toContain("ajv");
  expect(loaded).not.toContain("typebox");
  expect(loaded).not.toContain("@grafana/grafana-foundation-sdk");
});
