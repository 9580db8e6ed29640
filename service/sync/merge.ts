import type { RecordBody } from "../outside/old-system.ts";

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

/** Takes back writes, the newest first: each field that still holds what a write put there gets what it held before. */
export function undo(
  current: RecordBody,
  newestFirst: ReadonlyArray<{ readonly body: RecordBody; readonly before: RecordBody }>,
): RecordBody {
  const undone: Record<string, RecordBody[string]> = { ...current };
  for (const { body, before } of newestFirst) {
    for (const [name, value] of Object.entries(body)) {
      if ((undone[name] ?? null) === (value ?? null)) undone[name] = before[name] ?? null;
    }
  }
  return undone;
}
