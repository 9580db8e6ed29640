import { parseArgs } from "node:util";
import { closest } from "../foundation/findings/closest.ts";
import { LANGUAGES, type Language } from "../runbooks/runbook.ts";
import { isTargetName, TARGET_NAMES, type TargetName } from "../slo/compile.ts";
import type { WrittenConfig } from "../slo/language/config.ts";
import { parseDuration } from "../slo/promql/duration.ts";
import { UsageError } from "./usage.ts";

export type Format = "text" | "json" | "github";

/** A command line that makes sense. */
export interface CommandLine {
  readonly command: (typeof COMMANDS)[number];
  /** Files and folders: definitions, or dashboards to lint; `-` for standard input. */
  readonly paths: readonly string[];
  /** The SLO to show. */
  readonly id: string;
  /** What to look for in the runbooks. */
  readonly words: string;
  readonly language: Language;
  /** Where compile writes. */
  readonly out: string;
  readonly targets: readonly TargetName[];
  readonly isCheck: boolean;
  readonly format: Format;
  readonly config: string;
  /** Configuration given by flags. */
  readonly overrides: Partial<WrittenConfig>;
}

const OPTIONS = {
  out: { type: "string" },
  target: { type: "string", multiple: true },
  check: { type: "boolean" },
  format: { type: "string" },
  config: { type: "string" },
  "scrape-interval": { type: "string" },
  window: { type: "string" },
  "console-url": { type: "string" },
  "grafana-url": { type: "string" },
  "router-url": { type: "string" },
  "cloud-project": { type: "string" },
  language: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

const COMMANDS = ["compile", "check", "show", "lint", "runbook", "help"] as const;

export const DEFAULT_PATH = "slo/definitions";
const DEFAULT_DASHBOARDS = "build/grafana/dashboards";
const DEFAULT_CONFIG = "slo/config.yaml";

/** Reads the arguments after `slo`. Throws `UsageError`. */
export function readCommandLine(argv: readonly string[]): CommandLine {
  const { values, positionals } = parse(argv);
  const [command = "help", ...rest] = positionals;
  if (!isCommand(command)) {
    const near = closest(command, COMMANDS);
    throw new UsageError(`\`${command}\` is not a command${near === undefined ? "" : `; did you mean \`${near}\`?`}`);
  }
  const [id = "", ...pathsAfterId] = rest;
  const paths = command === "show" ? pathsAfterId : command === "runbook" ? [] : rest;
  if (command === "show" && id === "")
    throw new UsageError("`slo show` needs the id of an SLO, such as orders-availability");
  if (command === "compile" && values.out === undefined && values.help !== true)
    throw new UsageError("`slo compile` needs --out DIR");
  return {
    command: values.help === true ? "help" : command,
    paths: paths.length === 0 ? [command === "lint" ? DEFAULT_DASHBOARDS : DEFAULT_PATH] : paths,
    id,
    words: command === "runbook" ? rest.join(" ") : "",
    language: readLanguage(values.language),
    out: values.out ?? "",
    targets: readTargets(values.target),
    isCheck: values.check ?? false,
    format: readFormat(values.format),
    config: values.config ?? DEFAULT_CONFIG,
    overrides: readOverrides(values),
  };
}

function parse(
  argv: readonly string[],
): ReturnType<typeof parseArgs<{ options: typeof OPTIONS; allowPositionals: true }>> {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new UsageError(
      error instanceof Error
        ? error.message.replace(/\. To specify a positional.*/s, "")
        : "the arguments make no sense",
    );
  }
}

function isCommand(word: string): word is (typeof COMMANDS)[number] {
  return COMMANDS.some((command) => command === word);
}

function readTargets(names: readonly string[] | undefined): TargetName[] {
  if (names === undefined) return TARGET_NAMES;
  return names.map((name) => {
    if (!isTargetName(name)) throw new UsageError(`\`${name}\` is not a target; there are: ${TARGET_NAMES.join(", ")}`);
    return name;
  });
}

function readLanguage(language: string | undefined): Language {
  const found = LANGUAGES.find((one) => one === (language ?? "en"));
  if (found === undefined)
    throw new UsageError(`\`${language}\` is not a language of the runbooks; there are: ${LANGUAGES.join(", ")}`);
  return found;
}

function readFormat(format: string | undefined): Format {
  if (format === undefined) return "text";
  if (format !== "text" && format !== "json" && format !== "github")
    throw new UsageError(`\`${format}\` is not a format; there are: text, json, github`);
  return format;
}

type Values = { readonly [K in keyof typeof OPTIONS]?: unknown };

function readOverrides(values: Values): Partial<WrittenConfig> {
  const read = (flag: keyof Values, isRight: (text: string) => boolean, wanted: string): string | undefined => {
    const value = values[flag];
    if (typeof value !== "string") return undefined;
    if (!isRight(value)) throw new UsageError(`--${flag} needs ${wanted}, not \`${value}\``);
    return value;
  };
  const isDuration = (text: string): boolean => parseDuration(text) !== undefined;
  const isUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  const project = read("cloud-project", (text) => /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(text), "a project id");
  const given = {
    scrape_interval: read("scrape-interval", isDuration, "a duration such as 15s"),
    window: read("window", isDuration, "a duration such as 30d"),
    console_url: read("console-url", isUrl, "an address"),
    grafana_url: read("grafana-url", isUrl, "an address"),
    router_url: read("router-url", isUrl, "an address"),
    cloud: project === undefined ? undefined : { project },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
