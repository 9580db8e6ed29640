import type { Severity } from "../../slo/model/burn-policy.ts";
import type { Attempt } from "../channels/channel.ts";

const FIRST_MS = 1_000;
/** A page is worth asking for every minute; PagerDuty wants tickets to wait "a few minutes". */
const LONGEST_MS: Readonly<Record<Severity, number>> = { page: 60_000, ticket: 300_000 };
/** What another side asks for beyond this is not believed. */
export const LONGEST_ASKED_MS = 600_000;
/** After a day nobody waits for a message any more. */
const GIVEN_UP_AFTER_MS = 86_400_000;

/**
 * When to try again, in Unix milliseconds; undefined when never. Full jitter over a bound that doubles: those who failed
 * together do not come back together.
 */
export function retryAt(
  attempt: Attempt,
  {
    number,
    severity,
    createdAt,
    now,
    random,
  }: {
    readonly number: number;
    readonly severity: Severity;
    readonly createdAt: number;
    readonly now: number;
    readonly random: () => number;
  },
): number | undefined {
  if (attempt.outcome !== "retry" || now - createdAt > GIVEN_UP_AFTER_MS) return undefined;
  const bound = Math.min(LONGEST_MS[severity], FIRST_MS * 2 ** Math.min(number - 1, 20));
  const asked = Math.min(attempt.afterMs ?? 0, LONGEST_ASKED_MS);
  return Math.round(now + Math.max(asked, FIRST_MS / 4 + random() * bound));
}
