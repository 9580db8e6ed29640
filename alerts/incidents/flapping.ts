import { isOver, waitFrom } from "../../foundation/storage/wait.ts";
import type { Firing, Flaps } from "./incident.ts";

/** What comes again within this after its end flaps: it is told once more, and then kept open until it was quiet for as long. */
export const FLAPS_WITHIN_MS = 900_000;

/** How bad it is: 2 while a page fires, 1 while only tickets do, 0 while nothing does. */
export type Level = 0 | 1 | 2;

export function levelOf({ page, ticket }: Firing): Level {
  return page > 0 ? 2 : ticket > 0 ? 1 : 0;
}

/** Milliseconds since what rises to a level was there before; undefined when that is long ago, or never was. */
export function awayFor({ pageFellAt, fellAt }: Flaps, to: Level, now: number): number | undefined {
  const at = to === 2 ? pageFellAt : fellAt;
  return at === undefined || isOver(waitFrom(at, FLAPS_WITHIN_MS), now) ? undefined : Math.max(0, now - at);
}

/** After a fall. What flaps is held: it is not over before it was quiet. */
export function fallen(flaps: Flaps, from: Level, to: Level, now: number): Flaps {
  return {
    ...flaps,
    ...(from === 2 ? { pageFellAt: now } : {}),
    ...(to === 0 ? { fellAt: now } : {}),
    held: flaps.count === 0 ? undefined : { at: now + FLAPS_WITHIN_MS, since: now },
  };
}

export function cameAgain(flaps: Flaps): Flaps {
  return { ...flaps, count: flaps.count + 1, held: undefined };
}
