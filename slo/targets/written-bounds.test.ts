import Big from "big.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { selector } from "../../test/slo/sample-slo.ts";
import { bucketSelector } from "./raw-series.ts";
import { writtenBounds } from "./written-bounds.ts";

describe("a bucket's bound", () => {
  it.each([
    ["0.25", ["0.25"]],
    ["1", ["1", "1.0"]],
    ["1000000", ["1000000", "1000000.0", "1e+06"]],
    ["2500000", ["2500000", "2500000.0", "2.5e+06"]],
    ["10000000", ["10000000", "10000000.0", "1e+07", "1.0E7"]],
    ["0.00025", ["0.00025", "2.5E-4"]],
    ["0.000025", ["0.000025", "2.5e-05", "2.5E-5"]],
  ])("%s is looked for as clients and Prometheus write it", (bound, written) => {
    expect(writtenBounds(new Big(bound))).toEqual(written);
  });

  it("is the same number in every form, and no other number's", () => {
    const bound = fc.tuple(fc.integer({ min: 1, max: 99_999 }), fc.integer({ min: -12, max: 12 }));
    fc.assert(
      fc.property(bound, bound, ([a, i], [b, j]) => {
        const [one, other] = [new Big(`${a}e${i}`), new Big(`${b}e${j}`)];
        for (const text of writtenBounds(one)) expect(Number(text)).toBe(one.toNumber());
        // JavaScript's own form is among them.
        expect(writtenBounds(one)).toContain(String(one.toNumber()));
        const le = /le=~?"(.*)"\}$/.exec(bucketSelector(selector("x"), one))?.[1]?.replaceAll("\\\\", "\\") ?? "";
        for (const text of writtenBounds(other)) expect(new RegExp(`^(?:${le})$`).test(text)).toBe(one.eq(other));
      }),
    );
  });
});
