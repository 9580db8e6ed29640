export type Provider = "primary" | "secondary";

/** What is known of a provider: is its circuit open, and how many of its latest messages arrived. */
export interface ProviderHealth {
  readonly isOpen: boolean;
  readonly delivered: number;
  /** Failed, or never confirmed: a provider that says yes and delivers nothing shows here. */
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

/** Who gets the next message: the primary when it is healthy, or when neither is. */
export function chooseProvider(health: Readonly<Record<Provider, ProviderHealth>>): Provider {
  return !isHealthy(health.primary) && isHealthy(health.secondary) ? "secondary" : "primary";
}

export function other(provider: Provider): Provider {
  return provider === "primary" ? "secondary" : "primary";
}
