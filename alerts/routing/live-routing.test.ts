import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { sound } from "../../foundation/findings/wrong-files.ts";
import { LiveRouting } from "./live-routing.ts";

const ORIGINAL = readFileSync(join(import.meta.dirname, "../routing.yaml"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "live-routing-"));
const path = join(folder, "routing.yaml");
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => writeFileSync(path, ORIGINAL));

const opened = (): LiveRouting => sound(LiveRouting.open(path));

describe("LiveRouting", () => {
  it("takes a new policy when it is asked to look", () => {
    const live = opened();
    writeFileSync(path, ORIGINAL.replace("stale_after: 90m", "stale_after: 2h"));
    expect(live.current.staleAfter.alertmanager).toBe(5_400_000);
    expect(live.reload()).toEqual([]);
    expect(live.current.staleAfter.alertmanager).toBe(7_200_000);
  });

  it("keeps the old one when the new one is wrong, and takes it once it is mended", () => {
    const live = opened();
    const before = live.current;
    writeFileSync(path, ORIGINAL.replace("fallback: [operations-email]", "fallback: [operation-email]"));
    expect(live.reload()).toMatchObject([
      { rule: "unknown-channel", place: { file: path }, advice: "Did you mean `operations-email`?" },
    ]);
    expect(live.current).toBe(before);
    writeFileSync(path, ORIGINAL);
    expect(live.reload()).toEqual([]);
    expect(live.current).not.toBe(before);
  });

  it.each([
    ["is gone", () => rmSync(path), "there is no such file"],
    ["is no text", () => writeFileSync(path, Uint8Array.of(0xff, 0xfe, 0x00)), "the file is not UTF-8 text"],
  ])("says when the file %s", (_what, breakIt, text) => {
    const live = opened();
    const before = live.current;
    breakIt();
    expect(live.reload()).toMatchObject([{ rule: "file-unreadable", text }]);
    expect(LiveRouting.open(path).findings).toMatchObject([{ rule: "file-unreadable", text }]);
    expect(live.current).toBe(before);
  });
});
