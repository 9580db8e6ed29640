interface Waiting {
  readonly needs: number;
  readonly begin: () => void;
}

/** Lets work run a few at a time, in the order in which it came. Who is held up itself can let others go ahead. */
export class Turns {
  readonly atOnce: number;
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(atOnce: number) {
    this.atOnce = atOnce;
    this.#free = atOnce;
  }

  /** Runs work once `needs` turns are free. They are given back when it has ended, or sooner when it calls `giveWay`. */
  async run<Result>(needs: number, work: (giveWay: () => void) => Promise<Result>): Promise<Result> {
    await this.#take(needs);
    let isHeld = true;
    const giveWay = () => {
      if (!isHeld) return;
      isHeld = false;
      this.#free += needs;
      this.#next();
    };
    return work(giveWay).finally(giveWay);
  }

  #take(needs: number): Promise<void> {
    return new Promise((begin) => {
      this.#waiting.push({ needs, begin });
      this.#next();
    });
  }

  #next(): void {
    const [first] = this.#waiting;
    if (first === undefined || first.needs > this.#free) return;
    this.#waiting.shift();
    this.#free -= first.needs;
    first.begin();
    this.#next();
  }
}
