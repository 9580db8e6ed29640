import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { imagesIn, pinned } from "./image-references.ts";

const DIGEST = `sha256:${"a1".repeat(32)}`;
const OTHER = `sha256:${"b2".repeat(32)}`;

describe("pinning images", () => {
  it("writes a digest beside name and version, and a newer one over an older", () => {
    const text = `services:\n  a:\n    image: prom/prometheus:v3.14.0\n  b:\n    image: redis:8.2@${OTHER} # old\n`;
    const digests = new Map([
      ["prom/prometheus:v3.14.0", DIGEST],
      ["redis:8.2", DIGEST],
    ]);
    const result = pinned(text, digests);
    expect(result).toBe(
      `services:\n  a:\n    image: prom/prometheus:v3.14.0@${DIGEST}\n  b:\n    image: redis:8.2@${DIGEST} # old\n`,
    );
    expect(imagesIn(result).every(({ digest }) => digest === DIGEST)).toBe(true);
    expect(pinned(result, digests)).toBe(result);
  });

  it("leaves stages that stand on stages alone", () => {
    const text =
      "FROM node:24-bookworm-slim AS programs\nFROM gcr.io/distroless/nodejs24-debian13:nonroot AS base\nFROM base AS role\n";
    expect(imagesIn(text).map(({ image }) => image)).toEqual([
      "node:24-bookworm-slim",
      "gcr.io/distroless/nodejs24-debian13:nonroot",
    ]);
  });

  it("writes nothing that is no digest", () => {
    expect(() => pinned("FROM node:24 AS a", new Map([["node:24", "unauthorized"]]))).toThrow(
      "node:24: the registry gave no digest",
    );
    expect(() => pinned("FROM node:24 AS a", new Map())).toThrow("gave no digest");
  });

  it("finds all of ours", () => {
    const ours = ["docker-compose.yml", "Dockerfile"].map((name) =>
      readFileSync(join(import.meta.dirname, "..", name), "utf8"),
    );
    expect(ours.map((text) => imagesIn(text).length)).toEqual([11, 2]);
  });
});
