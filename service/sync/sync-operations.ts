import Type from "typebox";
import type { Core } from "../core.ts";
import { unauthenticated } from "../http/authentication.ts";
import { type Operation, operation, Refusal } from "../http/operation.ts";
import { isSigned } from "../outside/signature.ts";
import type { SyncCore } from "./sync.ts";
import type { EntityName, VersionedRecord } from "./sync-entity.ts";
import { statesBefore } from "./write-log.ts";

const MOST_CHANGES = 500;
const MOST_CONFLICTS = 100;
const ADMINS = ["admin"] as const;
const ENTITY = Type.Enum(["customer", "order", "delivery", "invoice"]);

const Change = Type.Object({
  entity: ENTITY,
  id: Type.String({ minLength: 1, maxLength: 100 }),
  version: Type.Integer({ minimum: 1 }),
  base_version: Type.Integer({ minimum: 0 }),
  body: Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 1_000 }), Type.Number(), Type.Null()])),
});

interface ConflictRow {
  readonly id: string;
  readonly entity: EntityName;
  readonly entity_id: string;
  readonly ours: string;
  readonly theirs: string;
  readonly found_at: number;
}

/** What people and the old system can ask of sync. */
export function syncOperations(
  { database, now }: Core,
  { tables, settle, receive }: SyncCore,
  secret: string,
): Operation[] {
  return [
    operation(
      {
        id: "receiveChanges",
        service: "sync",
        method: "post",
        path: "/sync/changes",
        summary: "The old system tells what was changed there. Signed; stored before the answer, applied after it.",
        access: "signed",
        headers: Type.Object({
          "x-timestamp": Type.String({ pattern: "^\\d{1,16}$" }),
          "x-signature": Type.String({ pattern: "^[0-9a-f]{64}$" }),
        }),
        body: Type.Object({ changes: Type.Array(Change, { minItems: 1, maxItems: MOST_CHANGES }) }),
        responses: { 202: null },
        refusals: [401],
      },
      async ({ headers, body, rawBody }) => {
        if (!isSigned(secret, rawBody, headers, now())) throw unauthenticated("The signature is not right.");
        await database.transaction(async (queries) => {
          for (const { entity, id, version, base_version: baseVersion, body: fields } of body.changes) {
            const known = Object.entries(fields).filter(([name]) => tables.get(entity)?.columns.includes(name));
            await receive(queries, { entity, id, version, baseVersion, body: Object.fromEntries(known) });
          }
        });
        return { status: 202 };
      },
    ),
    operation(
      {
        id: "readSyncStatus",
        service: "sync",
        method: "get",
        path: "/sync/status",
        summary: "What waits between the two systems.",
        access: ADMINS,
        responses: {
          200: Type.Object({ pending: Type.Record(Type.String(), Type.Integer()), open_conflicts: Type.Integer() }),
        },
      },
      async () => {
        const rows = await database.query<{ target: string; pending: number }>(
          "SELECT target, COUNT(*) AS pending FROM sync_writes WHERE state = 'pending' GROUP BY target",
        );
        const [open] = await database.query<{ conflicts: number }>(
          "SELECT COUNT(*) AS conflicts FROM sync_conflicts WHERE resolution IS NULL",
        );
        const pending = Object.fromEntries(rows.map((row) => [row.target, row.pending]));
        return { status: 200, body: { pending, open_conflicts: open?.conflicts ?? 0 } };
      },
    ),
    operation(
      {
        id: "listConflicts",
        service: "sync",
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
        const rows = await database.query<ConflictRow>(
          "SELECT * FROM sync_conflicts WHERE resolution IS NULL ORDER BY found_at, id LIMIT $1",
          [MOST_CONFLICTS],
        );
        const items = rows.map(({ id, entity, entity_id, ours, theirs }) => ({
          id,
          entity,
          record_id: entity_id,
          ours: JSON.parse(ours),
          theirs: JSON.parse(theirs),
        }));
        return { status: 200, body: { items } };
      },
    ),
    operation(
      {
        id: "resolveConflict",
        service: "sync",
        method: "post",
        path: "/sync/conflicts/{conflictId}/resolution",
        summary: "Say which system is right; both then hold the same.",
        access: ADMINS,
        params: Type.Object({ conflictId: Type.String({ maxLength: 100 }) }),
        body: Type.Object({ winner: Type.Enum(["old_system", "new_system"]) }, { additionalProperties: false }),
        responses: { 204: null },
        refusals: [404, 409],
      },
      async ({ params, body: { winner } }) => {
        await database.transaction(async (queries) => {
          const [known] = await queries.query<ConflictRow>("SELECT * FROM sync_conflicts WHERE id = $1", [
            params.conflictId,
          ]);
          if (known === undefined) throw new Refusal(404, "no-such-conflict", "There is no such conflict.");
          const resolved = await queries.query(
            "UPDATE sync_conflicts SET resolution = $2, resolved_at = $3 WHERE id = $1 AND resolution IS NULL RETURNING id",
            [known.id, winner, now()],
          );
          if (resolved.length === 0) throw new Refusal(409, "resolved-already", "Somebody has resolved this conflict.");
          const ours: VersionedRecord = JSON.parse(known.ours);
          const theirs: VersionedRecord = JSON.parse(known.theirs);
          await settle(
            queries,
            known.entity,
            known.entity_id,
            (winner === "old_system" ? theirs : ours).body,
            theirs.version,
          );
        });
        return { status: 204 };
      },
    ),
    operation(
      {
        id: "rollBack",
        service: "sync",
        method: "post",
        path: "/sync/rollback",
        summary:
          "Give every record that was written since a time the values of before, in both systems. New records stay.",
        access: ADMINS,
        body: Type.Object({ since: Type.String({ format: "date-time" }) }, { additionalProperties: false }),
        responses: { 202: Type.Object({ records: Type.Integer() }) },
      },
      async ({ body }) => {
        const records = await database.transaction(async (queries) => {
          const states = await statesBefore(queries, Date.parse(body.since));
          for (const { entity, id, before = {} } of states) {
            const [last] = await queries.query<{ version: number }>(
              "SELECT MAX(version) AS version FROM sync_writes WHERE entity = $1 AND entity_id = $2 AND target = 'old_system'",
              [entity, id],
            );
            await settle(queries, entity, id, before, last?.version ?? 0);
          }
          return states.length;
        });
        return { status: 202, body: { records } };
      },
    ),
  ];
}
