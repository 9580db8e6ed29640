import { it } from "vitest";
import { holdInWorlds } from "./hold-in-worlds.ts";

it(
  "no firing page goes untold, what has ended is closed, and nobody is told twice: worlds of seed 5",
  { timeout: 600_000 },
  () => holdInWorlds(5),
);
