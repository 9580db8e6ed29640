import { setTimeout as sleep } from "node:timers/promises";
import { createApi } from "./api-client.ts";
import type { TrafficCommand } from "./command-line.ts";
import { shapeClock, shareOfPeak } from "./day-shape.ts";
import { startTraffic } from "./generate-traffic.ts";
import { isFailed, Measurements } from "./measurements.ts";
import { beginningLine, progressLine, summaryText } from "./report.ts";
import { mayFailCalls, SCENARIOS, switchScenario } from "./scenarios.ts";

export interface RunOptions {
  readonly now: () => number;
  /** From 0 to below 1; draws a seed where none is given. */
  readonly random: () => number;
  readonly newId: () => string;
  readonly write: (text: string) => void;
  /** Ends the traffic early. */
  readonly signal: AbortSignal;
}

/** Why no traffic can be made; the message says what to do. */
export class TrafficError extends Error {}

const LINE_EVERY_MS = 5_000;
const SIGN_IN_AGAIN_MS = 1_000;
const SEEDS = 2 ** 32;

/** Makes traffic until its time is over or it is stopped. Answers with the exit code; throws a TrafficError. */
export async function runTraffic(command: TrafficCommand, options: RunOptions): Promise<0 | 1> {
  const { url, adminUrl, password, peak, scenario, forMs } = command;
  const { now, write, newId, signal } = options;
  await checkService(command);
  const seed = command.seed ?? Math.floor(options.random() * SEEDS);
  const from = now();
  const clock = shapeClock({ from, at: command.at, speed: command.speed });
  write(beginningLine({ ...command, seed }));

  const all = new Measurements();
  let recent = new Measurements();
  let unexpected = 0;
  let isMeantToFail = false;
  const traffic = await startTraffic({
    url,
    password,
    seed,
    now,
    newId,
    signal,
    perSecond: (at) => peak * shareOfPeak(clock(at)),
    measured: (measurement) => {
      all.add(measurement);
      recent.add(measurement);
      if (isFailed(measurement.status) && !isMeantToFail) unexpected++;
    },
  });
  let begun = 0;
  const line = () => {
    const seconds = LINE_EVERY_MS / 1_000;
    const journeysPerSecond = (traffic.begun() - begun) / seconds;
    begun = traffic.begun();
    write(progressLine(clock(now()), { journeysPerSecond, seconds, calls: recent.total() }));
    recent = new Measurements();
  };
  const lines = setInterval(line, LINE_EVERY_MS);
  try {
    if (scenario !== undefined) {
      write(`${scenario}: ${SCENARIOS[scenario].story}\n`);
      isMeantToFail = mayFailCalls(scenario);
      await orTrafficError(switchScenario(adminUrl, scenario, true));
    }
    await timeIsOver(forMs, signal);
  } finally {
    clearInterval(lines);
    // The fault outlasts the last call that it was meant to fail.
    await traffic.stop().finally(async () => {
      if (scenario !== undefined) await orTrafficError(switchScenario(adminUrl, scenario, false));
    });
  }
  write(summaryText(all, { begun: traffic.begun(), turnedAway: traffic.turnedAway(), unexpected }));
  return unexpected > 0 || traffic.turnedAway() > 0 ? 1 : 0;
}

/** A service that is not there, or whose demo people have another password, is better said than counted. */
async function checkService({ url, password }: TrafficCommand): Promise<void> {
  const api = createApi({ url, measured: () => undefined });
  const { status } = await api({ method: "GET", route: "/health" });
  if (status !== 200 && status !== 503) {
    throw new TrafficError(`no Lucky Gas answers at ${url}; SEED=demo npm run service starts one`);
  }
  const signIn = () => api({ method: "POST", route: "/sessions", body: { login: "dispatcher-1", password } });
  let signedIn = await signIn();
  // Another run has just used up what this address may do; before long it may again.
  if (signedIn.status === 429) {
    await sleep(SIGN_IN_AGAIN_MS);
    signedIn = await signIn();
  }
  if (signedIn.status === 401) {
    throw new TrafficError("the demo users have another password, or the service was started without SEED=demo");
  }
}

async function orTrafficError(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    throw new TrafficError(error instanceof Error ? error.message : String(error));
  }
}

function timeIsOver(ms: number | undefined, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = ms === undefined ? undefined : setTimeout(end, ms);
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
