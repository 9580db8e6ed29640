import { parseArgs } from "node:util";
import { closest } from "../foundation/findings/closest.ts";
import type { Outcome } from "./outcome.ts";
import { UsageError } from "./usage.ts";

export const FORMATS = ["text", "json", "github"] as const;
export type Format = (typeof FORMATS)[number];

/** An option of a command: what `parseArgs` wants to know, and what people do. */
export interface Option {
  readonly type: "string" | "boolean";
  readonly multiple?: true;
  /** What stands for its value in the help: DIR. */
  readonly placeholder?: string;
  readonly help: string;
}

export type Options = Readonly<Record<string, Option>>;

type ValueOf<O extends Option> = O["type"] extends "boolean" ? boolean : O["multiple"] extends true ? string[] : string;

/** A command line as one command reads it. */
export interface Given<O extends Options> {
  readonly positionals: readonly string[];
  readonly options: { readonly [Name in keyof O]?: ValueOf<O[Name]> };
  readonly format: Format;
}

/** What a command's file exports. */
export interface Command {
  /** What stands after `slo`. */
  readonly usage: string;
  /** A line of `slo --help`. */
  readonly summary: string;
  readonly help: string;
  /** Throws `UsageError` when the arguments make no sense. */
  readonly run: (argv: readonly string[]) => Promise<Outcome & { readonly format: Format }>;
}

const COMMON = {
  format: {
    type: "string",
    placeholder: "FORMAT",
    help: "text (default), json, or github: annotations on a pull request",
  },
} as const satisfies Options;

/** A command out of its arguments, its options and what it does with them. */
export function command<const O extends Options>(
  {
    usage,
    summary,
    about,
    options,
  }: Pick<Command, "usage" | "summary"> & { readonly about: string; readonly options: O },
  execute: (given: Given<O>) => Promise<Outcome> | Outcome,
): Command {
  const all: Options = { ...options, ...COMMON };
  return {
    usage,
    summary,
    help: `slo ${usage}\n\n${about}\n\n${optionLines(all)}`,
    run: async (argv) => {
      const { values, positionals } = parse(argv, all);
      const { format = "text", ...own } = values;
      const known = FORMATS.find((one) => one === format);
      if (known === undefined)
        throw new UsageError(`\`${String(format)}\` is not a format; there are: ${FORMATS.join(", ")}`);
      // parseArgs gives each option the type that its declaration names.
      const given = { positionals, options: own as Given<O>["options"], format: known };
      return { ...(await execute(given)), format: known };
    },
  };
}

function parse(argv: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const unknown = /^Unknown option '--?([^'=]+)/.exec(error.message)?.[1];
    if (unknown === undefined) throw new UsageError(error.message.replace(/\. To specify.*/s, ""));
    const near = closest(unknown, Object.keys(options));
    throw new UsageError(
      `there is no option \`--${unknown}\` here${near === undefined ? "" : `; did you mean \`--${near}\`?`}`,
    );
  }
}

function optionLines(options: Options): string {
  const rows = Object.entries(options).map(([name, { placeholder, help }]) => [
    `--${name}${placeholder === undefined ? "" : ` ${placeholder}`}`,
    help,
  ]);
  const width = Math.max(...rows.map(([left = ""]) => left.length));
  return rows.map(([left = "", help = ""]) => `  ${left.padEnd(width)}  ${help}\n`).join("");
}
