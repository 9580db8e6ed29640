import type { Agenda } from "./agenda.ts";
import type { Dice } from "./dice.ts";
import type { Post } from "./word.ts";

/** Sends a body until it is taken, for so many milliseconds; then says whether it was. */
export type Send = (post: Post, forMs: number, done: (isTaken: boolean) => void) => void;

/**
 * How late a body may be. A second Alertmanager speaks 15 s after the first; what the router hears of an end and of an earlier
 * beginning may be apart by as much (alerts/incidents/episode.ts bears 20 s).
 */
const LATEST_MS = 15_000;
/** What only tells of ends may come again much later. */
const LATEST_END_MS = 180_000;
const AGAIN_MS = 5_000;

/** The way from a source to the router: bodies come late, twice and in any order, and are sent again while nobody answers. */
export function courier(agenda: Agenda, dice: Dice, isSlow: boolean, take: (post: Post) => boolean): Send {
  const latency = () => (isSlow ? dice.between(50, LATEST_MS) : dice.between(50, 500));
  const isOver = ({ words }: Post) => words.every(({ status }) => status === "resolved");
  return (post, forMs, done) => {
    const until = agenda.now + forMs;
    const attempt = () =>
      agenda.in(latency(), () => {
        const isTaken = take(post);
        if (isTaken && isSlow && dice.isOneIn(4))
          agenda.in(isOver(post) ? dice.between(50, LATEST_END_MS) : latency(), () => take(post));
        if (isTaken || agenda.now + AGAIN_MS > until) done(isTaken);
        else agenda.in(AGAIN_MS, attempt);
      });
    attempt();
  };
}
