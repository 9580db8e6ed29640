import Type from "typebox";
import type { Queries } from "../../foundation/storage/database.ts";
import type { Core } from "../core.ts";
import { unauthenticated } from "../http/authentication.ts";
import { type Operation, operation, Refusal } from "../http/operation.ts";
import type { EntityName, VersionedRecord } from "../outside/old-system.ts";
import { isSigned, SIGNED_HEADERS } from "../outside/signature.ts";
import { audit } from "../storage/audit-log.ts";
import { LATEST_MOMENT } from "./column-forms.ts";
import { countConflicts, listConflicts, readConflict } from "./conflict-log.ts";
import { whyForEver } from "./for-ever.ts";
import type { Rollbacks } from "./rollback.ts";
import type { SharedRecords } from "./shared-records.ts";
import { columnsOf, ENTITIES } from "./sync-entity.ts";
import { countSetAside, readBacklog } from "./write-log.ts";

const MOST_CHANGES = 100;
const MOST_CONFLICTS = 100;
const ADMINS = ["admin"] as const;
const ENTITY = Type.Enum([...ENTITIES]);

const Plan = Type.Array(
  Type.Object({
    entity: ENTITY,
    records: Type.Integer({ description: "Changed since then" }),
    takes_back: Type.Array(Type.String(), { description: "Fields" }),
    keeps: Type.Array(Type.String(), { description: "Fields: they tell what has happened" }),
  }),
);

/** Amounts and moments alike: what a column of its own cannot hold is set aside with a reason. */
const AnyColumn = Type.Number({ minimum: -LATEST_MOMENT, maximum: LATEST_MOMENT });
const Change = Type.Object({
  entity: ENTITY,
  id: Type.String({ minLength: 1, maxLength: 100 }),
  version: Type.Integer({ minimum: 1, description: "Grows with each change of the record" }),
  body: Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 1_000 }), AnyColumn, Type.Null()]), {
    description: "The whole record as it is after the change; fields that this system does not know are left out",
  }),
});

export interface SyncOperationsOptions {
  readonly secret: string;
  readonly records: SharedRecords;
  /** Stores what the old system has changed, to be applied. */
  readonly receive: (queries: Queries, change: VersionedRecord & { readonly entity: EntityName }) => Promise<void>;
  readonly rollbacks: Pick<Rollbacks, "plan" | "begin">;
}

/** What people and the old system can ask of sync. */
export function syncOperations(
  core: Core,
  { secret, records, receive, rollbacks }: SyncOperationsOptions,
): Operation[] {
  const { database, now } = core;
  return [
    operation(
      {
        id: "receiveChanges",
        component: "sync",
        method: "post",
        path: "/sync/changes",
        summary: "The old system tells what was changed there. Signed; stored before the answer, applied after it.",
        access: "signed",
        headers: SIGNED_HEADERS,
        body: Type.Object({ changes: Type.Array(Change, { minItems: 1, maxItems: MOST_CHANGES }) }),
        responses: { 202: null },
        refusals: [401],
      },
      async ({ headers, body, rawBody }) => {
        if (!isSigned(secret, rawBody, headers, now())) throw unauthenticated("The signature is not right.");
        await database.transaction(async (queries) => {
          for (const { entity, id, version, body: fields } of body.changes) {
            const known = Object.entries(fields).filter(([name]) => columnsOf(records.tableOf(entity)).includes(name));
            await receive(queries, { entity, id, version, body: Object.fromEntries(known) });
          }
        });
        return { status: 202 };
      },
    ),
    operation(
      {
        id: "readSyncStatus",
        component: "sync",
        method: "get",
        path: "/sync/status",
        summary: "What waits between the two systems.",
        access: ADMINS,
        responses: {
          200: Type.Object({
            pending: Type.Record(Type.String(), Type.Integer()),
            set_aside: Type.Record(Type.String(), Type.Integer()),
            open_conflicts: Type.Integer(),
            running_rollbacks: Type.Integer(),
          }),
        },
      },
      async () => {
        const backlog = await readBacklog(database);
        const [running] = await database.query<{ rollbacks: number }>(
          "SELECT COUNT(*) AS rollbacks FROM sync_rollbacks WHERE ended_at IS NULL",
        );
        return {
          status: 200,
          body: {
            pending: Object.fromEntries(backlog.map(({ target, pending }) => [target, pending])),
            set_aside: Object.fromEntries(
              (await countSetAside(database)).map(({ target, writes }) => [target, writes]),
            ),
            open_conflicts: await countConflicts(database),
            running_rollbacks: running?.rollbacks ?? 0,
          },
        };
      },
    ),
    operation(
      {
        id: "listConflicts",
        component: "sync",
        method: "get",
        path: "/sync/conflicts",
        summary: "Records that both systems have changed differently, the oldest first.",
        access: ADMINS,
        responses: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                id: Type.String(),
                entity: ENTITY,
                record_id: Type.String(),
                ours: Type.Unknown(),
                theirs: Type.Unknown(),
              }),
            ),
          }),
        },
      },
      async () => {
        const items = (await listConflicts(database, MOST_CONFLICTS)).map(
          ({ conflictId, entity, id, ours, theirs }) => ({ id: conflictId, entity, record_id: id, ours, theirs }),
        );
        return { status: 200, body: { items } };
      },
    ),
    operation(
      {
        id: "resolveConflict",
        component: "sync",
        method: "post",
        path: "/sync/conflicts/{conflictId}/resolution",
        summary: "Say which system is right; both then hold the same.",
        access: ADMINS,
        params: Type.Object({ conflictId: Type.String({ maxLength: 100 }) }),
        body: Type.Object({ winner: Type.Enum(["old_system", "new_system"]) }, { additionalProperties: false }),
        responses: { 204: null },
        refusals: [404, 409],
      },
      async ({ params, body: { winner }, caller }) => {
        await database.transaction(async (queries) => {
          const conflict = await readConflict(queries, params.conflictId);
          if (conflict === undefined) throw new Refusal(404, "no-such-conflict", "There is no such conflict.");
          if (!conflict.isOpen || !(await records.resolve(queries, conflict, winner).catch(refused)))
            throw new Refusal(409, "resolved-already", "This conflict is resolved.");
          const { entity, id } = conflict;
          const subject = params.conflictId;
          const detail = { entity, record_id: id, winner };
          await audit(core, queries, { userId: caller.userId, action: "sync.conflict_resolved", subject, detail });
        });
        return { status: 204 };
      },
    ),
    operation(
      {
        id: "rollBack",
        component: "sync",
        method: "post",
        path: "/sync/rollback",
        summary:
          "Take back what people wrote since a time, in both systems: a field that still holds what was written gets what it held before. New records stay, and so does what has happened: orders, deliveries, invoices and payments. A dry run says what it would take back and changes nothing.",
        access: ADMINS,
        body: Type.Object(
          {
            since: Type.String({ format: "date-time" }),
            dry_run: Type.Boolean({ description: "true first: then read what it would take back, and what not" }),
          },
          { additionalProperties: false },
        ),
        responses: { 200: Type.Object({ plan: Plan }), 202: Type.Object({ id: Type.String(), plan: Plan }) },
      },
      async ({ body, caller }) =>
        database.transaction(async (queries) => {
          const since = Date.parse(body.since);
          const plan = await rollbacks.plan(queries, since);
          if (body.dry_run) return { status: 200, body: { plan } };
          const id = await rollbacks.begin(queries, since);
          const detail = { since: body.since, plan };
          await audit(core, queries, { userId: caller.userId, action: "sync.rolled_back", subject: id, detail });
          return { status: 202, body: { id, plan } };
        }),
    ),
  ];
}

/** The winner's state is one that no row here can hold: the other system has to be mended, or ours taken. */
function refused(error: unknown): never {
  const reason = whyForEver(error);
  if (reason === undefined) throw error;
  throw new Refusal(409, "unacceptable", `The old system's record cannot be taken: ${reason}.`);
}
