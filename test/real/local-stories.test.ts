import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { STORIES, type StoryName } from "../../local/stories.ts";

const START = join(import.meta.dirname, "../../local/start.ts");
const ROOT = join(import.meta.dirname, "../..");

/** Plays a story as `npm start -- --scenario NAME --exit` does. */
async function play(name: string, ...flags: string[]): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [START, "--scenario", name, "--exit", ...flags], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const [code]: (number | null)[] = await once(child, "exit");
  return { code: code ?? null, output };
}

const WORDS = {
  pagerduty: ["steady", "injected", "detected", "paged", "acknowledged", "recovered", "resolved", "budget"],
  email: ["steady", "injected", "detected", "mailed", "recovered", "paged", "acknowledged", "resolved", "budget"],
  console: ["steady", "injected", "detected", "ticketed", "recovered", "budget"],
};
const names = Object.keys(STORIES) as StoryName[];

describe.each([["the embedded engine"], ["Prometheus and Alertmanager", "--prometheus"]])(
  "watched by %s",
  (_, ...flags) => {
    it.concurrent.each(names)("%s goes as it should", { timeout: 400_000 }, async (name) => {
      const { code, output } = await play(name, ...flags);
      const told = Array.from(output.matchAll(/^ {2}[+-] *\d+ s {2}(\w+)/gm), ([, word]) => word);
      expect(told, output).toEqual(WORDS[STORIES[name].heardBy]);
      expect(output).toMatch(/as it should: people heard of it \d+ s after it began/);
      expect(code).toBe(0);
    });
  },
);
