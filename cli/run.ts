import { styleText } from "node:util";
import { byPosition, type Finding } from "../foundation/findings/finding.ts";
import { printFindings } from "../foundation/findings/print.ts";
import { type CommandLine, readCommandLine } from "./command-line.ts";
import { compileCommand } from "./commands/compile.ts";
import { lintCommand } from "./commands/lint.ts";
import { runbookCommand } from "./commands/runbook.ts";
import { showCommand } from "./commands/show.ts";
import { type Loaded, load } from "./load.ts";
import type { Outcome } from "./outcome.ts";
import { USAGE, UsageError } from "./usage.ts";

/** Runs one `slo` command line and returns its exit code: 0 fine, 1 findings, 2 usage. */
export async function run(argv: readonly string[]): Promise<0 | 1 | 2> {
  try {
    const commandLine = readCommandLine(argv);
    if (commandLine.command === "help") {
      process.stdout.write(USAGE);
      return argv.length === 0 ? 2 : 0;
    }
    if (commandLine.command === "lint") return tell(await lintCommand(commandLine), commandLine);
    if (commandLine.command === "runbook") return answer(runbookCommand(commandLine), commandLine);
    const { value: loaded, findings } = load(commandLine);
    if (loaded === undefined || findings.length > 0) return fail(findings, commandLine);
    return tell(await execute(commandLine, loaded), commandLine);
  } catch (error) {
    const message = explain(error);
    if (message === undefined) throw error;
    process.stderr.write(
      `${styleText("red", "slo:", { stream: process.stderr })} ${message}\n\nslo --help says how.\n`,
    );
    return 2;
  }
}

function execute(commandLine: CommandLine, loaded: Loaded): Promise<Outcome> | Outcome {
  switch (commandLine.command) {
    case "compile":
      return compileCommand(loaded, commandLine);
    case "show":
      return showCommand(loaded, commandLine);
    default:
      return {
        text: `${loaded.slos.length} ${loaded.slos.length === 1 ? "SLO" : "SLOs"}, nothing wrong\n`,
        json: { slos: loaded.slos.map((slo) => slo.id) },
        exitCode: 0,
      };
  }
}

function answer(outcome: Outcome | readonly Finding[], commandLine: CommandLine): 0 | 1 {
  return "exitCode" in outcome ? tell(outcome, commandLine) : fail(outcome.toSorted(byPosition), commandLine);
}

function tell(outcome: Outcome, { format }: CommandLine): 0 | 1 {
  process.stdout.write(
    format === "json" ? `${JSON.stringify({ findings: [], ...outcome.json }, null, 2)}\n` : outcome.text,
  );
  return outcome.exitCode;
}

/** Findings go to standard output: they are what the command was asked for. */
function fail(findings: readonly Finding[], { format }: CommandLine): 1 {
  if (format === "json") process.stdout.write(`${JSON.stringify({ findings }, null, 2)}\n`);
  else process.stdout.write(printFindings(findings, format));
  if (format === "text")
    process.stdout.write(`${findings.length} ${findings.length === 1 ? "finding" : "findings"}; nothing was written\n`);
  return 1;
}

/** What a person can do something about: the command line, or a folder that cannot be written. Anything else is a bug. */
function explain(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.message;
  if (error instanceof Error && "syscall" in error && "path" in error)
    return `cannot write ${String(error.path)}: ${error.message}`;
  return undefined;
}
