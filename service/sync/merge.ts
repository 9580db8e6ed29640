import type { RecordBody } from "./sync-entity.ts";

/**
 * Joins two changes of one record when they touch different fields, as a three-way merge does; undefined when both have
 * changed a field to different values: only a person knows which is right.
 */
export function merge(base: RecordBody, ours: RecordBody, theirs: RecordBody): RecordBody | undefined {
  const merged: Record<string, RecordBody[string]> = {};
  for (const name of Object.keys(ours)) {
    const was = base[name] ?? null;
    const own = ours[name] ?? null;
    const other = name in theirs ? (theirs[name] ?? null) : was;
    if (own !== was && other !== was && own !== other) return undefined;
    merged[name] = own === was ? other : own;
  }
  return merged;
}

/** Whether two systems say the same of the fields that we know. */
export function isSame(ours: RecordBody, theirs: RecordBody): boolean {
  return Object.keys(ours).every((name) => (ours[name] ?? null) === (theirs[name] ?? null));
}
