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

/** A command line as one command reads it. */
export interface Given<O extends Options> {
  readonly positionals: readonly string[];
  readonly options: ReturnType<typeof parseArgs<ParseConfig<O>>>["values"];
  readonly format: Format;
}

interface ParseConfig<O extends Options> {
  readonly args: string[];
  readonly options: O & typeof COMMON;
  readonly allowPositionals: true;
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
  const all = { ...options, ...COMMON };
  return {
    usage,
    summary,
    help: `slo ${usage}\n\n${about}\n\n${optionLines(all)}`,
    run: async (argv) => {
      const { values, positionals } = parse<O>({ args: [...argv], options: all, allowPositionals: true });
      const format = readFormat(argv);
      return { ...(await execute({ positionals, options: values, format })), format };
    },
  };
}

/** What `--format` says on a command line that makes sense otherwise. */
function readFormat(argv: readonly string[]): Format {
  const { format = "text" } = parseArgs({ args: [...argv], options: COMMON, strict: false }).values;
  const known = FORMATS.find((one) => one === format);
  if (known === undefined)
    throw new UsageError(`\`${String(format)}\` is not a format; there are: ${FORMATS.join(", ")}`);
  return known;
}

function parse<O extends Options>(config: ParseConfig<O>): ReturnType<typeof parseArgs<ParseConfig<O>>> {
  try {
    return parseArgs(config);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const unknown = /^Unknown option '--?([^'=]+)/.exec(error.message)?.[1];
    if (unknown === undefined) throw new UsageError(error.message.replace(/\. To specify.*/s, ""));
    const near = closest(unknown, Object.keys(config.options));
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
