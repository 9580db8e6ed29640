interface Appointment {
  readonly at: number;
  /** What is put down first for one moment happens first. */
  readonly seq: number;
  readonly what: () => void;
}

/** Virtual time: what is still to happen, in order. All times are Unix milliseconds. */
export class Agenda {
  readonly #heap: Appointment[] = [];
  #now: number;
  #seq = 0;

  constructor(start: number) {
    this.#now = start;
  }

  get now(): number {
    return this.#now;
  }

  /** Puts something down; for what has passed it happens next. */
  at(moment: number, what: () => void): void {
    const heap = this.#heap;
    const one = { at: Math.max(moment, this.#now), seq: this.#seq++, what };
    let index = heap.length;
    heap.push(one);
    for (let parent = (index - 1) >> 1; index > 0; index = parent, parent = (index - 1) >> 1) {
      const above = heap[parent];
      if (above === undefined || !isBefore(one, above)) break;
      heap[index] = above;
      heap[parent] = one;
    }
  }

  in(ms: number, what: () => void): void {
    this.at(this.#now + ms, what);
  }

  /** Lets everything happen up to a moment, and asks to be looked at just before and after each; ends when that says so. */
  run(until: number, before: (now: number) => boolean, after: (now: number) => void): void {
    for (let next = this.#heap[0]; next !== undefined && next.at <= until; next = this.#heap[0]) {
      this.#removeFirst();
      if (!before(next.at)) return;
      this.#now = next.at;
      next.what();
      after(next.at);
    }
    before(until);
    this.#now = until;
  }

  #removeFirst(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [one, other] = [heap[left], heap[left + 1]];
      if (one === undefined) break;
      const child = other !== undefined && isBefore(other, one) ? left + 1 : left;
      const below = heap[child];
      if (below === undefined || !isBefore(below, last)) break;
      heap[index] = below;
      index = child;
    }
    heap[index] = last;
  }
}

function isBefore(a: Appointment, b: Appointment): boolean {
  return a.at < b.at || (a.at === b.at && a.seq < b.seq);
}
