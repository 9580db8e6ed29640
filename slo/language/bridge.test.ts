import { describe, expect, it } from "vitest";
import { expression, sampleSlo } from "../../test/slo/sample-slo.ts";
import { expressionsOf } from "../model/indicator.ts";
import { MINUTE } from "../promql/duration.ts";
import { printExpression } from "../promql/print.ts";
import { bridged } from "./bridge.ts";

const read = (gauge: string, interval: number): string | undefined => {
  const indicator = {
    ...sampleSlo().indicator,
    kind: "promql",
    bad: expression(gauge),
    total: expression(gauge),
  } as const;
  const { bad } = expressionsOf(bridged(indicator, interval));
  return bad && printExpression(bad, 40 * MINUTE);
};

describe("series that Prometheus would forget between two scrapes", () => {
  it.each([
    ["age", "last_over_time(age[40m])"],
    ["time() - max by (bank) (sent)", "time() - max by (bank) (last_over_time(sent[40m]))"],
    ["age offset 1d", "last_over_time(age[40m] offset 1d)"],
    ["(age @ end()) ^ -b", "(last_over_time(age[40m] @ end())) ^ -last_over_time(b[40m])"],
    ["rate(a[$window]) / on (x) group_left () b", "rate(a[40m]) / on (x) group_left () last_over_time(b[40m])"],
    ["max_over_time(age[2h:5m])", "max_over_time(last_over_time(age[40m])[2h:5m])"],
    ["time() - timestamp(age)", "time() - max_over_time(timestamp(age)[40m:1m])"],
    ["timestamp(age offset 5m)", "max_over_time(timestamp(age offset 5m)[40m:1m])"],
    ["timestamp(age + 1)", "timestamp(last_over_time(age[40m]) + 1)"],
    ["absent(age)", "absent(last_over_time(age[40m]))"],
  ])("are read as they last were: %s", (written, evaluated) => {
    expect(read(written, 10 * MINUTE)).toBe(evaluated);
  });

  it("are the only ones: what is scraped every two minutes survives by itself", () => {
    expect(read("time() - age", 2 * MINUTE)).toBe("time() - age");
  });
});
