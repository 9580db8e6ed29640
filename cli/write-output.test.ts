import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { compareOutput, writeOutput } from "./write-output.ts";

const work = mkdtempSync(join(tmpdir(), "write-output-"));
afterAll(() => rmSync(work, { recursive: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(work, "out-"));
});

const file = (path: string, text = path) => ({ path, text });
const present = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();

describe("writeOutput", () => {
  it("removes what it wrote earlier and makes no longer, and nothing else", () => {
    writeFileSync(join(folder, "somebody-elses"), "");
    writeOutput(folder, [["rules", [file("a/one"), file("a/two")]]]);
    writeOutput(folder, [["rules", [file("a/two"), file("b/three")]]]);
    expect(present()).toEqual(["somebody-elses", "three", "two"]);
  });

  it("leaves the files of targets that are not asked for", () => {
    writeOutput(folder, [
      ["rules", [file("one")]],
      ["dashboards", [file("two")]],
    ]);
    writeOutput(folder, [["rules", []]]);
    expect(present()).toEqual(["two"]);
  });

  it.each(["not json", '{"rules":["../escape"]}', '{"rules":["/etc/passwd"]}', '{"rules":7}', "[]", "null"])(
    "removes nothing on the word of a list that is not its own: %s",
    (list) => {
      const outside = join(work, "escape");
      writeFileSync(outside, "still here");
      writeFileSync(join(folder, ".slo-files.json"), list);
      writeOutput(folder, [["rules", [file("one")]]]);
      expect(readFileSync(outside, "utf8")).toBe("still here");
    },
  );
});

describe("compareOutput", () => {
  it("tells what is missing, different and extra", () => {
    writeOutput(folder, [["rules", [file("same"), file("changed"), file("extra")]]]);
    writeFileSync(join(folder, "changed"), "by hand");
    expect(compareOutput(folder, [["rules", [file("same"), file("changed"), file("missing")]]])).toEqual([
      { path: "changed", state: "different" },
      { path: "extra", state: "extra" },
      { path: "missing", state: "missing" },
    ]);
  });

  it("finds everything missing in a folder that is not there", () => {
    expect(compareOutput(join(folder, "nowhere"), [["rules", [file("one")]]])).toEqual([
      { path: "one", state: "missing" },
    ]);
  });
});
