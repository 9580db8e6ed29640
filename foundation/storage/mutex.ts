import { AsyncLocalStorage } from "node:async_hooks";

/** Lets one task run at a time, in the order in which they came. */
export class Mutex {
  #last: Promise<unknown> = Promise.resolve();
  #unfinished = 0;
  readonly #inside = new AsyncLocalStorage<{ ended: boolean }>();

  /** Tasks that run or wait. */
  get unfinished(): number {
    return this.#unfinished;
  }

  /** Rejects, instead of waiting for ever, when a task waits for a second one of the same mutex. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#inside.getStore()?.ended === false) {
      throw new Error("a transaction waits for a statement outside of it: use the queries that it was given");
    }
    const turn = { ended: false };
    this.#unfinished++;
    const result = this.#last
      .then(() => this.#inside.run(turn, task))
      .finally(() => {
        turn.ended = true;
        this.#unfinished--;
      });
    // The next task waits for this one's end, however it ends.
    this.#last = result.catch(() => undefined);
    return result;
  }
}
