import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { compareFile, extraFiles, finishOutput, writeFile } from "./write-output.ts";

const work = mkdtempSync(join(tmpdir(), "write-output-"));
afterAll(() => rmSync(work, { recursive: true }));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(work, "out-"));
});

const file = (path: string, text = path) => ({ path, format: "text", text }) as const;
/** Writes files named after their text for each target, as one run does. */
const writeOutput = (outputs: Readonly<Record<string, readonly string[]>>): void => {
  for (const paths of Object.values(outputs)) for (const path of paths) writeFile(folder, file(path));
  finishOutput(folder, new Map(Object.entries(outputs)));
};
const present = (): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => entry.name)
    .sort();

describe("an output folder", () => {
  it("loses what was written earlier and is made no longer, and nothing else", () => {
    writeFileSync(join(folder, "somebody-elses"), "");
    writeOutput({ rules: ["a/one", "a/two"] });
    writeOutput({ rules: ["a/two", "b/three"] });
    expect(present()).toEqual(["somebody-elses", "three", "two"]);
  });

  it("keeps the files of targets that are not asked for", () => {
    writeOutput({ rules: ["one"], dashboards: ["two"] });
    writeOutput({ rules: [] });
    expect(present()).toEqual(["two"]);
  });

  it("keeps a file that goes over to another target", () => {
    writeOutput({ rules: [], dashboards: ["one", "two"] });
    writeOutput({ rules: ["one"], dashboards: ["two"] });
    expect(present()).toEqual(["one", "two"]);
  });

  it.each(["not json", '{"rules":["../escape"]}', '{"rules":["/etc/passwd"]}', '{"rules":7}', "[]", "null"])(
    "loses nothing on the word of a list that is not its own: %s",
    (list) => {
      const outside = join(work, "escape");
      writeFileSync(outside, "still here");
      writeFileSync(join(folder, ".slo-files.json"), list);
      writeOutput({ rules: ["one"] });
      expect(readFileSync(outside, "utf8")).toBe("still here");
    },
  );

  it("tells what is missing, different and extra", () => {
    writeOutput({ rules: ["same", "changed", "extra", "gone"] });
    writeFileSync(join(folder, "changed"), "by hand");
    rmSync(join(folder, "gone"));
    expect(["same", "changed", "missing"].map((path) => compareFile(folder, file(path)))).toEqual([
      undefined,
      "different",
      "missing",
    ]);
    expect(extraFiles(folder, new Map([["rules", ["same", "changed", "missing"]]]))).toEqual(["extra"]);
  });

  it("that is not there has nothing", () => {
    const nowhere = join(folder, "nowhere");
    expect(compareFile(nowhere, file("one"))).toBe("missing");
    expect(extraFiles(nowhere, new Map([["rules", ["one"]]]))).toEqual([]);
  });
});
