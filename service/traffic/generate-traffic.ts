import { setTimeout as sleep } from "node:timers/promises";
import { DEMO_LOGINS } from "../seed.ts";
import { type Api, type ApiAnswer, createApi } from "./api-client.ts";
import { startArrivals } from "./arrivals.ts";
import { drawJourney } from "./journeys.ts";
import type { Measurement } from "./measurements.ts";
import { seededRandom } from "./seeded-random.ts";
import { Session } from "./session.ts";
import { Tracker } from "./tracker.ts";

export interface TrafficOptions {
  /** The service's public address, without /api/v1. */
  readonly url: string;
  /** The password that all demo users share. */
  readonly password: string;
  /** Journeys per second at a Unix time in milliseconds. */
  readonly perSecond: (now: number) => number;
  readonly measured: (measurement: Measurement) => void;
  readonly now: () => number;
  /** A whole number from 0 to below 2 ** 32: the same one draws the same journeys in the same order. */
  readonly seed: number;
  readonly newId: () => string;
  /** Ends the wait for the first people. */
  readonly signal: AbortSignal;
}

export interface Traffic {
  /** Journeys that were begun. */
  readonly begun: () => number;
  /** Journeys that were not begun because too many were on the way: the service stands still. */
  readonly turnedAway: () => number;
  /** Lets nobody in any more, and waits for the calls that are on the way; no journey makes another one. */
  readonly stop: () => Promise<void>;
}

// Enough for a service that answers within ten seconds at 200 journeys a second; beyond it, memory grows and says nothing.
const MOST_ON_THE_WAY = 2_000;
/** So many begin; a service lets one address sign in twenty people at once, and then two in a second. */
const FIRST_PEOPLE = 16;
const SIGN_IN_EVERY_MS = 600;
/** Then those who are signed in begin without the others: the traffic itself will show what is wrong. */
const SIGN_IN_WITHIN_MS = 15_000;
const SEEDS = 2 ** 32;

/**
 * Sends the demo's customers, drivers and dispatchers through the service, at a rate that does not depend on its answers.
 * The staff and the first customers are signed in when it answers; the other customers join them one by one.
 */
export async function startTraffic(options: TrafficOptions): Promise<Traffic> {
  const { url, password, measured, now, newId, perSecond } = options;
  const random = seededRandom(options.seed);
  const stopped = new AbortController();
  const call = createApi({ url, measured });
  const api: Api = async (wanted) => (stopped.signal.aborted ? NOT_CALLED : call(wanted));
  const sessions = (role: string) =>
    DEMO_LOGINS.filter((demo) => demo.role === role).map(({ login }) => new Session(api, { login, password }, now));
  const [dispatchers, drivers, accountants] = [sessions("dispatcher"), sessions("driver"), sessions("accountant")];
  const staff = [...dispatchers, ...drivers, ...accountants];
  const waiting = sessions("customer");
  const customers = waiting.splice(0, FIRST_PEOPLE - staff.length);
  const enough = AbortSignal.any([options.signal, AbortSignal.timeout(SIGN_IN_WITHIN_MS)]);
  for (const session of [...staff, ...customers]) await signedIn(session, enough);

  const tracker = new Tracker({ url, measured, dispatchers, signal: stopped.signal });
  const world = { api, customers, dispatchers, drivers, accountants, tracker, now, newId };
  const onTheWay = new Set<Promise<void>>();
  let begun = 0;
  let turnedAway = 0;
  let failure: unknown;
  const keep = (work: Promise<void>) => {
    const kept = work
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => onTheWay.delete(kept));
    onTheWay.add(kept);
  };
  const arrive = () => {
    if (onTheWay.size >= MOST_ON_THE_WAY) {
      turnedAway++;
      return;
    }
    begun++;
    // Each journey has dice of its own: which answer comes first does not change what others draw.
    const dice = seededRandom(random() * SEEDS);
    keep(drawJourney(dice)({ ...world, random: dice }));
  };
  startArrivals({ perSecond, now, random: seededRandom(random() * SEEDS), arrive }, stopped.signal);
  keep(join(waiting, customers, stopped.signal));
  return {
    begun: () => begun,
    turnedAway: () => turnedAway,
    stop: async () => {
      stopped.abort();
      await Promise.all(onTheWay);
      if (failure !== undefined) throw failure;
    },
  };
}

/** Lets those who wait come in one after another, no faster than a service allows one address. */
async function join(waiting: readonly Session[], customers: Session[], signal: AbortSignal): Promise<void> {
  for (const session of waiting) {
    await pause(signal);
    await signedIn(session, signal);
    if (signal.aborted) return;
    customers.push(session);
  }
}

/** Returns when a person is signed in, or when `signal` says that it is enough. */
async function signedIn(session: Session, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && (await session.token()) === undefined) await pause(signal);
}

async function pause(signal: AbortSignal): Promise<void> {
  await sleep(SIGN_IN_EVERY_MS, undefined, { signal }).catch(() => undefined);
}

const NOT_CALLED: ApiAnswer = { status: 0, field: () => undefined, items: [] };
