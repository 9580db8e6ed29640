import { describe, expect, it } from "vitest";
import { findUnstorable } from "./storable.ts";

describe("what no database keeps as it is", () => {
  it.each([
    ["a\u0000b", "", "holds a NUL character"],
    [{ items: [{ name: "ok" }, { name: "\ud800" }] }, "/items/1/name", "holds half of a surrogate pair"],
    [{ "a/b": { "c~d": "\udc00x" } }, "/a~1b/c~0d", "holds half of a surrogate pair"],
    [{ fields: { "\u0000": 1 } }, "/fields", "the name of a field holds a NUL character"],
  ])("is found in %j with its place", (value, pointer, reason) => {
    expect(findUnstorable(value)).toEqual({ pointer, reason });
  });

  it.each([["臺北市💥\u0001"], [{ a: [1, null, true, "x"] }], [undefined], [1e308]])("is not in %j", (value) => {
    expect(findUnstorable(value)).toBeUndefined();
  });

  it("is looked for however deep a stranger nests", () => {
    const deep: unknown = JSON.parse(`${"[".repeat(30_000)}"\\u0000"${"]".repeat(30_000)}`);
    expect(findUnstorable(deep)?.reason).toBe("holds a NUL character");
  });
});
