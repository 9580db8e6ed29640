export interface Position {
  readonly seq: number;
  readonly lat: number;
  readonly lng: number;
}

/** What a position means after the one before: news, with how many are missing in between, or nothing new. */
export type Step = { readonly isNews: true; readonly missing: number } | { readonly isNews: false };

/** Numbers further apart than this are no gap: the truck's device has been replaced. */
const LONGEST_GAP = 10_000;

/** Trucks number their positions from 1; a device that starts again begins anew. */
export function stepTo(last: number | undefined, seq: number): Step {
  if (last === undefined || seq === 1)
    return last === 1 && seq === 1 ? { isNews: false } : { isNews: true, missing: 0 };
  if (seq <= last) return { isNews: false };
  const missing = seq - last - 1;
  return { isNews: true, missing: missing > LONGEST_GAP ? 0 : missing };
}
