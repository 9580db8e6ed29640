import { styleText } from "node:util";
import { closest } from "../foundation/findings/closest.ts";
import { printFindings } from "../foundation/findings/print.ts";
import type { Format } from "./command.ts";
import { COMMANDS, help, nameIn } from "./commands.ts";
import type { Outcome } from "./outcome.ts";
import { UsageError } from "./usage.ts";

const HELP_FLAGS = new Set(["--help", "-h"]);

/** Runs one `slo` command line and returns its exit code: 0 fine, 1 findings, 2 usage. */
export async function run(argv: readonly string[]): Promise<0 | 1 | 2> {
  const [first = "help", ...others] = argv;
  const name = nameIn(argv, Object.keys(COMMANDS));
  try {
    if (first === "help" && others.length > 0) return await run([...others, "--help"]);
    if (first === "help" || HELP_FLAGS.has(first)) {
      process.stdout.write(await help());
      return argv.length === 0 ? 2 : 0;
    }
    const load = name === undefined ? undefined : COMMANDS[name];
    if (name === undefined || load === undefined) throw new UsageError(unknownCommand(first));
    const command = await load();
    const rest = argv.slice(name.split(" ").length);
    if (rest.some((word) => HELP_FLAGS.has(word))) {
      process.stdout.write(command.help);
      return 0;
    }
    return tell(await command.run(rest));
  } catch (error) {
    const message = explain(error);
    if (message === undefined) throw error;
    const advice = name === undefined ? "slo --help" : `slo ${name} --help`;
    process.stderr.write(`${styleText("red", "slo:", { stream: process.stderr })} ${message}\n\n${advice} says how.\n`);
    return 2;
  }
}

function unknownCommand(word: string): string {
  if (word.startsWith("-")) return `the command comes first: slo COMMAND ${word}`;
  const near = closest(word, Object.keys(COMMANDS));
  return `\`${word}\` is not a command${near === undefined ? "" : `; did you mean \`${near}\`?`}`;
}

function tell({ findings, areFindingsAside, text, json, exitCode, format }: Outcome & { format: Format }): 0 | 1 {
  if (format === "json") process.stdout.write(`${JSON.stringify({ findings, ...json }, null, 2)}\n`);
  else {
    (areFindingsAside ? process.stderr : process.stdout).write(printFindings(findings, format));
    // GitHub reads annotations from a log that people read, too.
    process.stdout.write(text);
  }
  return exitCode;
}

/** What a person can do something about: the command line, or a folder that cannot be written. Anything else is a bug. */
function explain(error: unknown): string | undefined {
  if (error instanceof UsageError) return error.message;
  if (error instanceof Error && "syscall" in error && "path" in error)
    return `cannot write ${String(error.path)}: ${error.message}`;
  return undefined;
}
