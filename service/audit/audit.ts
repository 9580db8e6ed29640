import Type from "typebox";
import type { Core, Part } from "../core.ts";
import { operation } from "../http/operation.ts";
import { PAGE_LIMIT, Page, PageQuery, page } from "../http/page.ts";
import { AUDITED, readAudit } from "../storage/audit-log.ts";

const Event = Type.Object({
  id: Type.String(),
  at: Type.String({ format: "date-time" }),
  user_id: Type.String(),
  action: Type.Enum([...AUDITED]),
  subject: Type.String({ description: "The id of what it was done to" }),
  detail: Type.Unknown({ description: "What was asked for" }),
});

/** Who did what that others have to answer for. */
export function auditTrail({ database }: Core): Part {
  return {
    operations: [
      operation(
        {
          id: "listAuditEvents",
          component: "health",
          method: "get",
          path: "/audit-events",
          summary:
            "Who wrote a flag, rolled back, resolved a conflict, tried a write, an invoice or a bank file again, the newest first.",
          access: ["admin"],
          query: Type.Object(PageQuery, { additionalProperties: false }),
          responses: { 200: Page(Event) },
        },
        async ({ query }) => {
          const rows = await readAudit(database, query.cursor ?? "", PAGE_LIMIT);
          const asJson = ({ at, detail, ...row }: (typeof rows)[number]) => ({
            ...row,
            at: new Date(at).toISOString(),
            detail: JSON.parse(detail),
          });
          return { status: 200, body: page(rows, ({ id }) => id, asJson) };
        },
      ),
    ],
  };
}
