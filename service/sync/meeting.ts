import type { VersionedRecord } from "../outside/old-system.ts";
import { isSame, merge } from "./merge.ts";

/** What comes of it when the old system's state of a record meets ours. */
export type Meeting =
  /** We have met this state, or a later one, before. */
  | { readonly outcome: "known" }
  | {
      readonly outcome: "joined";
      /** What both are to hold. */
      readonly ours: VersionedRecord;
      /** Whether the old system does not hold it yet. */
      readonly isOwedToThem: boolean;
    }
  | { readonly outcome: "conflict" };

/**
 * Meets their state on the ground of what both had agreed on. Versions of a record only ever grow, in both systems: ours is
 * never below what theirs is known to be, so that a write of ours is always new to them.
 */
export function meet(agreed: VersionedRecord | undefined, ours: VersionedRecord, theirs: VersionedRecord): Meeting {
  if (agreed !== undefined && theirs.version <= agreed.version) return { outcome: "known" };
  const body = merge(agreed?.body ?? {}, ours.body, theirs.body);
  if (body === undefined) return { outcome: "conflict" };
  const isOwedToThem = !isSame(body, theirs.body);
  const isNewVersion = isOwedToThem || (theirs.version <= ours.version && !isSame(body, ours.body));
  const version = Math.max(ours.version, theirs.version) + (isNewVersion ? 1 : 0);
  return { outcome: "joined", ours: { id: ours.id, version, body }, isOwedToThem };
}
