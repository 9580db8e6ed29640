import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const ROOT = resolve(import.meta.dirname, "..");
const FOLDER = join(ROOT, ".github/workflows");
const WORKFLOWS = readdirSync(FOLDER).map((name) => ({ name, content: readFileSync(join(FOLDER, name), "utf8") }));

interface Step {
  readonly uses?: string;
  readonly run?: string;
}
interface Job {
  readonly "timeout-minutes"?: number;
  readonly steps: readonly Step[];
}
const jobsOf = ({ content }: { readonly content: string }): Record<string, Job> => parse(content).jobs;

/** What GitHub's own parser finds wrong: with its schema, and with the expressions. */
async function errorsOf(file: { readonly name: string; readonly content: string }): Promise<string[]> {
  const { context, value } = parseWorkflow(file, new NoOperationTraceWriter());
  if (value !== undefined) await convertWorkflowTemplate(context, value);
  return context.errors.getErrors().map(({ message }) => message);
}

describe.each(WORKFLOWS)("$name", (file) => {
  it("is a workflow to GitHub", async () => {
    expect(await errorsOf(file)).toEqual([]);
  });

  it("may do little, and not for ever", () => {
    expect(parse(file.content).permissions.contents).toBeDefined();
    for (const [name, job] of Object.entries(jobsOf(file))) expect(job["timeout-minutes"], name).toBeGreaterThan(0);
  });

  it("uses actions by their version", () => {
    const used = Object.values(jobsOf(file)).flatMap(({ steps }) => steps.flatMap(({ uses = [] }) => uses));
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^[\w./-]+@(v?\d+(\.\d+)*|[0-9a-f]{40})$/);
  });

  it("runs scripts and files that are there", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const commands = Object.values(jobsOf(file)).flatMap(({ steps }) => steps.flatMap(({ run = [] }) => run));
    for (const command of commands) {
      for (const [, name = ""] of command.matchAll(/npm run ([\w:-]+)/g)) expect(scripts).toHaveProperty([name]);
      for (const [, path = ""] of command.matchAll(
        /(?:proposed\/|node |sh |\s|^)((?:bench|packaging|\.ci)\/[\w.-]+)/gm,
      )) {
        expect(existsSync(join(ROOT, path)), path).toBe(true);
      }
    }
  });
});

describe("the gate", () => {
  const gate = WORKFLOWS.find(({ name }) => name === "ci.yml")?.content ?? "";

  it.each([
    ["the tests", ".ci/run"],
    ["coverage", "npm run coverage"],
    ["the stack on a real engine, healthy", "docker compose up --detach --wait"],
    ["holes in packages", "npm audit --omit=dev"],
    ["secrets in the history", "gitleaks"],
    ["holes in images", "aquasecurity/trivy-action"],
    ["static analysis", "github/codeql-action/analyze"],
    ["performance beside main", "bench/compare.ts"],
  ])("has %s", (_what, words) => {
    expect(gate).toContain(words);
  });

  it("would be found wrong: these checks can fail", async () => {
    const broken = gate
      .replace("runs-on: ubuntu-latest", "runs-upon: ubuntu-latest")
      .replace("github.ref", "github.reff(");
    expect(broken).not.toBe(gate);
    expect((await errorsOf({ name: "ci.yml", content: broken })).join()).toMatch(/Unexpected symbol.*runs-upon/);
  });
});
