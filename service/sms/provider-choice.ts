import { other, type Provider } from "./message-state.ts";

/** What is known of a provider: is its circuit open, and how many of its latest messages arrived. */
export interface ProviderHealth {
  readonly isOpen: boolean;
  readonly delivered: number;
  /** Refused, failed, or never confirmed: a provider that says yes and delivers nothing shows here. */
  readonly lost: number;
}

/** Below this many messages of known fate, a share says nothing. */
const FEWEST_TO_JUDGE = 10;
const WORST_SHARE_DELIVERED = 0.8;

/** Whether a provider is worth a message. */
export function isHealthy({ isOpen, delivered, lost }: ProviderHealth): boolean {
  const known = delivered + lost;
  return !isOpen && (known < FEWEST_TO_JUDGE || delivered / known >= WORST_SHARE_DELIVERED);
}

/**
 * Who is asked to take a message, in this order: a healthy provider first, the primary when both or neither are. One that
 * has failed with this message is not asked again.
 */
export function turns(
  health: Readonly<Record<Provider, ProviderHealth>>,
  failedProvider: Provider | null,
): readonly Provider[] {
  if (failedProvider !== null) return [other(failedProvider)];
  const first = !isHealthy(health.primary) && isHealthy(health.secondary) ? "secondary" : "primary";
  return [first, other(first)];
}
