import { describe, expect, it } from "vitest";
import { summarize } from "./measurements.ts";

const answered = (operation: string, status: number, milliseconds: number) => ({ operation, status, milliseconds });

describe("summarize", () => {
  it("counts failures and refusals, and takes percentiles by nearest rank", () => {
    const orders = Array.from({ length: 100 }, (_, index) => answered("POST /orders", 201, 100 - index));
    const rows = summarize([
      answered("GET /health", 503, 7),
      answered("GET /health", 0, 30),
      ...orders,
      answered("POST /orders", 422, 1),
    ]);
    expect(rows).toEqual([
      { operation: "*", requests: 103, failed: 2, refused: 1, p50: 49, p95: 95, p99: 99 },
      { operation: "POST /orders", requests: 101, failed: 0, refused: 1, p50: 50, p95: 95, p99: 99 },
      { operation: "GET /health", requests: 2, failed: 2, refused: 0, p50: 7, p95: 30, p99: 30 },
    ]);
  });

  it("has an answer for no traffic at all", () => {
    expect(summarize([])).toEqual([{ operation: "*", requests: 0, failed: 0, refused: 0, p50: 0, p95: 0, p99: 0 }]);
  });
});
