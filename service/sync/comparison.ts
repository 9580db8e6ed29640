import type { Queries } from "../../foundation/storage/database.ts";
import type { Core } from "../core.ts";
import type { EntityName, OldSystem, VersionedRecord } from "../outside/old-system.ts";
import type { JobKind } from "../storage/jobs.ts";
import { nextTimeOfDay } from "../taiwan/taipei-time.ts";
import type { LabelsOf } from "../telemetry/metrics.ts";
import { orSetAside } from "./for-ever.ts";
import { FOREVER, patiently } from "./job-terms.ts";
import { isSame } from "./merge.ts";
import type { SharedRecords } from "./shared-records.ts";
import { listRecords, parseRecordKey, readRecord, recordKey } from "./sync-entity.ts";
import { forgetWrites, pendingWrites } from "./write-log.ts";

export const COMPARE_JOB = "sync.compare";
export const COMPARE_AFTER_MS = 60_000;
const COMPARE_ALL_JOB = "sync.compare-all";
const COMPARE_OURS_JOB = "sync.compare-ours";
const COMPARE_THEIRS_JOB = "sync.compare-theirs";
const COMPARE_ALL_AT_HOUR = 3;
/** Their ids have to fit into one address. */
const PAGE = 50;
/** What was written can be taken back for so long. */
const REMEMBERED_MS = 90 * 24 * 3_600_000;

type Comparison = LabelsOf<"sync_compared_records_total">["outcome"];

/** Looks whether both systems hold the same: each record a minute after it was written, all of them once a day. */
export function comparison(core: Core, records: SharedRecords, oldSystem: OldSystem): JobKind[] {
  const { database, now, record, jobs, log } = core;
  const { tables, tableOf } = records;

  const isOwed = async (queries: Queries, entity: EntityName, id: string): Promise<boolean> =>
    (await pendingWrites(queries, "old_system", entity, id)).length > 0;

  /** Undefined when the record was written meanwhile: that write brings a comparison of its own. */
  const settle = async (
    entity: EntityName,
    ours: VersionedRecord | undefined,
    theirs: VersionedRecord | undefined,
  ): Promise<Comparison | undefined> => {
    if (ours !== undefined && theirs !== undefined && isSame(ours.body, theirs.body)) return "same";
    const id = ours?.id ?? theirs?.id ?? "";
    const outcome = ours === undefined || theirs === undefined ? "missing" : "different";
    const isCurrent = await orSetAside(
      database,
      async (queries) => {
        const current = await readRecord(queries, tableOf(entity), id);
        if (current?.version !== ours?.version || (await isOwed(queries, entity, id))) return false;
        await records.look(queries, entity, id, theirs);
        return true;
      },
      async (queries, reason) => {
        if (theirs !== undefined) await records.refuse(queries, entity, theirs, reason);
        return true;
      },
    );
    if (!isCurrent) return undefined;
    log.warn({ entity, id, outcome }, "the two systems did not hold the same");
    return outcome;
  };

  const report = (entity: EntityName, outcomes: ReadonlyArray<Comparison | undefined>): void => {
    for (const [outcome, found] of Map.groupBy(outcomes, (each) => each)) {
      if (outcome !== undefined) record({ type: "sync.compared", entity, outcome, records: found.length });
    }
  };

  const compareOne: JobKind = {
    ...FOREVER,
    kind: COMPARE_JOB,
    run: async (key) => {
      const [entity, id] = parseRecordKey(key);
      if (await isOwed(database, entity, id)) return;
      const ours = await readRecord(database, tableOf(entity), id);
      if (ours === undefined) return;
      const theirs = await patiently(oldSystem.read(entity, id));
      report(entity, [await settle(entity, ours, theirs)]);
    },
  };

  /** One page of our records, whose key is the last id of the page before; then the next one. */
  const compareOurs: JobKind = {
    ...FOREVER,
    kind: COMPARE_OURS_JOB,
    run: async (key) => {
      const [entity, after] = parseRecordKey(key);
      const page = await listRecords(database, tableOf(entity), after, PAGE);
      const settled: VersionedRecord[] = [];
      for (const ours of page) if (!(await isOwed(database, entity, ours.id))) settled.push(ours);
      const ids = settled.map(({ id }) => id);
      const theirs = new Map(
        (ids.length === 0 ? [] : await patiently(oldSystem.readMany(entity, ids))).map((each) => [each.id, each]),
      );
      const outcomes: Array<Comparison | undefined> = [];
      for (const ours of settled) outcomes.push(await settle(entity, ours, theirs.get(ours.id)));
      const last = page.at(-1);
      if (last !== undefined) await jobs.add(database, COMPARE_OURS_JOB, recordKey(entity, last.id));
      report(entity, outcomes);
    },
  };

  /** One page of their records, to find those that we have never heard of. */
  const compareTheirs: JobKind = {
    ...FOREVER,
    kind: COMPARE_THEIRS_JOB,
    run: async (key) => {
      const [entity, after] = parseRecordKey(key);
      const page = await patiently(oldSystem.list(entity, after, PAGE));
      const outcomes: Array<Comparison | undefined> = [];
      for (const theirs of page) {
        const ours = await readRecord(database, tableOf(entity), theirs.id);
        if (ours === undefined) outcomes.push(await settle(entity, undefined, theirs));
      }
      const last = page.at(-1);
      if (last !== undefined) await jobs.add(database, COMPARE_THEIRS_JOB, recordKey(entity, last.id));
      report(entity, outcomes);
    },
  };

  const compareAll: JobKind = {
    ...FOREVER,
    kind: COMPARE_ALL_JOB,
    run: async () => {
      await database.transaction(async (queries) => {
        for (const entity of tables.keys()) {
          await jobs.add(queries, COMPARE_OURS_JOB, recordKey(entity, ""));
          await jobs.add(queries, COMPARE_THEIRS_JOB, recordKey(entity, ""));
        }
        await forgetWrites(queries, now() - REMEMBERED_MS);
      });
    },
    nextDue: (at) => nextTimeOfDay(at, COMPARE_ALL_AT_HOUR),
  };

  return [compareOne, compareOurs, compareTheirs, compareAll];
}
