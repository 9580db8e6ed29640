import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";
import type { Queries } from "../../foundation/storage/database.ts";
import type { Core } from "../core.ts";
import type { EntityName, RecordBody, VersionedRecord } from "../outside/old-system.ts";
import { forgetAgreed, readAgreed, writeAgreed } from "./agreed-state.ts";
import { type Conflict, closeConflict, openConflict, type Resolution } from "./conflict-log.ts";
import { Unacceptable } from "./for-ever.ts";
import { meet } from "./meeting.ts";
import { isSame } from "./merge.ts";
import {
  applyRecord,
  type Carry,
  columnsOf,
  createRecord,
  readRecord,
  recordKey,
  type SyncedTable,
} from "./sync-entity.ts";
import { addWrite, endWrite, pendingWrites, type SyncWrite, type WriteOutcome } from "./write-log.ts";

export const WRITE_JOB = "sync.write";

/** The records that live in both systems. Everything here happens within the caller's transaction. */
export interface SharedRecords {
  readonly tables: ReadonlyMap<EntityName, SyncedTable>;
  readonly tableOf: (entity: EntityName) => SyncedTable;
  readonly carry: Carry;
  /** A write has ended; counted once. */
  readonly end: (queries: Queries, write: SyncWrite, outcome: WriteOutcome, reason?: string) => Promise<boolean>;
  /** The old system has taken a write of ours. */
  readonly confirm: (queries: Queries, write: SyncWrite) => Promise<void>;
  /** Takes in a state that the old system has told us of. Rejects with Unacceptable when no row of ours can hold it. */
  readonly hear: (queries: Queries, entity: EntityName, theirs: VersionedRecord) => Promise<WriteOutcome>;
  /** Takes in the state that the old system holds now, as it has answered; undefined when it holds none. */
  readonly look: (
    queries: Queries,
    entity: EntityName,
    id: string,
    theirs: VersionedRecord | undefined,
  ) => Promise<WriteOutcome>;
  /** Keeps a state that we can never take in, and that the old system holds: for a person, beside ours if there is one. */
  readonly refuse: (
    queries: Queries,
    entity: EntityName,
    theirs: VersionedRecord,
    reason: string,
  ) => Promise<WriteOutcome>;
  /** Gives our record other values, and owes them to the old system. */
  readonly change: (queries: Queries, entity: EntityName, own: VersionedRecord, body: RecordBody) => Promise<void>;
  /** Settles a conflict as a person has said; answers false when it is settled already. Rejects with Unacceptable as `hear` does. */
  readonly resolve: (queries: Queries, conflict: Conflict, winner: Exclude<Resolution, "merged">) => Promise<boolean>;
}

export function sharedRecords({ now, newId, record, jobs }: Core, own: readonly SyncedTable[]): SharedRecords {
  const tables = new Map(own.map((table) => [table.entity, table]));
  const tableOf = (entity: EntityName): SyncedTable => {
    const table = tables.get(entity);
    if (table === undefined) throw new Error(`nothing is synced as ${entity}`);
    return table;
  };

  const owe = async (queries: Queries, entity: EntityName, ours: VersionedRecord, before: RecordBody | undefined) => {
    await addWrite(queries, { ...ours, writeId: newId(), target: "old_system", entity, before }, now());
    await jobs.add(queries, WRITE_JOB, recordKey(entity, ours.id));
  };

  const carry: Carry = async (queries, entity, id) => {
    const ours = await readRecord(queries, tableOf(entity), id);
    if (ours === undefined) return;
    const last = (await pendingWrites(queries, "old_system", entity, id)).at(-1);
    await owe(queries, entity, ours, (last ?? (await readAgreed(queries, entity, id)))?.body);
  };

  const checks = new Map(
    own.map(({ entity, fields }) => {
      const whole = Type.Object(fields);
      return [entity, { ofNew: checkOf(whole), ofChange: checkOf(Type.Partial(whole)) }];
    }),
  );
  const mustBeAcceptable = (entity: EntityName, check: "ofNew" | "ofChange", body: RecordBody): void => {
    const [offence] = checks.get(entity)?.[check].offences(body) ?? [];
    if (offence !== undefined)
      throw new Unacceptable(`${offence.instancePath.slice(1)} ${offence.message ?? "is not valid"}`.trim());
  };

  const end: SharedRecords["end"] = async (queries, { writeId, target, entity }, outcome, reason) => {
    const isFirst = await endWrite(queries, writeId, outcome, now(), reason);
    if (isFirst) queries.afterCommit(() => record({ type: "sync.write_ended", writeId, target, entity, outcome }));
    return isFirst;
  };

  /** What we owed in vain, because the record has changed over there: whatever comes of it is owed anew. */
  const endOwed = async (queries: Queries, entity: EntityName, id: string): Promise<number> => {
    const owed = await pendingWrites(queries, "old_system", entity, id);
    for (const write of owed) await end(queries, write, "conflict");
    return owed.length;
  };

  const store = async (
    queries: Queries,
    entity: EntityName,
    ours: VersionedRecord,
    next: VersionedRecord,
  ): Promise<void> => {
    if (next.version === ours.version) return;
    if (!(await applyRecord(queries, tableOf(entity), next, ours.version, now())))
      throw new Error(`${recordKey(entity, ours.id)} changed within a transaction`);
  };

  const hear: SharedRecords["hear"] = async (queries, entity, told) => {
    const table = tableOf(entity);
    const ours = await readRecord(queries, table, told.id);
    if (ours === undefined) {
      if (table.isBornThereToo !== true)
        throw new Unacceptable("there is no such record here, and none may begin there");
      // What it does not say of a new record is nothing.
      const said = Object.fromEntries(columnsOf(table).map((name) => [name, told.body[name] ?? null]));
      mustBeAcceptable(entity, "ofNew", said);
      await createRecord(queries, table, told, now());
      await writeAgreed(queries, entity, told);
      return "written";
    }
    mustBeAcceptable(entity, "ofChange", told.body);
    const agreed = await readAgreed(queries, entity, told.id);
    const theirs = { ...told, body: { ...agreed?.body, ...told.body } };
    const meeting = meet(agreed, ours, theirs);
    if (meeting.outcome === "known") return "written";
    const conflict = { conflictId: newId(), entity, id: ours.id, ours, theirs, foundAt: now() };
    const inVain = await endOwed(queries, entity, ours.id);
    if (meeting.outcome === "conflict") {
      await openConflict(queries, conflict);
      return "conflict";
    }
    if (inVain > 0) await openConflict(queries, conflict);
    await closeConflict(queries, conflict, "merged", now());
    await writeAgreed(queries, entity, theirs);
    await store(queries, entity, ours, meeting.ours);
    if (meeting.isOwedToThem) await owe(queries, entity, meeting.ours, theirs.body);
    return "written";
  };

  const change: SharedRecords["change"] = async (queries, entity, ours, body) => {
    const changed = { ...ours, version: ours.version + 1, body };
    await store(queries, entity, ours, changed);
    await owe(queries, entity, changed, ours.body);
  };

  return {
    tables,
    tableOf,
    carry,
    end,
    confirm: async (queries, write) => {
      const agreed = await readAgreed(queries, write.entity, write.id);
      if (agreed === undefined || agreed.version < write.version) await writeAgreed(queries, write.entity, write);
    },
    hear,
    look: async (queries, entity, id, theirs) => {
      const agreed = await readAgreed(queries, entity, id);
      if (theirs !== undefined && (agreed === undefined || theirs.version > agreed.version))
        return hear(queries, entity, theirs);
      // It holds something else than it has told or was told: it was restored, or has lied. What we hold is right.
      if (theirs === undefined) await forgetAgreed(queries, entity, id);
      else await writeAgreed(queries, entity, theirs);
      const ours = await readRecord(queries, tableOf(entity), id);
      const isOwed = (await pendingWrites(queries, "old_system", entity, id)).length > 0;
      if (ours !== undefined && !isOwed && (theirs === undefined || !isSame(ours.body, theirs.body)))
        await change(queries, entity, ours, ours.body);
      return "written";
    },
    refuse: async (queries, entity, theirs, reason) => {
      const ours = await readRecord(queries, tableOf(entity), theirs.id);
      if (ours === undefined) {
        const write: SyncWrite = { ...theirs, writeId: newId(), target: "new_system", entity, before: undefined };
        await addWrite(queries, write, now());
        await end(queries, write, "failed", reason);
        return "failed";
      }
      await endOwed(queries, entity, ours.id);
      await openConflict(queries, { conflictId: newId(), entity, id: ours.id, ours, theirs, foundAt: now() });
      return "conflict";
    },
    change,
    resolve: async (queries, conflict, winner) => {
      const { entity, id, theirs } = conflict;
      if (!(await closeConflict(queries, conflict, winner, now()))) return false;
      const ours = await readRecord(queries, tableOf(entity), id);
      if (ours === undefined) return true;
      if (winner === "old_system") mustBeAcceptable(entity, "ofChange", theirs.body);
      await endOwed(queries, entity, id);
      await writeAgreed(queries, entity, theirs);
      const version = Math.max(ours.version, theirs.version) + 1;
      const body = winner === "old_system" ? { ...ours.body, ...theirs.body } : ours.body;
      await store(queries, entity, ours, { id, version, body });
      if (!isSame(body, theirs.body)) await owe(queries, entity, { id, version, body }, theirs.body);
      return true;
    },
  };
}
