import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { MUTANTS } from "./mutants.ts";

const CHILD = resolve(import.meta.dirname, "break-a-promise.ts");
const SEED = 7;
const WORLDS = 150;

/** Plays worlds in a process of their own; what breaks first, or null. */
async function breaks(mutant?: number): Promise<unknown> {
  const words = [CHILD, `${SEED}`, `${WORLDS}`, ...(mutant === undefined ? [] : [`${mutant}`])];
  const { stdout } = await promisify(execFile)(process.execPath, words);
  return JSON.parse(stdout).broken;
}

describe.concurrent("worlds notice what is wrong", () => {
  it("keeps every promise as it is", { timeout: 300_000 }, async ({ expect: expects }) => {
    expects(await breaks()).toBeNull();
  });

  it.each(MUTANTS.map(({ why }, index) => [why, index] as const))("%s", { timeout: 300_000 }, async (_why, index) => {
    expect(await breaks(index)).toEqual(expect.any(String));
  });
});
