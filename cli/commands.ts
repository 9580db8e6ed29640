import type { Command } from "./command.ts";

/**
 * Every `slo` command, in the order in which `slo --help` tells them. A command is loaded when it is asked for: none pays for what
 * another one needs. A new one is a file in commands/ and a line here.
 */
export const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  compile: async () => (await import("./commands/compile.ts")).compileCommand,
  check: async () => (await import("./commands/check.ts")).checkCommand,
  show: async () => (await import("./commands/show.ts")).showCommand,
  runbook: async () => (await import("./commands/runbook.ts")).runbookCommand,
  convert: async () => (await import("./commands/convert.ts")).convertCommand,
  export: async () => (await import("./commands/export.ts")).exportCommand,
  prove: async () => (await import("./commands/prove.ts")).proveCommand,
  lint: async () => (await import("./commands/lint.ts")).lintCommand,
};

/** The name of a command that the arguments begin with, the longest of those that fit: a name may have two words. */
export function nameIn(argv: readonly string[], names: readonly string[]): string | undefined {
  return [argv.slice(0, 2).join(" "), argv[0]].find((words) => words !== undefined && names.includes(words));
}

/** What `slo --help` says. */
export async function help(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  const width = Math.max(...commands.map(({ usage }) => usage.length));
  const lines = commands.map(({ usage, summary }) => `  slo ${usage.padEnd(width)}  ${summary}\n`);
  return `slo: service level objectives as code

${lines.join("")}
PATH is a definition file, a folder of them, or - for standard input; without one: slo/definitions.
DASHBOARD is the same with JSON; without one: build/grafana/dashboards.
\`slo COMMAND --help\` lists the options of a command.

Exit codes: 0 fine, 1 findings, 2 usage.
`;
}
