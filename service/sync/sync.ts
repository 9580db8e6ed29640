import { DatabaseError } from "../../foundation/storage/database.ts";
import type { Core, Part } from "../core.ts";
import type { EntityName, OldSystem } from "../outside/old-system.ts";
import type { JobKind } from "../storage/jobs.ts";
import { readAgreed } from "./agreed-state.ts";
import { COMPARE_AFTER_MS, COMPARE_JOB, comparison } from "./comparison.ts";
import { FOREVER, patiently } from "./job-terms.ts";
import { rollbacks } from "./rollback.ts";
import { sharedRecords, WRITE_JOB } from "./shared-records.ts";
import { type Carry, parseRecordKey, recordKey, type SyncedTable } from "./sync-entity.ts";
import { syncOperations } from "./sync-operations.ts";
import { addWrite, pendingWrites, readBacklog, type SyncWrite, TARGETS, type Target } from "./write-log.ts";

const APPLY_JOB = "sync.apply";

export interface Sync extends Part {
  readonly carry: Carry;
}

/** Keeps the old system and this one alike while both are written to. No write is lost, none overtakes another. */
export function sync(core: Core, tables: readonly SyncedTable[], oldSystem: OldSystem, changesSecret: string): Sync {
  const { database, now, newId, jobs, log } = core;
  const records = sharedRecords(core, tables);
  const { job: rollBack, ...takingBack } = rollbacks(core, records);

  const writeOut: JobKind = {
    ...FOREVER,
    kind: WRITE_JOB,
    run: async (key) => {
      const [entity, id] = parseRecordKey(key);
      for (const write of await pendingWrites(database, "old_system", entity, id)) {
        if ((await send(entity, write)) === "conflict") return;
      }
    },
  };

  const send = async (entity: EntityName, write: SyncWrite): Promise<"written" | "conflict"> => {
    const base = await readAgreed(database, entity, write.id);
    const answer = await patiently(oldSystem.write(entity, write, base?.version ?? 0));
    const isOwedStill = await database.transaction(async (queries) => {
      if (answer.outcome === "written") {
        await records.confirm(queries, write);
        await records.end(queries, write, "written");
        await jobs.add(queries, COMPARE_JOB, recordKey(entity, write.id), COMPARE_AFTER_MS);
        return false;
      }
      await records.look(queries, entity, write.id, answer.theirs);
      const owed = await pendingWrites(queries, "old_system", entity, write.id);
      return owed.some(({ writeId }) => writeId === write.writeId);
    });
    if (isOwedStill) throw new Error("the old system refused a write over a version that it held, or has gone back");
    return answer.outcome;
  };

  const applyIn: JobKind = {
    ...FOREVER,
    kind: APPLY_JOB,
    run: async (key) => {
      const [entity, id] = parseRecordKey(key);
      for (const change of await pendingWrites(database, "new_system", entity, id)) await applyChange(change);
    },
  };

  const applyChange = async (change: SyncWrite): Promise<void> => {
    try {
      await database.transaction(async (queries) => {
        await records.end(queries, change, await records.hear(queries, change.entity, change));
      });
    } catch (error) {
      if (!(error instanceof DatabaseError) || error.kind !== "constraint") throw error;
      // It would be refused for ever, and hold up what comes after it.
      log.error({ err: error, entity: change.entity, id: change.id }, "a change of the old system breaks a rule here");
      await database.transaction((queries) => records.end(queries, change, "failed"));
    }
  };

  return {
    carry: records.carry,
    jobs: [writeOut, applyIn, rollBack, ...comparison(core, records, oldSystem)],
    operations: syncOperations(core, {
      secret: changesSecret,
      records,
      rollbacks: takingBack,
      receive: async (queries, change) => {
        await addWrite(queries, { ...change, writeId: newId(), target: "new_system", before: undefined }, now());
        await jobs.add(queries, APPLY_JOB, recordKey(change.entity, change.id));
      },
    }),
    gauges: [
      {
        name: "sync_pending_writes",
        read: async () => {
          const backlog = await readBacklog(database);
          const pending = (target: Target) => backlog.find((each) => each.target === target)?.pending ?? 0;
          return TARGETS.map((target) => [{ target }, pending(target)] as const);
        },
      },
      {
        name: "sync_oldest_pending_age_seconds",
        read: async () => {
          const backlog = await readBacklog(database);
          const age = (target: Target) => now() - (backlog.find((each) => each.target === target)?.since ?? now());
          return TARGETS.map((target) => [{ target }, age(target) / 1_000] as const);
        },
      },
    ],
    dependencies: [
      {
        name: "old-system",
        required: false,
        check: async () => {
          if (oldSystem.circuit.isOpen) throw new Error("the last requests have failed");
        },
      },
    ],
  };
}
