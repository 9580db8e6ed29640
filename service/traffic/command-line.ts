import { parseArgs } from "node:util";
import { NORMAL_PEAK } from "./day-shape.ts";
import { isScenarioName, SCENARIOS, type ScenarioName } from "./scenarios.ts";

/** What traffic to make. */
export interface TrafficCommand {
  /** The service's public address, without /api/v1. */
  readonly url: string;
  /** The admin port's address, where the fault API is. */
  readonly adminUrl: string;
  /** The password that all demo users share. */
  readonly password: string;
  /** Journeys per second in the busiest minutes of the day. */
  readonly peak: number;
  /** Minutes after midnight in Taipei at which the day begins; undefined begins now. */
  readonly at: number | undefined;
  /** Milliseconds; undefined goes on until it is stopped. */
  readonly forMs: number | undefined;
  /** How many times faster than ours the day passes. */
  readonly speed: number;
  readonly scenario: ScenarioName | undefined;
  /** Undefined draws one. */
  readonly seed: number | undefined;
}

/** The command line is wrong: said on standard error, exit code 2. */
export class UsageError extends Error {}

const HIGHEST_PEAK = 1_000;
const HIGHEST_SPEED = 10_000;
/** A timer's limit, which is almost 25 days. */
const LONGEST_MS = 2 ** 31 - 1;
const LARGEST_SEED = 2 ** 32 - 1;

const OPTIONS = {
  url: { type: "string", default: "http://127.0.0.1:8080" },
  "admin-url": { type: "string", default: "http://127.0.0.1:9464" },
  password: { type: "string" },
  peak: { type: "string", default: String(NORMAL_PEAK) },
  at: { type: "string" },
  for: { type: "string" },
  speed: { type: "string", default: "1" },
  scenario: { type: "string" },
  seed: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

export const USAGE = `npm run traffic -- [OPTIONS]: customers, drivers and dispatchers for a service that was started with SEED=demo

  --url URL          the service; ${OPTIONS.url.default}
  --admin-url URL    its admin port, for --scenario; ${OPTIONS["admin-url"].default}
  --password P       of the demo users; better in the environment, as SEED_PASSWORD
  --peak N           journeys per second in the busiest minutes of the day; ${NORMAL_PEAK}
  --at HH:MM         the time in Taipei at which the day begins; now. The busiest is 17:30
  --for DURATION     90s, 10m, 1h30m; without it, until Ctrl-C
  --speed X          how many times faster than ours the day passes; 1
  --scenario NAME    what goes wrong meanwhile (the service needs FAULT_API=on)
  --seed N           draws the same journeys in the same order as before
  --help

Scenarios:
${Object.entries(SCENARIOS)
  .map(([name, { story }]) => `  ${name.padEnd(22)}${story}`)
  .join("\n")}

Exit codes: 0 fine, 1 a call failed that no fault was meant to fail, 2 usage.
`;

/** Reads the arguments; answers with undefined when help is asked for. Throws a UsageError. */
export function readCommandLine(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): TrafficCommand | undefined {
  const values = parse(argv);
  if (values.help === true) return undefined;
  const password = values.password ?? environment["SEED_PASSWORD"] ?? "";
  const { at, seed, scenario } = values;
  const command = {
    url: readUrl("url", values.url),
    adminUrl: readUrl("admin-url", values["admin-url"]),
    password,
    peak: readNumber("peak", values.peak, HIGHEST_PEAK),
    at: at === undefined ? undefined : readTime(at),
    forMs: values.for === undefined ? undefined : readDuration(values.for),
    speed: readNumber("speed", values.speed, HIGHEST_SPEED),
    scenario: scenario === undefined ? undefined : readScenario(scenario),
    seed: seed === undefined ? undefined : readSeed(seed),
  };
  if (password === "") throw new UsageError("the password of the demo users is needed: SEED_PASSWORD or --password");
  return command;
}

function parse(argv: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>["values"] {
  try {
    return parseArgs({ args: [...argv], options: OPTIONS }).values;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new UsageError(error.message.split(". To specify a positional")[0]);
  }
}

function readUrl(flag: string, text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new UsageError(`--${flag} needs an address such as http://127.0.0.1:8080, not \`${text}\``);
  }
  return text.replace(/\/+$/, "");
}

function readNumber(flag: string, text: string, most: number): number {
  const number = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  if (number <= 0 || number > most) {
    throw new UsageError(`--${flag} needs a number above 0 and up to ${most}, not \`${text}\``);
  }
  return number;
}

function readTime(text: string): number {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hours === undefined) throw new UsageError(`--at needs a time such as 17:30, not \`${text}\``);
  return Number(hours) * 60 + Number(minutes);
}

function readDuration(text: string): number {
  const [, hours = 0, minutes = 0, seconds = 0] = /^(?:(\d{1,4})h)?(?:(\d{1,6})m)?(?:(\d{1,8})s)?$/.exec(text) ?? [];
  const milliseconds = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000;
  if (milliseconds === 0 || milliseconds > LONGEST_MS) {
    throw new UsageError(`--for needs a duration such as 90s or 1h30m, of 24 days at most, not \`${text}\``);
  }
  return milliseconds;
}

function readScenario(text: string): ScenarioName {
  if (isScenarioName(text)) return text;
  throw new UsageError(`\`${text}\` is not a scenario; there are: ${Object.keys(SCENARIOS).join(", ")}`);
}

function readSeed(text: string): number {
  const seed = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(seed <= LARGEST_SEED))
    throw new UsageError(`--seed needs a whole number up to ${LARGEST_SEED}, not \`${text}\``);
  return seed;
}
