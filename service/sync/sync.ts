import type { Core, Part } from "../core.ts";
import { CIRCUIT_RETRY_MS, CircuitOpen } from "../outside/circuit.ts";
import type { OldSystem } from "../outside/old-system.ts";
import type { Queries } from "../storage/database.ts";
import { type JobKind, NotYet } from "../storage/jobs.ts";
import { nextTimeOfDay } from "../taiwan/taipei-time.ts";
import { isSame, merge } from "./merge.ts";
import {
  applyRecord,
  type Carry,
  createRecord,
  type EntityName,
  listRecords,
  type RecordBody,
  readRecord,
  type SyncedTable,
  type VersionedRecord,
} from "./sync-entity.ts";
import { syncOperations } from "./sync-operations.ts";
import {
  addWrite,
  endWrite,
  lastKnown,
  type PendingWrite,
  pendingWrites,
  recordKey,
  type Target,
} from "./write-log.ts";

const WRITE = "sync.write";
const APPLY = "sync.apply";
const COMPARE = "sync.compare";
const COMPARE_ALL = "sync.compare-all";
const COMPARE_AFTER_MS = 60_000;
const COMPARE_ALL_AT_HOUR = 3;
const PAGE = 200;

export interface Sync extends Part {
  readonly carry: Carry;
}

/** What the parts of sync share. */
export interface SyncCore {
  readonly tables: ReadonlyMap<EntityName, SyncedTable>;
  /** Gives both systems the same body under a new version that follows on both of theirs. */
  readonly settle: (
    queries: Queries,
    entity: EntityName,
    id: string,
    body: RecordBody,
    theirVersion: number,
  ) => Promise<void>;
  /** Takes in what the old system has changed. */
  readonly receive: (queries: Queries, change: Omit<PendingWrite, "writeId" | "before">) => Promise<void>;
}

/** Keeps the old system and this one alike while both are written to. No write is lost, none overtakes another. */
export function sync(core: Core, tables: readonly SyncedTable[], oldSystem: OldSystem, changesSecret: string): Sync {
  const { database, now, newId, record, jobs, log } = core;
  const byEntity = new Map(tables.map((table) => [table.entity, table]));
  const tableOf = (entity: EntityName): SyncedTable => {
    const table = byEntity.get(entity);
    if (table === undefined) throw new Error(`nothing is synced as ${entity}`);
    return table;
  };

  const enqueue = async (
    queries: Queries,
    entity: EntityName,
    own: VersionedRecord,
    baseVersion: number,
    before?: RecordBody,
  ) => {
    await addWrite(queries, "old_system", { ...own, writeId: newId(), entity, baseVersion, before }, now());
    await jobs.add(queries, WRITE, recordKey(entity, own.id));
  };

  const carry: Carry = async (queries, entity, id) => {
    const own = await readRecord(queries, tableOf(entity), id);
    const last = await lastKnown(queries, entity, id);
    if (own === undefined || own.version === last?.version) return;
    await enqueue(queries, entity, own, last?.version ?? 0, last?.body);
  };

  const settle: SyncCore["settle"] = async (queries, entity, id, body, theirVersion) => {
    const table = tableOf(entity);
    const own = await readRecord(queries, table, id);
    if (own === undefined) return;
    const settled = { id, version: Math.max(own.version, theirVersion) + 1, body: { ...own.body, ...body } };
    await applyRecord(queries, table, settled, own.version, now());
    await enqueue(queries, entity, settled, theirVersion, own.body);
  };

  /** Two systems have changed one record: joined when they touched different fields, kept for a person otherwise. */
  const resolve = async (
    queries: Queries,
    entity: EntityName,
    base: RecordBody,
    ours: VersionedRecord,
    theirs: VersionedRecord,
  ) => {
    const merged = merge(base, ours.body, theirs.body);
    if (merged !== undefined) await settle(queries, entity, ours.id, merged, theirs.version);
    await queries.query(
      `INSERT INTO sync_conflicts (id, entity, entity_id, ours, theirs, found_at, resolution, resolved_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        newId(),
        entity,
        ours.id,
        JSON.stringify(ours),
        JSON.stringify(theirs),
        now(),
        ...(merged === undefined ? [null, null] : ["merged", now()]),
      ],
    );
  };

  const ended = async (
    target: Target,
    write: PendingWrite,
    outcome: "written" | "conflict",
    then: (queries: Queries) => Promise<void>,
  ) => {
    const isFirst = await database.transaction(async (queries) => {
      if (!(await endWrite(queries, write.writeId, outcome, now()))) return false;
      await then(queries);
      return true;
    });
    if (isFirst) record({ type: "sync.write_ended", writeId: write.writeId, target, entity: write.entity, outcome });
  };

  const closedCircuit = async <Result>(ask: Promise<Result>): Promise<Result> =>
    ask.catch((error: unknown) => {
      throw error instanceof CircuitOpen ? new NotYet(now() + CIRCUIT_RETRY_MS, error.message) : error;
    });

  const forever = { attempts: Number.POSITIVE_INFINITY, firstRetryMs: 1_000, longestRetryMs: 5 * 60_000 };

  const writeOut: JobKind = {
    ...forever,
    kind: WRITE,
    run: async (key) => {
      const [entity, id] = splitKey(key);
      for (const write of await pendingWrites(database, "old_system", entity, id)) {
        const answer = await closedCircuit(oldSystem.write(entity, write, write.baseVersion));
        if (answer.outcome === "written") {
          await ended("old_system", write, "written", (queries) =>
            jobs.add(queries, COMPARE, key, now() + COMPARE_AFTER_MS),
          );
        } else {
          await ended("old_system", write, "conflict", (queries) =>
            resolve(queries, entity, write.before ?? {}, write, answer.theirs),
          );
        }
      }
    },
  };

  const applyIn: JobKind = {
    ...forever,
    kind: APPLY,
    run: async (key) => {
      const [entity, id] = splitKey(key);
      for (const change of await pendingWrites(database, "new_system", entity, id)) await applyChange(change);
    },
  };

  const applyChange = async (change: PendingWrite): Promise<void> => {
    const { entity, id, baseVersion } = change;
    const table = tableOf(entity);
    const outcome = await database.transaction(async (queries) => {
      const own = await readRecord(queries, table, id);
      const isNew = own === undefined && table.isBornThereToo === true;
      const isApplied = isNew
        ? await createRecord(queries, table, change, now())
        : own !== undefined &&
          ((await applyRecord(queries, table, change, baseVersion, now())) || isSame(change.body, own.body));
      const state = isApplied ? "written" : "conflict";
      const isFirst = await endWrite(queries, change.writeId, state, now());
      if (isFirst && !isApplied && own !== undefined) {
        const base = await lastKnown(queries, entity, id);
        await resolve(queries, entity, base?.version === baseVersion ? base.body : {}, own, change);
      }
      return isFirst ? state : undefined;
    });
    if (outcome !== undefined)
      record({ type: "sync.write_ended", writeId: change.writeId, target: "new_system", entity, outcome });
  };

  /** Compares one record; what differs is written again. */
  const compareOne = async (entity: EntityName, own: VersionedRecord): Promise<void> => {
    const theirs = await closedCircuit(oldSystem.read(entity, own.id));
    const outcome = theirs === undefined ? "missing" : isSame(own.body, theirs.body) ? "same" : "different";
    record({ type: "sync.compared", entity, outcome, records: 1 });
    if (outcome === "same") return;
    log.warn({ entity, id: own.id, outcome }, "the old system holds something else; it is written again");
    await database.transaction((queries) => enqueue(queries, entity, own, theirs?.version ?? 0, theirs?.body));
  };

  const compare: JobKind = {
    ...forever,
    kind: COMPARE,
    run: async (key) => {
      const [entity, id] = splitKey(key);
      const own = await readRecord(database, tableOf(entity), id);
      const waiting = await pendingWrites(database, "old_system", entity, id);
      // Written again meanwhile: that write brings its own comparison.
      if (own !== undefined && waiting.length === 0) await compareOne(entity, own);
    },
  };

  const compareAll: JobKind = {
    ...forever,
    kind: COMPARE_ALL,
    run: async () => {
      for (const [entity, table] of byEntity) {
        let after = "";
        for (
          let rows = await listRecords(database, table, after, PAGE);
          rows.length > 0;
          rows = await listRecords(database, table, after, PAGE)
        ) {
          for (const own of rows) {
            if ((await pendingWrites(database, "old_system", entity, own.id)).length === 0)
              await compareOne(entity, own);
            after = own.id;
          }
        }
      }
    },
    nextDue: (at) => nextTimeOfDay(at, COMPARE_ALL_AT_HOUR),
  };

  const receive: SyncCore["receive"] = async (queries, change) => {
    await addWrite(queries, "new_system", { ...change, writeId: newId(), before: undefined }, now());
    await jobs.add(queries, APPLY, recordKey(change.entity, change.id));
  };

  return {
    carry,
    jobs: [writeOut, applyIn, compare, compareAll],
    operations: syncOperations(core, { tables: byEntity, settle, receive }, changesSecret),
    gauges: [
      {
        name: "sync_pending_writes",
        read: async () => {
          const rows = await database.query<{ target: Target; pending: number }>(
            "SELECT target, COUNT(*) AS pending FROM sync_writes WHERE state = 'pending' GROUP BY target",
          );
          return TARGETS.map(
            (target) => [{ target }, rows.find((row) => row.target === target)?.pending ?? 0] as const,
          );
        },
      },
      {
        name: "sync_oldest_pending_age_seconds",
        read: async () => {
          const rows = await database.query<{ target: Target; since: number }>(
            "SELECT target, MIN(added_at) AS since FROM sync_writes WHERE state = 'pending' GROUP BY target",
          );
          const age = (target: Target) => now() - (rows.find((row) => row.target === target)?.since ?? now());
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

const TARGETS = ["old_system", "new_system"] as const;

function splitKey(key: string): [EntityName, string] {
  const slash = key.indexOf("/");
  const entity = key.slice(0, slash);
  if (!isEntity(entity)) throw new Error(`${key} names no record`);
  return [entity, key.slice(slash + 1)];
}

export const ENTITIES = ["customer", "order", "delivery", "invoice"] as const satisfies readonly EntityName[];

function isEntity(text: string): text is EntityName {
  return ENTITIES.some((entity) => entity === text);
}
