import { describe, expect, it } from "vitest";
import { inUnit, unitOfName } from "./histogram-unit.ts";

describe("a histogram's unit", () => {
  it.each([
    ["http_request_duration_seconds", "s"],
    ["istio_request_duration_milliseconds", "ms"],
    ["apiserver_us", "us"],
    ["rpc_nanoseconds", "ns"],
    ["body_bytes", undefined],
    ["latency", undefined],
  ])("stands in the name %s: %s", (name, unit) => {
    expect(unitOfName(name)).toBe(unit);
  });

  it.each([
    ["s", "0.25"],
    ["ms", "250"],
    ["us", "250000"],
    ["ns", "250000000"],
  ] as const)("tells what 250ms are in %s", (unit, count) => {
    expect(inUnit(250, unit).toFixed()).toBe(count);
  });
});
