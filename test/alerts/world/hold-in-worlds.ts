import fc from "fast-check";
import { anyWorld } from "./plan.ts";
import { playWorld } from "./world.ts";

/** Worlds that one file of tests plays through. */
const WORLDS = 200;

/** Plays worlds through, from a seed on; of the first that breaks a promise the smallest of its kind is told, with its story. */
export function holdInWorlds(seed: number): void {
  fc.assert(
    fc.property(anyWorld, (plan) => {
      const { broken } = playWorld(plan);
      if (broken.length > 0) throw new Error(`${broken[0]}\n${playWorld(plan, true).story.join("\n")}`);
    }),
    { seed, numRuns: WORLDS },
  );
}
