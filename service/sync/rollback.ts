import type { Queries } from "../../foundation/storage/database.ts";
import type { Core } from "../core.ts";
import type { EntityName, RecordBody } from "../outside/old-system.ts";
import type { JobKind } from "../storage/jobs.ts";
import { FOREVER } from "./job-terms.ts";
import { isSame, undo } from "./merge.ts";
import type { SharedRecords } from "./shared-records.ts";
import { columnsOf, readRecord } from "./sync-entity.ts";
import { changesOf, countRecordsChanged, recordsWritten } from "./write-log.ts";

const ROLL_BACK_JOB = "sync.roll-back";
const RECORDS_AT_ONCE = 50;

/** What a rollback means for the records of one entity that were written in its time. */
export interface RollbackPlan {
  readonly entity: EntityName;
  readonly records: number;
  /** Fields that get what they held before, where they still hold what was written. */
  readonly takes_back: readonly string[];
  /** Fields that stay: they tell what has happened. */
  readonly keeps: readonly string[];
}

export interface Rollbacks {
  /** What a rollback to a time would take back and what not. Changes nothing. */
  readonly plan: (queries: Queries, since: number) => Promise<RollbackPlan[]>;
  readonly job: JobKind;
  /** Begins to take back what was written since a time; answers with the rollback's id. */
  readonly begin: (queries: Queries, since: number) => Promise<string>;
}

interface RollbackRow {
  readonly since: number;
  readonly until: number;
  readonly done_to: string;
  readonly ended_at: number | null;
}

/** Takes back our writes of a span of time, a few records in each transaction, and goes on after a restart where it was. */
export function rollbacks({ database, now, newId, jobs, log }: Core, records: SharedRecords): Rollbacks {
  /** Answers whether there may be more. */
  const takeBackSome = async (queries: Queries, rollbackId: string): Promise<boolean> => {
    const [row] = await queries.query<RollbackRow>("SELECT * FROM sync_rollbacks WHERE id = $1", [rollbackId]);
    if (row === undefined || row.ended_at !== null) return false;
    const some = await recordsWritten(queries, { ...row, doneTo: row.done_to }, RECORDS_AT_ONCE);
    for (const { entity, id } of some) {
      const ours = await readRecord(queries, records.tableOf(entity), id);
      if (ours === undefined) continue;
      const { takenBack } = records.tableOf(entity);
      const undone = undo(ours.body, await changesOf(queries, entity, id, row));
      const body = { ...ours.body, ...only(takenBack, undone) };
      if (!isSame(body, ours.body)) await records.change(queries, entity, ours, body);
    }
    const doneTo = some.at(-1)?.key ?? row.done_to;
    const endedAt = some.length < RECORDS_AT_ONCE ? now() : null;
    await queries.query("UPDATE sync_rollbacks SET done_to = $2, ended_at = $3 WHERE id = $1", [
      rollbackId,
      doneTo,
      endedAt,
    ]);
    return endedAt === null;
  };

  return {
    job: {
      ...FOREVER,
      kind: ROLL_BACK_JOB,
      run: async (rollbackId) => {
        while (await database.transaction((queries) => takeBackSome(queries, rollbackId)));
        log.info({ rollbackId }, "the writes were taken back; the old system is being told");
      },
    },
    plan: async (queries, since) => {
      const written = await countRecordsChanged(queries, { since, until: now() });
      return written.map(({ entity, records: count }) => {
        const own = records.tableOf(entity);
        const { takenBack } = own;
        const keeps = columnsOf(own).filter((column) => !takenBack.includes(column));
        return { entity, records: count, takes_back: takenBack, keeps };
      });
    },
    begin: async (queries, since) => {
      const rollbackId = newId();
      await queries.query("INSERT INTO sync_rollbacks (id, since, until, done_to) VALUES ($1, $2, $3, '')", [
        rollbackId,
        since,
        now(),
      ]);
      await jobs.add(queries, ROLL_BACK_JOB, rollbackId);
      return rollbackId;
    },
  };
}

function only(names: readonly string[], body: RecordBody): RecordBody {
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name)));
}
