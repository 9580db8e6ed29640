import type { Logger } from "pino";
import type { Database } from "../../foundation/storage/database.ts";
import type { Routing } from "../routing/routing.ts";
import type { Ledger } from "../storage/ledger.ts";
import { forgetOld } from "./retention.ts";

const TICK_MS = 500;
const FORGET_EVERY_MS = 60_000;

export interface ClockOptions {
  readonly database: Database;
  readonly ledger: Ledger;
  readonly routing: () => Routing;
  readonly now: () => number;
  readonly log: Logger;
  /** Milliseconds that resolved incidents and bodies are kept. */
  readonly retention: number;
}

/** Lets what happens by itself happen: the core's ticks, and forgetting. */
export class Clock {
  readonly #options: ClockOptions;
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> | undefined;
  #forgotAt = 0;
  #lastTickAt = 0;
  #policyOfLastTick: Routing | undefined;
  /** What happened while the router was off it could not hear: silence counts from its start. */
  #listensSince: number;

  constructor(options: ClockOptions) {
    this.#options = options;
    this.#listensSince = options.now();
  }

  start(): void {
    this.#timer = setInterval(() => void this.tick(), TICK_MS);
  }

  /** Unix milliseconds of the last tick that did all it had to. */
  get lastTickAt(): number {
    return this.#lastTickAt;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#ticking;
  }

  /** Does everything that is due now; never rejects. */
  async tick(): Promise<void> {
    this.#ticking ??= this.#all()
      .catch((error: unknown) => this.#options.log.warn({ err: error }, "the clock missed a tick"))
      .finally(() => {
        this.#ticking = undefined;
      });
    await this.#ticking;
  }

  async #all(): Promise<void> {
    const { database, ledger, routing, now, retention } = this.#options;
    this.#listensSince = Math.min(this.#listensSince, now());
    const policy = routing();
    await ledger.take({
      type: "tick",
      listensSince: this.#listensSince,
      isPolicyNew: policy !== this.#policyOfLastTick,
    });
    this.#policyOfLastTick = policy;
    const at = now();
    if (Math.abs(at - this.#forgotAt) > FORGET_EVERY_MS) {
      this.#forgotAt = at;
      await forgetOld(database, at - retention);
    }
    this.#lastTickAt = at;
  }
}
