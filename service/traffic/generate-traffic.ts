import { createApi } from "./api-client.ts";
import { startArrivals } from "./arrivals.ts";
import { drawJourney } from "./journeys.ts";
import type { Measurement } from "./measurements.ts";
import { type Person, Session } from "./session.ts";
import { Tracker } from "./tracker.ts";

export interface People {
  readonly customers: readonly Person[];
  readonly dispatchers: readonly Person[];
  readonly drivers: readonly Person[];
  readonly accountants: readonly Person[];
}

export interface TrafficOptions {
  /** The service's public address, without /api/v1. */
  readonly url: string;
  readonly people: People;
  /** Journeys per second at a Unix time in milliseconds. */
  readonly perSecond: (now: number) => number;
  readonly measured: (measurement: Measurement) => void;
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
}

export interface Traffic {
  /** Journeys that were not begun because too many were on the way: the service stands still. */
  readonly turnedAway: () => number;
  /** Lets nobody in any more, and waits for those who are on the way. */
  readonly stop: () => Promise<void>;
}

// Enough for a service that answers within ten seconds at 200 journeys a second; beyond it, memory grows and says nothing.
const MOST_ON_THE_WAY = 2_000;

/** Sends customers, drivers and dispatchers through the service, at a rate that does not depend on its answers. */
export function startTraffic(options: TrafficOptions): Traffic {
  const { url, people, measured, now, random, newId, perSecond } = options;
  const stopped = new AbortController();
  const api = createApi({ url, measured });
  const sessions = (persons: readonly Person[]) => persons.map((person) => new Session(api, person, now));
  const dispatchers = sessions(people.dispatchers);
  const world = {
    api,
    customers: sessions(people.customers),
    dispatchers,
    drivers: sessions(people.drivers),
    accountants: sessions(people.accountants),
    tracker: new Tracker({ url, measured, dispatchers, signal: stopped.signal }),
    now,
    random,
    newId,
  };
  const onTheWay = new Set<Promise<void>>();
  let turnedAway = 0;
  let failure: unknown;
  const arrive = () => {
    if (onTheWay.size >= MOST_ON_THE_WAY) {
      turnedAway++;
      return;
    }
    const journey = drawJourney(random)(world)
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => onTheWay.delete(journey));
    onTheWay.add(journey);
  };
  startArrivals({ perSecond, now, random, arrive }, stopped.signal);
  return {
    turnedAway: () => turnedAway,
    stop: async () => {
      stopped.abort();
      await Promise.all(onTheWay);
      if (failure !== undefined) throw failure;
    },
  };
}
