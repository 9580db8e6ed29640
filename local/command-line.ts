import { parseArgs } from "node:util";
import { isStoryName, STORIES, STORY_NAMES, type StoryName } from "./stories.ts";

export interface LocalCommand {
  readonly story: StoryName | undefined;
  /** Ends with the story. */
  readonly exits: boolean;
  readonly usesPrometheus: boolean;
  readonly isRealTime: boolean;
  readonly servicePort: number;
  readonly consolePort: number;
  readonly data: string | undefined;
}

/** The command line makes no sense; the message says why. */
export class UsageError extends Error {}

export const USAGE = `Runs Lucky Gas with everything that watches it, on this machine.

  npm start                                    the service, traffic, alerts, console; keys start failures
  npm start -- --scenario NAME [--exit]        plays a story; with --exit it ends with it, exit code 0 when all went as it should
  npm start -- --prometheus                    the same on the Prometheus and Alertmanager of the PATH

  --real-time          alert windows as they are written, instead of a minute for an hour
  --console-port N     of the console and the webhooks; a free one by default
  --service-port N     of the Lucky Gas API; a free one by default
  --data DIR           keeps databases there; without it they go with the process
  --help

Stories:
${Object.entries(STORIES)
  .map(([name, { told }]) => `  ${name.padEnd(18)} ${told}`)
  .join("\n")}
`;

const OPTIONS = {
  scenario: { type: "string" },
  exit: { type: "boolean" },
  prometheus: { type: "boolean" },
  "real-time": { type: "boolean" },
  "console-port": { type: "string" },
  "service-port": { type: "string" },
  data: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** Reads the arguments of `npm start --`; "help" when that is asked for. Throws a UsageError. */
export function readCommandLine(argv: readonly string[]): LocalCommand | "help" {
  const values = parse(argv);
  if (values.help === true) return "help";
  const { scenario } = values;
  if (scenario !== undefined && !isStoryName(scenario))
    throw new UsageError(`\`${scenario}\` is not a story; there are: ${STORY_NAMES.join(", ")}`);
  if (values.exit === true && scenario === undefined) throw new UsageError("--exit needs --scenario NAME");
  if (scenario !== undefined && values["real-time"] === true)
    throw new UsageError("a story needs shorter windows; leave --real-time out");
  return {
    story: scenario,
    exits: values.exit ?? false,
    usesPrometheus: values.prometheus ?? false,
    isRealTime: values["real-time"] ?? false,
    servicePort: portOf("service-port", values["service-port"]),
    consolePort: portOf("console-port", values["console-port"]),
    data: values.data,
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    const message = error instanceof Error ? error.message : "the arguments make no sense";
    throw new UsageError(message.replace(/\. To specify a positional.*/s, ""));
  }
}

function portOf(flag: string, text: string | undefined): number {
  if (text === undefined) return 0;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new UsageError(`--${flag} needs a port from 0 to 65535, not \`${text}\``);
  return port;
}
