/** Who can be told to misbehave: the sandboxes of the outside parties, our own database connection and event loop. */
export const PARTIES = [
  "google-routes",
  "vertex-ai",
  "einvoice-platform",
  "sms-primary",
  "sms-secondary",
  "old-system",
  "bank-main",
  "bank-post",
  "bank-cooperative",
  "database",
  "event-loop",
] as const;
export type Party = (typeof PARTIES)[number];

export const MODES = ["slow", "wrong", "partly-wrong", "rate-limited", "down"] as const;

export interface Fault {
  /** Wrong answers look right and are not: a message said to be sent and never delivered, a file with other bytes. */
  readonly mode: (typeof MODES)[number];
  /** How much longer a slow party takes; 5000 when not given. */
  readonly latencyMs?: number;
  /** The share of requests, 0 to 1, that the fault hits; 0.5 for partly-wrong and 1 for the others when not given. */
  readonly share?: number;
}

/** The faults that are switched on now. */
export class Faults {
  readonly #faults = new Map<Party, Fault>();
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  set(party: Party, fault: Fault): void {
    this.#faults.set(party, fault);
  }

  clear(party: Party): void {
    this.#faults.delete(party);
  }

  all(): Array<readonly [Party, Fault]> {
    return [...this.#faults];
  }

  /** The fault that hits one request of this party, if one does. */
  strike(party: Party): Fault | undefined {
    const fault = this.#faults.get(party);
    if (fault === undefined) return undefined;
    const share = fault.share ?? (fault.mode === "partly-wrong" ? 0.5 : 1);
    return this.#random() < share ? fault : undefined;
  }
}
