import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { LiveRouting } from "./live-routing.ts";

const ORIGINAL = readFileSync(join(import.meta.dirname, "../routing.yaml"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "live-routing-"));
const path = join(folder, "routing.yaml");
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => writeFileSync(path, ORIGINAL));

function opened(): LiveRouting {
  const live = LiveRouting.open(path);
  if (Array.isArray(live)) expect.fail("the file is in order");
  return live;
}

describe("LiveRouting", () => {
  it("takes a new policy when it is asked to look", () => {
    const live = opened();
    writeFileSync(path, ORIGINAL.replace("stale_after: 90m", "stale_after: 2h"));
    expect(live.current.staleAfter).toBe(5_400_000);
    expect(live.reload()).toEqual([]);
    expect(live.current.staleAfter).toBe(7_200_000);
  });

  it("keeps the old one when the new one is wrong, and takes it once it is mended", () => {
    const live = opened();
    const before = live.current;
    writeFileSync(path, ORIGINAL.replace("fallback: [operations-email]", "fallback: [operation-email]"));
    expect(live.reload()).toMatchObject([
      { rule: "unknown-channel", file: path, help: "Did you mean `operations-email`?" },
    ]);
    expect(live.current).toBe(before);
    writeFileSync(path, ORIGINAL);
    expect(live.reload()).toEqual([]);
    expect(live.current).not.toBe(before);
  });

  it.each([
    ["is gone", () => rmSync(path), "the file cannot be read (ENOENT)"],
    ["is no text", () => writeFileSync(path, Uint8Array.of(0xff, 0xfe, 0x00)), "the file is not UTF-8 text"],
  ])("says when the file %s", (_what, breakIt, message) => {
    const live = opened();
    const before = live.current;
    breakIt();
    expect(live.reload()).toMatchObject([{ rule: "file-unreadable", message }]);
    expect(LiveRouting.open(path)).toMatchObject([{ rule: "file-unreadable", message }]);
    expect(live.current).toBe(before);
  });
});
