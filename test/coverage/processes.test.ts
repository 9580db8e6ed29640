import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { processesCoverage } from "./processes.ts";

const folder = mkdtempSync(join(tmpdir(), "covered-"));
afterAll(() => rmSync(folder, { recursive: true }));

const PROGRAM = `interface Order {
  readonly kilograms: number;
}
function price({ kilograms }: Order): number {
  if (kilograms > 50) return 70;
  return kilograms * 2;
}
const never = (): string => "never";
export const all: readonly number[] = [price({ kilograms: Number(process.argv[2]) })].filter((one) => one > 0);
if (process.argv[3] === "瓦斯") console.log(never());
`;

describe("the lines that processes run", () => {
  it.each<[string, string[], Record<string, boolean>]>([
    ["light", ["20"], { "return 70": false, "* 2": true, '"never"': false, "one > 0": true, "console.log": false }],
    ["heavy", ["60"], { "return 70": true, "* 2": false, '"never"': false, "one > 0": true, "console.log": false }],
    [
      "both, in two processes",
      ["60", "20 瓦斯"],
      { "return 70": true, "* 2": true, '"never"': true, "console.log": true },
    ],
  ])("are told from what V8 has counted: %s", (name, runs, expected) => {
    const counted = join(folder, name);
    const program = join(folder, "program.ts");
    writeFileSync(program, PROGRAM);
    for (const run of runs) {
      execFileSync(process.execPath, [program, ...run.split(" ")], {
        env: { ...process.env, NODE_V8_COVERAGE: counted },
      });
    }
    expect(readdirSync(counted)).toHaveLength(runs.length);
    // A process that was killed while it wrote.
    writeFileSync(join(counted, "coverage-killed.json"), '{"result":[{"url"');
    const ran = processesCoverage(counted, folder);
    const text = readFileSync(program, "utf8");
    const offsets = Object.keys(expected).map((words) => [words, text.indexOf(words)] as const);
    expect(Object.fromEntries(offsets.map(([words, offset]) => [words, ran("program.ts", offset)]))).toEqual(expected);
    expect(ran("other.ts", 0)).toBe(false);
  });
});
