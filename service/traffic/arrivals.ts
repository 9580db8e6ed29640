export interface ArrivalOptions {
  /** Arrivals per second at a Unix time in milliseconds. */
  readonly perSecond: (now: number) => number;
  readonly now: () => number;
  readonly random: () => number;
  /** Starts one journey. It is not waited for: customers do not wait for each other either. */
  readonly arrive: () => void;
}

// Arrivals are drawn for steps this long; a step's arrivals come together, which is harder on a service than the truth.
const STEP_MS = 20;

/**
 * Lets customers arrive as a Poisson process, whether or not the service keeps up: a slow answer must not slow the
 * arrivals, or an overload would hide itself (coordinated omission). Ends when `signal` says so.
 */
export function startArrivals({ perSecond, now, random, arrive }: ArrivalOptions, signal: AbortSignal): void {
  let last = now();
  const timer = setInterval(() => {
    const current = now();
    const expected = (perSecond(current) * Math.max(0, current - last)) / 1_000;
    last = current;
    for (let count = poisson(expected, random); count > 0; count--) arrive();
  }, STEP_MS);
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  if (signal.aborted) clearInterval(timer);
}

// Above this, e^-mean is close to the smallest number there is; a sum of smaller draws has the same distribution.
const LARGEST_MEAN = 500;

/** A draw from the Poisson distribution of a mean (Knuth, The Art of Computer Programming, volume 2, 3.4.1). */
export function poisson(mean: number, random: () => number): number {
  if (mean > LARGEST_MEAN) return poisson(LARGEST_MEAN, random) + poisson(mean - LARGEST_MEAN, random);
  const limit = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > limit; product *= random()) count++;
  return Math.max(0, count);
}
