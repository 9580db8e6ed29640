import Type from "typebox";
import type { Queries } from "../../foundation/storage/database.ts";
import type { Core } from "../core.ts";
import { type Operation, operation, Refusal } from "../http/operation.ts";
import type { EntityName } from "../outside/old-system.ts";
import { audit } from "../storage/audit-log.ts";
import { ENTITIES } from "./sync-entity.ts";
import { listSetAside, retryWrite, TARGETS, type Target } from "./write-log.ts";

const MOST_WRITES = 100;
const ADMINS = ["admin"] as const;

/** What people can do about writes that the other system will never take as they are. */
export function setAsideOperations(
  core: Pick<Core, "database" | "now" | "newId">,
  /** Has a write that waits again be carried over. */
  resume: (queries: Queries, target: Target, entity: EntityName, id: string) => Promise<void>,
): Operation[] {
  const { database, now } = core;
  return [
    operation(
      {
        id: "listSetAsideWrites",
        component: "sync",
        method: "get",
        path: "/sync/set-aside",
        summary:
          "Writes that were refused and would be refused for ever, the oldest first. They hold up nothing; a later write of the same record takes their place.",
        access: ADMINS,
        responses: {
          200: Type.Object({
            items: Type.Array(
              Type.Object({
                id: Type.String(),
                target: Type.Enum([...TARGETS], { description: "Which system cannot take it" }),
                entity: Type.Enum([...ENTITIES]),
                record_id: Type.String(),
                version: Type.Integer(),
                body: Type.Unknown(),
                reason: Type.String(),
                since: Type.String({ format: "date-time" }),
              }),
            ),
          }),
        },
      },
      async () => {
        const items = (await listSetAside(database, MOST_WRITES)).map(({ writeId, id, since, ...write }) => ({
          ...write,
          id: writeId,
          record_id: id,
          since: new Date(since).toISOString(),
        }));
        return { status: 200, body: { items } };
      },
    ),
    operation(
      {
        id: "retrySetAsideWrite",
        component: "sync",
        method: "post",
        path: "/sync/set-aside/{writeId}/retry",
        summary: "Try one of them again, after what refused it has been mended.",
        access: ADMINS,
        params: Type.Object({ writeId: Type.String({ maxLength: 100 }) }),
        responses: { 202: null },
        refusals: [404],
      },
      async ({ params: { writeId }, caller }) => {
        await database.transaction(async (queries) => {
          const write = await retryWrite(queries, writeId, now());
          if (write === undefined)
            throw new Refusal(
              404,
              "no-such-write",
              "No such write is set aside: it was tried again, or another took its place.",
            );
          const { target, entity, id } = write;
          await resume(queries, target, entity, id);
          const detail = { target, entity, record_id: id };
          await audit(core, queries, { userId: caller.userId, action: "sync.write_retried", subject: writeId, detail });
        });
        return { status: 202 };
      },
    ),
  ];
}
