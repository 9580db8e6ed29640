import { styleText } from "node:util";
import { printFindings } from "../foundation/findings/print.ts";
import { WrongFiles } from "../foundation/findings/wrong-files.ts";
import { type LocalCommand, readCommandLine, USAGE, UsageError } from "./command-line.ts";
import { startEngineAlerting } from "./engine-alerting.ts";
import { listenToKeys } from "./keys.ts";
import { type LocalPlatform, startLocalPlatform } from "./platform.ts";
import { heardOf, type Moment, play } from "./play.ts";
import { ServersMissing, startPrometheusAlerting } from "./prometheus-alerting.ts";
import { momentLine, StatusLine, statusOf } from "./status.ts";
import { STORIES, type Story } from "./stories.ts";

const STATUS_EVERY_MS = 1_000;

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    // Asked twice, nothing is waited for.
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
}
const screen = { write: (text: string) => void process.stdout.write(text), isTerminal: process.stdout.isTTY };
try {
  const command = readCommandLine(process.argv.slice(2));
  if (command === "help") process.stdout.write(USAGE);
  else process.exitCode = await run(command);
} catch (error) {
  process.exitCode = explain(error);
}

async function run(command: LocalCommand): Promise<number> {
  const line = new StatusLine(screen);
  line.show("starting …");
  const platform = await startLocalPlatform({
    ...command,
    data: command.data,
    startAlerting: command.usesPrometheus ? startPrometheusAlerting : startEngineAlerting,
    environment: process.env,
    signal: stop.signal,
  });
  const status = setInterval(() => void showStatus(platform, line), STATUS_EVERY_MS);
  try {
    if (platform.warnings.length > 0) line.say(printFindings(platform.warnings, "text"));
    introduce(platform, command, line);
    const problems = command.story === undefined ? [] : await tellStory(platform, STORIES[command.story], line);
    if (!command.exits && !stop.signal.aborted) await stayOpen(platform, line);
    return problems.length === 0 ? 0 : 1;
  } finally {
    clearInterval(status);
    line.show("");
    line.say("closing …");
    await platform.close();
  }
}

function introduce(
  { addresses, alerting, pagerDuty, mailbox }: LocalPlatform,
  command: LocalCommand,
  line: StatusLine,
) {
  const { service, console: consoleUrl, token } = addresses;
  line.say(`
${styleText("bold", "Lucky Gas is open")}, and customers call.

  Console    ${consoleUrl}${token === "" ? "" : `   sign in with ${token}`}
  Service    ${service}
  Watched by ${alerting.name}
  Pages go to ${pagerDuty === undefined ? "PagerDuty" : "a PagerDuty sandbox"}, mail to ${mailbox === undefined ? "your mail server" : "a mailbox in memory"}
  ${command.isRealTime ? "Alert windows are as written." : "An hour of the alert windows is a minute here; --real-time leaves them as written."}
`);
}

async function tellStory(platform: LocalPlatform, story: Story, line: StatusLine): Promise<readonly string[]> {
  const told: Moment[] = [];
  const { moments, problems } = await play(platform, story, {
    now: Date.now,
    signal: stop.signal,
    tell: (moment) => {
      told.push(moment);
      const injected = told.find(({ what }) => what === "injected")?.at ?? moment.at;
      line.say(momentLine(moment, injected));
    },
  });
  const at = (what: Moment["what"]) => moments.find((moment) => moment.what === what)?.at;
  const [injected, heard] = [at("injected"), heardOf(moments)?.at];
  for (const problem of problems) line.say(styleText("red", `  not as it should: ${problem}`));
  if (problems.length === 0 && injected !== undefined && heard !== undefined) {
    line.say(
      styleText(
        "green",
        `  as it should: people heard of it ${Math.round((heard - injected) / 1_000)} s after it began`,
      ),
    );
  }
  return problems;
}

/** Until somebody leaves: keys start stories and end them, and what reaches people is told. */
async function stayOpen(platform: LocalPlatform, line: StatusLine): Promise<void> {
  const keys = listenToKeys(process.stdin, {
    begin: (story) => {
      platform.begin(story);
      line.say(`  ${new Date().toLocaleTimeString("en-GB")}  ${styleText("red", "injected")}  ${story.told}`);
    },
    recover: () => {
      platform.recover();
      line.say(`  ${new Date().toLocaleTimeString("en-GB")}  ${styleText("green", "recovered")}`);
    },
    quit: () => stop.abort(),
  });
  line.say(keys.help);
  let [events, mails] = [platform.pagerDuty?.events.length ?? 0, platform.mailbox?.mails.length ?? 0];
  const watch = setInterval(() => {
    for (const { event_action, payload, dedup_key } of platform.pagerDuty?.events.slice(events) ?? []) {
      const what = payload?.summary ?? dedup_key ?? "";
      line.say(
        `  ${new Date().toLocaleTimeString("en-GB")}  ${styleText("magenta", `PagerDuty ${event_action}`)}  ${what}`,
      );
    }
    for (const { subject } of platform.mailbox?.mails.slice(mails) ?? []) {
      line.say(`  ${new Date().toLocaleTimeString("en-GB")}  ${styleText("magenta", "mail")}  ${subject ?? ""}`);
    }
    [events, mails] = [platform.pagerDuty?.events.length ?? 0, platform.mailbox?.mails.length ?? 0];
  }, STATUS_EVERY_MS);
  if (!stop.signal.aborted)
    await new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve()));
  clearInterval(watch);
  keys.close();
}

let before = { calls: 0, failed: 0 };
async function showStatus(platform: LocalPlatform, line: StatusLine): Promise<void> {
  if (!screen.isTerminal) return;
  const fleet = await platform.slos.fleet().catch(() => []);
  const { calls, failed } = platform.calls();
  line.show(
    statusOf({
      fleet,
      callsPerSecond: ((calls - before.calls) * 1_000) / STATUS_EVERY_MS,
      failedPerSecond: ((failed - before.failed) * 1_000) / STATUS_EVERY_MS,
      openPages: platform.pagerDuty?.account.all.filter(({ status }) => status !== "resolved").length ?? 0,
      problems: platform.alerting.problems(),
    }),
  );
  before = { calls, failed };
}

/** What a person can do something about, in a line; anything else is a bug. */
function explain(error: unknown): number {
  if (stop.signal.aborted) return 130;
  if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n\nnpm start -- --help says how.\n`);
    return 2;
  }
  if (error instanceof WrongFiles) {
    process.stdout.write(error.message);
    return 1;
  }
  if (error instanceof ServersMissing || (error instanceof Error && "code" in error)) {
    process.stderr.write(`It cannot start: ${error.message}\n`);
    return 1;
  }
  throw error;
}
