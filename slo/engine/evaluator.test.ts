import Big from "big.js";
import { describe, expect, it } from "vitest";
import { expression, sampleSlo, selector } from "../../test/slo/sample-slo.ts";
import { Evaluator } from "./evaluator.ts";

describe("an SLO whose series do not fit its expression", () => {
  const below = { kind: "condition", operator: "<", threshold: new Big(5) } as const;
  const matched = sampleSlo({ id: "shop-matched", indicator: { ...below, gauge: expression("age / on (job) quota") } });
  const plain = sampleSlo({ id: "shop-plain", indicator: { ...below, gauge: selector("age") } });

  it("counts nothing and says why, while others count on and until they fit again", () => {
    const evaluator = new Evaluator([matched, plain], { scrapeInterval: 15_000 });
    const counted = (quotas: string, at: number): string[] => {
      evaluator.record({ job: "shop", instance: "a" }, evaluator.read(`age 10\n${quotas}`), at);
      return evaluator.evaluate(at).map(({ slo }) => slo);
    };
    counted("quota 2\n", 0);
    expect(counted("quota 2\n", 15_000)).toEqual(["shop-matched", "shop-plain"]);
    expect(counted('quota{api="a"} 2\nquota{api="b"} 3\n', 30_000)).toEqual(["shop-plain"]);
    expect([...evaluator.problems]).toEqual([["shop-matched", 'several series on the right side match {job="shop"}']]);
    expect(counted("quota 2\n", 45_000)).toEqual(["shop-matched", "shop-plain"]);
    expect([...evaluator.problems]).toEqual([]);
  });
});
