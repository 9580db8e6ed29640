/** The window over which raw series are read once: four scrapes, so that a rate survives one that failed (milliseconds). */
export function baseWindow(scrapeInterval: number): number {
  return Math.ceil((4 * scrapeInterval) / 1000) * 1000;
}
