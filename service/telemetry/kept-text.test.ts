import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { expect, it } from "vitest";
import { keptText } from "./kept-text.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

it("a text that is kept is the text, cut", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(20), (text, longest) => {
      expect(keptText(text)).toBe(text);
      expect(keptText(text, longest)).toBe(text.slice(0, longest));
    }),
    { numRuns: 50 },
  );
});

it("what a text was cut from is not kept with it", () => {
  const kept: string[] = [];
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let index = 0; index < 1_000; index++) {
    const header = Buffer.alloc(100_000, `${index}/`).toString("latin1");
    kept.push(keptText(header, 64));
  }
  collectGarbage();
  // All headers together are 100 MB.
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
  expect(kept).toHaveLength(1_000);
});
