import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "..");
const ROOMS = ["alerts", "cli", "collectors", "dashboards", "foundation", "packaging", "runbooks", "service", "slo"];
const FILES = ["package.json", "tsconfig.json"];
/** Longer than what a bundle waits for before it trusts a file's times. */
const SETTLED_MS = 250;

let checkout: string;
let cache: string;

beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), "checkout-"));
  cache = join(checkout, "node_modules/.cache");
  for (const name of [...ROOMS, ...FILES]) cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
  mkdirSync(join(checkout, "node_modules"));
  for (const name of readdirSync(join(ROOT, "node_modules"))) {
    if (name !== ".cache") symlinkSync(join(ROOT, "node_modules", name), join(checkout, "node_modules", name));
  }
});
afterAll(() => rmSync(checkout, { recursive: true }));

interface Ran {
  readonly output: string;
  readonly errors: string;
  readonly code: number;
}

async function node(...args: string[]): Promise<Ran> {
  const child = spawn(process.execPath, args, { cwd: checkout });
  const [output, errors, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { output, errors, code };
}
const run = (program: string, ...args: string[]) => node(join(checkout, program), ...args);
const launch = (...args: string[]) => run("cli/launch.cjs", ...args);

function manifest(): string {
  return readFileSync(join(cache, "slo/bundle.json"), "utf8");
}

describe("the command in a checkout", () => {
  it("says what the sources say, and the second time from the bundle of the first", async () => {
    await sleep(SETTLED_MS);
    await launch("--help");
    const made = manifest();
    // What has another shape than the schemas want, in many ways: checks are compiled when the bundle is made.
    writeFileSync(
      join(checkout, "odd.yaml"),
      "service: 1\nslos: [{ name: X, objective: 2, foo: 1, indicator: { ratio: {} } }, 3]\n",
    );
    for (const args of [["--help"], ["check"], ["show", "orders-availability"], ["check", "odd.yaml"], ["compiel"]]) {
      expect(await launch(...args)).toEqual(await run("cli/slo.ts", ...args));
    }
    expect(manifest() === made).toBe(true);
    expect(JSON.parse(made).files.length).toBeGreaterThan(100);
  });

  it("has kept the code of all that a compilation runs, and does without it where it is none", async () => {
    const { program } = JSON.parse(manifest());
    const told = `const { scripts } = require(${JSON.stringify(program)});
      process.on("exit", () => {
        for (const [place, { cachedDataRejected }] of scripts) console.error(place, cachedDataRejected);
      });`;
    const args = ["compile", "--out", "out"];
    const { errors, ...compiled } = await node("-e", told, program, ...args);
    expect(compiled.code).toBe(0);
    const parts = errors.trim().split("\n");
    expect(parts.length).toBeGreaterThan(20);
    expect(parts.filter((line) => !line.endsWith(" false"))).toEqual([]);

    const folder = dirname(program);
    const kept = readdirSync(folder).filter((name) => name.endsWith(".code"));
    for (const name of kept) {
      const code = readFileSync(join(folder, name));
      const [short, other, none] = [code.subarray(0, code.length - 1), Buffer.from("other"), Buffer.alloc(0)];
      writeFileSync(join(folder, name), [short, other, none][kept.indexOf(name) % 3] ?? none);
    }
    expect(await launch(...args)).toEqual({ ...compiled, errors: "" });
    for (const name of kept) rmSync(join(folder, name));
    expect(await launch(...args)).toEqual({ ...compiled, errors: "" });
  });

  it("never says what the sources no longer say: not after an edit of the same length with its old times put back", async () => {
    const place = join(checkout, "cli/commands.ts");
    const source = readFileSync(place, "utf8");
    expect(source).toContain("service level");
    for (const word of ["service level", "sErvice level", "seRvice level"]) {
      await sleep(SETTLED_MS);
      const { atime, mtime } = statSync(place);
      writeFileSync(place, source.replace("service level", word));
      utimesSync(place, atime, mtime);
      for (const _ of ["at once", "again"]) expect((await launch("--help")).output).toContain(`slo: ${word}`);
    }
    writeFileSync(place, source);
  });

  it("nor while files change: what is edited meanwhile is bundled for one run only", async () => {
    const before = manifest();
    const script = `import { appendFileSync } from "node:fs";
      import { bundleCommand } from ${JSON.stringify(join(checkout, "packaging/command-bundle.ts"))};
      const bundling = bundleCommand(${JSON.stringify(join(cache, "slo"))}, () => "as it is");
      appendFileSync("cli/commands.ts", "\\n");
      await bundling;`;
    expect(await node("--input-type=module", "-e", script)).toEqual({ output: "", errors: "", code: 0 });
    expect(manifest() === before).toBe(true);
  });

  it("shows a source's mistake as the sources do, and recovers from it", async () => {
    const place = join(checkout, "cli/commands.ts");
    const source = readFileSync(place, "utf8");
    writeFileSync(place, `${source}\nexport const = 1;\n`);
    expect(await launch("--help")).toMatchObject({ code: 1, errors: expect.stringContaining("commands.ts") });
    writeFileSync(place, source);
    expect((await launch("--help")).code).toBe(0);
  });

  it("runs several times at once", async () => {
    rmSync(cache, { recursive: true });
    await sleep(SETTLED_MS);
    const all = await Promise.all(Array.from({ length: 4 }, () => launch("show", "orders-availability")));
    expect(new Set(all.map(({ output, code }) => `${code} ${output}`)).size).toBe(1);
    expect(all[0]?.code).toBe(0);
    expect(await launch("show", "orders-availability")).toEqual(all[0]);
  });

  it("runs the sources where no bundle can be kept", async () => {
    rmSync(cache, { recursive: true });
    writeFileSync(cache, "no folder");
    expect(await launch("--help")).toMatchObject({ code: 0, output: expect.stringContaining("slo: ") });
  });
});
