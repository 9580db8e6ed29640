import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { MUTANTS } from "./mutants.ts";

/*
 * node break-a-promise.ts SEED WORLDS [MUTANT]: plays worlds with the core as it is, or with a fault in it, until a promise
 * breaks. Prints the first one that broke as JSON, or null.
 */

const ROOT = resolve(import.meta.dirname, "../../..");
const [seed, worlds, number] = process.argv.slice(2).map(Number);
const mutant = number === undefined ? undefined : MUTANTS[number];

if (mutant !== undefined) {
  const path = resolve(ROOT, mutant.file);
  const source = readFileSync(path, "utf8");
  const places = source.split(mutant.find).length - 1;
  if (places !== 1) throw new Error(`${mutant.file} has it ${places} times, not once: ${mutant.find}`);
  const changed = source.replace(mutant.find, () => mutant.replace);
  registerHooks({
    load: (url, context, nextLoad) =>
      url === pathToFileURL(path).href
        ? { format: "module-typescript", source: changed, shortCircuit: true }
        : nextLoad(url, context),
  });
}

const { anyWorld } = await import("./plan.ts");
const { playWorld } = await import("./world.ts");
let broken: string | null = null;
let played = 0;
for (const plan of fc.sample(anyWorld, { seed: seed ?? 0, numRuns: worlds ?? 0 })) {
  played++;
  broken = playWorld(plan).broken[0] ?? null;
  if (broken !== null) break;
}
console.log(JSON.stringify({ broken, played }));
