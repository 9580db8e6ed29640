import type { Platform } from "../model/platform.ts";
import type { Slo } from "../model/slo.ts";
import { baseWindow } from "../model/timing.ts";
import { alertsOf, type FiringAlert, fingerprintOf, WATCHDOG } from "./alerts.ts";
import type { BurnState } from "./burn-state.ts";
import { Evaluator, type Unsupported } from "./evaluator.ts";
import { HistoryDatabase } from "./history-database.ts";
import { dueOf, follow, webhookOf } from "./notifications.ts";
import { readTold } from "./read-told.ts";
import { Scraper, type Target, type TargetState } from "./scraper.ts";
import type { Labels } from "./series-store.ts";

/** A scrape of Prometheus' usual timeout. */
const SCRAPES_WITHIN_MS = 10_000;
const POSTS_WITHIN_MS = 10_000;

export interface EngineOptions {
  readonly slos: readonly Slo[];
  readonly platform: Platform;
  readonly targets: readonly Target[];
  /** The router's address for Alertmanager, and the token it expects. */
  readonly alertsTo: { readonly url: string; readonly token: string };
  /** `sqlite:PATH` or `sqlite::memory:`. */
  readonly database: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Is told in one line what keeps the engine from its work; the rest goes on. */
  readonly warn: (message: string) => void;
}

export interface Engine {
  readonly unsupported: readonly Unsupported[];
  /** What cannot be evaluated now because its series do not fit it, by the SLO's id. */
  readonly problems: () => ReadonlyMap<string, string>;
  readonly states: () => readonly BurnState[];
  readonly histories: Evaluator["histories"];
  /** The alerts that fired at the last evaluation, without the one that always does. */
  readonly firing: () => readonly FiringAlert[];
  readonly targets: () => readonly TargetState[];
  /** Ends after what is under way. */
  readonly close: () => Promise<void>;
}

/** Starts to scrape, evaluate and alert, every scrape interval of the platform. Rejects when the database cannot be opened. */
export async function startEngine(options: EngineOptions): Promise<Engine> {
  const { slos, platform, targets, now, warn } = options;
  const evaluator = new Evaluator(slos, platform);
  const history = await HistoryDatabase.open(options.database, Math.max(0, ...slos.map(({ period }) => period)));
  const promised = await history.promisedSince(
    slos.map(({ id }) => id),
    now(),
  );
  evaluator.restore(await history.read(), promised);
  let told = readTold(await history.alerts());
  let firing: readonly FiringAlert[] = [];
  const stopping = new AbortController();
  const scraper = new Scraper({
    targets,
    read: (text) => evaluator.read(text),
    // What takes longer than the base window brings too few samples to count from.
    withinMs: Math.min(SCRAPES_WITHIN_MS, baseWindow(platform.scrapeInterval)),
    warn,
  });

  const once = (what: string): ((work: Promise<void>) => Promise<void>) => {
    let last: string | undefined;
    return async (work) => {
      const problem = await work.then(
        () => undefined,
        (error: unknown) => (error instanceof Error ? error.message : String(error)),
      );
      if (problem !== last) warn(problem === undefined ? `${what} again` : `${what} not: ${problem}`);
      last = problem;
    };
  };
  const kept = once("what is counted is kept");
  const heard = once("the alert router hears");

  const tick = async (): Promise<void> => {
    const at = now();
    const answers = await scraper.answers(platform.scrapeInterval / 2);
    for (const { target, samples } of answers) evaluator.record(target, samples, at);
    const before = new Map(evaluator.problems);
    const increments = evaluator.evaluate(at);
    for (const [id, problem] of evaluator.problems)
      if (before.get(id) !== problem) warn(`${id} cannot be evaluated: ${problem}`);
    for (const id of before.keys()) if (!evaluator.problems.has(id)) warn(`${id} is evaluated again`);
    if (increments.length > 0) await kept(history.write(at, increments));
    const isFiring = (labels: Labels): boolean => {
      const before = told.get(fingerprintOf(labels));
      return before !== undefined && before.endsAt === undefined;
    };
    firing = evaluator.states(at).flatMap((state) => alertsOf(state, platform, at, isFiring));
    told = follow(told, [...firing, WATCHDOG], at);
    const due = dueOf(told, at);
    if (due.length === 0) return;
    await heard(
      Promise.all(
        due.map(async (alerts) => {
          await post(options.alertsTo, webhookOf(alerts), stopping.signal);
          for (const alert of alerts) told.set(fingerprintOf(alert.labels), { ...alert, toldAt: at });
        }),
      ).then(() => undefined),
    );
    await kept(history.writeAlerts(told));
  };

  let running: Promise<void> | undefined;
  const begin = (): void => {
    // One evaluation at a time: a slow one takes the place of the next.
    running ??= tick().finally(() => {
      running = undefined;
    });
  };
  begin();
  const timer = setInterval(begin, platform.scrapeInterval);
  const close = async (): Promise<void> => {
    clearInterval(timer);
    stopping.abort();
    await Promise.all([scraper.close(), running]);
    await history.close();
  };
  let closing: Promise<void> | undefined;
  return {
    unsupported: evaluator.unsupported,
    problems: () => evaluator.problems,
    states: () => evaluator.states(now()),
    histories: (id) => evaluator.histories(id),
    firing: () => firing,
    targets: () => scraper.states(),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

async function post({ url, token }: EngineOptions["alertsTo"], body: object, stopping: AbortSignal): Promise<void> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
    signal: AbortSignal.any([stopping, AbortSignal.timeout(POSTS_WITHIN_MS)]),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`it answered ${response.status}`);
}
