/** What had been counted up to a moment, since counting began. */
export interface Counted {
  /** Seconds in which there was something to count. */
  readonly seconds: number;
  readonly total: number;
  readonly bad: number;
}

export const NOTHING: Counted = { seconds: 0, total: 0, bad: 0 };

const FIRST_CAPACITY = 64;
/** Columns: moment, seconds, total, bad. */
const COLUMNS = 4;

/** Cumulative counts at moments, oldest first; what is older than it keeps is forgotten. Any window is the difference of two of them. */
export class EventLog {
  readonly #keep: number;
  #rows = new Float64Array(FIRST_CAPACITY * COLUMNS);
  #first = 0;
  #length = 0;

  /** `keep` in milliseconds. */
  constructor(keep: number) {
    this.#keep = keep;
  }

  get length(): number {
    return this.#length;
  }

  /** The moment of the oldest entry; undefined when there is none. */
  get oldest(): number | undefined {
    return this.#length === 0 ? undefined : this.#moment(0);
  }

  /** Entries come in the order of their moments (Unix milliseconds). */
  push(at: number, { seconds, total, bad }: Counted): void {
    // One entry beyond what is kept stays, so that the longest window has a beginning.
    while (this.#length > 1 && this.#moment(1) <= at - this.#keep) {
      this.#first++;
      this.#length--;
    }
    this.#makeRoom();
    this.#rows.set([at, seconds, total, bad], (this.#first + this.#length) * COLUMNS);
    this.#length++;
  }

  /** What had been counted by a moment; undefined before the oldest entry. */
  at(moment: number): Counted | undefined {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#moment(middle) <= moment) low = middle + 1;
      else high = middle;
    }
    return low === 0 ? undefined : this.#counted(low - 1);
  }

  #moment(index: number): number {
    return this.#rows[(this.#first + index) * COLUMNS] ?? 0;
  }

  #counted(index: number): Counted {
    const at = (this.#first + index) * COLUMNS;
    return { seconds: this.#rows[at + 1] ?? 0, total: this.#rows[at + 2] ?? 0, bad: this.#rows[at + 3] ?? 0 };
  }

  #makeRoom(): void {
    if ((this.#first + this.#length + 1) * COLUMNS <= this.#rows.length) return;
    // Room that was forgotten is used again before more is taken.
    const capacity = this.#first > this.#length ? this.#rows.length : this.#rows.length * 2;
    const rows = new Float64Array(capacity);
    rows.set(this.#rows.subarray(this.#first * COLUMNS, (this.#first + this.#length) * COLUMNS));
    this.#rows = rows;
    this.#first = 0;
  }
}
