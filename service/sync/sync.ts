import type { Core, Part } from "../core.ts";
import type { EntityName, OldSystem, Written } from "../outside/old-system.ts";
import type { JobKind } from "../storage/jobs.ts";
import { readAgreed } from "./agreed-state.ts";
import { COMPARE_AFTER_MS, COMPARE_JOB, comparison } from "./comparison.ts";
import { orSetAside, whyForEver } from "./for-ever.ts";
import { FOREVER, patiently } from "./job-terms.ts";
import { rollbacks } from "./rollback.ts";
import { setAsideOperations } from "./set-aside.ts";
import { sharedRecords, WRITE_JOB } from "./shared-records.ts";
import { type Carry, parseRecordKey, recordKey, type SyncedTable } from "./sync-entity.ts";
import { syncOperations } from "./sync-operations.ts";
import {
  addWrite,
  countSetAside,
  pendingWrites,
  readBacklog,
  type SyncWrite,
  TARGETS,
  type Target,
} from "./write-log.ts";

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

  const writeThere = async (
    entity: EntityName,
    write: SyncWrite,
    baseVersion: number,
  ): Promise<Written | { readonly outcome: "failed"; readonly reason: string }> => {
    try {
      return await patiently(oldSystem.write(entity, write, baseVersion));
    } catch (error) {
      const reason = whyForEver(error);
      if (reason === undefined) throw error;
      // It would be refused for ever, and hold up what comes after it.
      log.error({ entity, id: write.id, reason }, "the old system will never take a write of ours: it is set aside");
      return { outcome: "failed", reason };
    }
  };

  const send = async (entity: EntityName, write: SyncWrite): Promise<"written" | "conflict" | "failed"> => {
    const base = await readAgreed(database, entity, write.id);
    const answer = await writeThere(entity, write, base?.version ?? 0);
    const isOwedStill = await orSetAside(
      database,
      async (queries) => {
        if (answer.outcome === "failed") {
          await records.end(queries, write, "failed", answer.reason);
          return false;
        }
        if (answer.outcome === "written") {
          await records.confirm(queries, write);
          await records.end(queries, write, "written");
          await jobs.add(queries, COMPARE_JOB, recordKey(entity, write.id), COMPARE_AFTER_MS);
          return false;
        }
        await records.look(queries, entity, write.id, answer.theirs);
        const owed = await pendingWrites(queries, "old_system", entity, write.id);
        return owed.some(({ writeId }) => writeId === write.writeId);
      },
      async (queries, reason) => {
        if (answer.outcome !== "conflict" || answer.theirs === undefined) throw new Error(reason);
        await records.refuse(queries, entity, answer.theirs, reason);
        return false;
      },
    );
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
    await orSetAside(
      database,
      async (queries) => records.end(queries, change, await records.hear(queries, change.entity, change)),
      async (queries, reason) => {
        // It would be refused for ever, and hold up what comes after it.
        log.error(
          { entity: change.entity, id: change.id, reason },
          "a change can never be stored here: it is set aside",
        );
        return records.end(queries, change, "failed", reason);
      },
    );
  };

  return {
    carry: records.carry,
    jobs: [writeOut, applyIn, rollBack, ...comparison(core, records, oldSystem)],
    operations: [
      ...syncOperations(core, {
        secret: changesSecret,
        records,
        rollbacks: takingBack,
        receive: async (queries, change) => {
          await addWrite(queries, { ...change, writeId: newId(), target: "new_system", before: undefined }, now());
          await jobs.add(queries, APPLY_JOB, recordKey(change.entity, change.id));
        },
      }),
      ...setAsideOperations(core, (queries, target, entity, id) =>
        jobs.add(queries, target === "old_system" ? WRITE_JOB : APPLY_JOB, recordKey(entity, id)),
      ),
    ],
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
      {
        name: "sync_writes_set_aside",
        read: async () => {
          const setAside = await countSetAside(database);
          return TARGETS.map(
            (target) => [{ target }, setAside.find((own) => own.target === target)?.writes ?? 0] as const,
          );
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
