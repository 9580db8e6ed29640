import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { expectGolden } from "../test/golden.ts";

/*
 * Each story is a text file: the command line, the files it finds, and at the end exactly what it prints and its exit code.
 * `npm run golden` rewrites the ends.
 */
const STORIES = join(import.meta.dirname, "stories");
const SLO = join(import.meta.dirname, "slo.ts");
const SHARED = readSections(readFileSync(join(STORIES, "shared.files"), "utf8"));

const work = mkdtempSync(join(tmpdir(), "slo-story-"));
afterAll(() => rmSync(work, { recursive: true }));

describe("stories", () => {
  it.each(readdirSync(STORIES).filter((name) => name.endsWith(".story")))("%s", (name) => {
    const path = join(STORIES, name);
    const beginning = (readFileSync(path, "utf8").split(/^== /m)[0] ?? "").trimEnd();
    const { "": head = "", ...files } = readSections(beginning);
    const commands = head.split("\n").filter((line) => line.startsWith("$ slo "));
    expect(commands.length).toBeGreaterThan(0);

    const folder = join(work, name);
    for (const [file, text] of Object.entries({ ...SHARED, ...files })) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      writeFileSync(join(folder, file), revealed(text));
    }
    const told = commands.map((command) => {
      const [words = "", stdin] = command.slice("$ slo ".length).split(" < ");
      const input = stdin === undefined ? "" : readFileSync(join(folder, stdin), "utf8");
      // In a story, $PWD is the folder that it runs in.
      const given = words.replaceAll("$PWD", folder).split(" ");
      const { status, stdout, stderr } = spawnSync(process.execPath, [SLO, ...given], {
        cwd: folder,
        input,
        encoding: "utf8",
      });
      return `== ${words}\n${stdout}${stderr}== exit ${status}\n`;
    });
    const ending = told.join("\n");
    expect(ending, "a person should never see a stack trace").not.toMatch(/^ {4}at /m);
    expectGolden(path, `${beginning}\n\n${ending}`);
  });
});

/** `-- path --` starts a file; what comes before the first is under "". */
function readSections(text: string): Record<string, string> {
  const [head = "", ...rest] = text.split(/^-- (.+) --\n/m);
  const sections: Record<string, string> = head === "" ? {} : { "": head };
  for (let index = 0; index < rest.length; index += 2) sections[rest[index] ?? ""] = rest[index + 1] ?? "";
  return sections;
}

/** The text of a file; `\r` and `\u{feff}` in a story stand for what an editor would not show. */
function revealed(text: string): string {
  return `${text.trimEnd()}\n`.replaceAll("\\r", "\r").replaceAll("\\u{feff}", "\ufeff");
}
