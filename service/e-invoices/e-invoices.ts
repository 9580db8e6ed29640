import Type from "typebox";
import { DatabaseError, type Queries } from "../../foundation/storage/database.ts";
import type { Core, Part } from "../core.ts";
import type { Invoice } from "../deliveries/deliveries.ts";
import { operation, Refusal } from "../http/operation.ts";
import { PAGE_LIMIT, Page, PageQuery, page } from "../http/page.ts";
import { OutsideError } from "../outside/call.ts";
import { CircuitOpen } from "../outside/circuit.ts";
import type { EInvoicePlatform } from "../outside/einvoice-platform.ts";
import { audit } from "../storage/audit-log.ts";
import { type JobKind, NotYet } from "../storage/jobs.ts";
import { INTEGER, TEXT } from "../sync/column-forms.ts";
import type { Carry, SyncedTable } from "../sync/sync-entity.ts";
import { invoiceNumber, invoicePeriod } from "../taiwan/invoice-number.ts";

const STATES = ["issued", "accepted", "rejected", "given_up"] as const;
export const INVOICES: SyncedTable = {
  entity: "invoice",
  table: "invoices",
  fields: { order_id: TEXT, number: TEXT, amount_twd: INTEGER, tax_twd: INTEGER, state: Type.Enum([...STATES]) },
  takenBack: [],
};

const SUBMIT = "einvoice.submit";
/** The law's deadline for an invoice to reach the platform (電子發票實施作業要點: within two days of issue). */
const DEADLINE_MS = 48 * 3_600_000;
const RANGE_LENGTH = 100_000;
const ACCOUNTANTS = ["accountant", "admin"] as const;

const InvoiceShape = Type.Object({
  id: Type.String(),
  order_id: Type.String(),
  number: Type.String(),
  amount_twd: Type.Integer(),
  tax_twd: Type.Integer(),
  state: Type.Enum([...STATES]),
  reason: Type.Optional(Type.String()),
  issued_at: Type.String({ format: "date-time" }),
});
const InvoiceParams = Type.Object({ invoiceId: Type.String({ maxLength: 100 }) });

interface InvoiceRow {
  readonly id: string;
  readonly order_id: string;
  readonly number: string;
  readonly buyer_tax_id: string | null;
  readonly amount_twd: number;
  readonly tax_twd: number;
  readonly state: (typeof STATES)[number];
  readonly reason: string | null;
  readonly issued_at: number;
  readonly resubmitted_at: number | null;
}

export interface InvoicePorts {
  readonly platform: EInvoicePlatform;
  readonly carry: Carry;
  readonly collect: (
    queries: Queries,
    payment: { orderId: string; customerId: string; amountTwd: number },
  ) => Promise<void>;
}

export interface EInvoices extends Part {
  /** Issues the invoice of an order within the caller's transaction; its submission follows. */
  readonly issue: (queries: Queries, invoice: Invoice) => Promise<void>;
}

/** Uniform invoices, and getting every one of them to the tax authority in time. */
export function eInvoices(core: Core, ports: InvoicePorts): EInvoices {
  const { database, now, newId, record, jobs } = core;
  /** The next number: without gaps, and never the same twice, because the row is locked until the commit. */
  const nextNumber = async (queries: Queries): Promise<string> => {
    const period = invoicePeriod(now());
    await queries.query(
      "INSERT INTO invoice_ranges (period, letters, next_place, last_place) VALUES ($1, 'LG', $2, $3) ON CONFLICT (period) DO NOTHING",
      // Each period has its own range of the authority's, so that numbers of two years differ.
      [period, (Number(period) % 1_000) * RANGE_LENGTH, (Number(period) % 1_000) * RANGE_LENGTH + RANGE_LENGTH - 1],
    );
    const [row] = await queries.query<{ letters: string; place: number }>(
      `UPDATE invoice_ranges SET next_place = next_place + 1 WHERE period = $1 AND next_place <= last_place
       RETURNING letters, next_place - 1 AS place`,
      [period],
    );
    if (row === undefined) throw new DatabaseError("other", `the invoice numbers of period ${period} are used up`);
    return invoiceNumber(row.letters, row.place);
  };

  /** Ends a submission once: whoever comes second finds the invoice ended and says nothing. */
  const end = async (
    id: string,
    outcome: "accepted" | "rejected" | "given_up",
    reason: string | null,
  ): Promise<void> => {
    const isFirst = await database.transaction(async (queries) => {
      const ended = await queries.query(
        `UPDATE invoices SET state = $2, reason = $3, ended_at = $4, version = version + 1, updated_at = $4
         WHERE id = $1 AND state = 'issued' RETURNING id`,
        [id, outcome, reason, now()],
      );
      if (ended.length > 0) await ports.carry(queries, "invoice", id);
      return ended.length > 0;
    });
    if (isFirst) record({ type: "invoice.submission_ended", invoiceId: id, outcome });
  };

  const submit: JobKind = {
    kind: SUBMIT,
    // Until the deadline, not a number of tries: the platform has been away for a day before.
    attempts: Number.POSITIVE_INFINITY,
    firstRetryMs: 2_000,
    longestRetryMs: 15 * 60_000,
    run: async (id) => {
      const [row] = await database.query<InvoiceRow>("SELECT * FROM invoices WHERE id = $1", [id]);
      if (row?.state !== "issued") return;
      if (now() >= (row.resubmitted_at ?? row.issued_at) + DEADLINE_MS) {
        await end(id, "given_up", "not accepted within 48 hours");
        return;
      }
      const outcomeOf = (error: unknown) =>
        error instanceof OutsideError && error.kind === "timeout" ? ("timeout" as const) : ("unreachable" as const);
      try {
        const submission = await ports.platform.submit({
          number: row.number,
          issuedAt: row.issued_at,
          buyerTaxId: row.buyer_tax_id,
          amountTwd: row.amount_twd,
          taxTwd: row.tax_twd,
        });
        record({ type: "invoice.attempted", invoiceId: id, outcome: submission.outcome });
        await end(id, submission.outcome, submission.outcome === "rejected" ? submission.reason : null);
      } catch (error) {
        if (error instanceof CircuitOpen) throw new NotYet(error.restMs, error.message);
        if (!(error instanceof DatabaseError))
          record({ type: "invoice.attempted", invoiceId: id, outcome: outcomeOf(error) });
        throw error;
      }
    },
  };

  const read = async (id: string): Promise<InvoiceRow> => {
    const [row] = await database.query<InvoiceRow>("SELECT * FROM invoices WHERE id = $1", [id]);
    if (row === undefined) throw new Refusal(404, "no-such-invoice", "There is no such invoice.");
    return row;
  };

  return {
    issue: async (queries, { orderId, customerId, buyerTaxId, amountTwd, taxTwd }) => {
      const id = newId();
      await queries.query(
        `INSERT INTO invoices (id, order_id, customer_id, number, buyer_tax_id, amount_twd, tax_twd, state, issued_at, version, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'issued', $8, 1, $8)`,
        [id, orderId, customerId, await nextNumber(queries), buyerTaxId, amountTwd, taxTwd, now()],
      );
      await queries.query(
        "UPDATE orders SET stage = 'invoiced', version = version + 1, updated_at = $2 WHERE id = $1",
        [orderId, now()],
      );
      await jobs.add(queries, SUBMIT, id);
      await ports.collect(queries, { orderId, customerId, amountTwd });
      await ports.carry(queries, "invoice", id);
      await ports.carry(queries, "order", orderId);
    },
    jobs: [submit],
    operations: [
      operation(
        {
          id: "listInvoices",
          component: "e-invoices",
          method: "get",
          path: "/invoices",
          summary: "Invoices, the newest first.",
          access: ACCOUNTANTS,
          query: Type.Object(
            { ...PageQuery, state: Type.Optional(Type.Enum([...STATES])) },
            { additionalProperties: false },
          ),
          responses: { 200: Page(InvoiceShape) },
        },
        async ({ query }) => {
          const rows = await database.query<InvoiceRow>(
            "SELECT * FROM invoices WHERE ($1 = '' OR id < $1) AND ($2 = '' OR state = $2) ORDER BY id DESC LIMIT $3",
            [query.cursor ?? "", query.state ?? "", PAGE_LIMIT],
          );
          return { status: 200, body: page(rows, ({ id }) => id, asJson) };
        },
      ),
      operation(
        {
          id: "readInvoice",
          component: "e-invoices",
          method: "get",
          path: "/invoices/{invoiceId}",
          summary: "One invoice.",
          access: ACCOUNTANTS,
          params: InvoiceParams,
          responses: { 200: InvoiceShape },
          refusals: [404],
        },
        async ({ params }) => ({ status: 200, body: asJson(await read(params.invoiceId)) }),
      ),
      operation(
        {
          id: "resubmitInvoice",
          component: "e-invoices",
          method: "post",
          path: "/invoices/{invoiceId}/resubmission",
          summary:
            "Submit a rejected or given-up invoice again, after its cause is mended. It is tried for another 48 hours; when it was issued does not change.",
          access: ACCOUNTANTS,
          params: InvoiceParams,
          responses: { 202: InvoiceShape },
          refusals: [404, 409],
        },
        async ({ params: { invoiceId }, caller }) => {
          await read(invoiceId);
          await database.transaction(async (queries) => {
            const again = await queries.query(
              `UPDATE invoices SET state = 'issued', reason = NULL, resubmitted_at = $2, ended_at = NULL, version = version + 1, updated_at = $2
               WHERE id = $1 AND state IN ('rejected', 'given_up') RETURNING id`,
              [invoiceId, now()],
            );
            if (again.length === 0)
              throw new Refusal(
                409,
                "not-in-this-state",
                "Only a rejected or given-up invoice can be submitted again.",
              );
            await jobs.add(queries, SUBMIT, invoiceId);
            await ports.carry(queries, "invoice", invoiceId);
            const { userId } = caller;
            await audit(core, queries, { userId, action: "invoice.resubmitted", subject: invoiceId, detail: {} });
          });
          return { status: 202, body: asJson(await read(invoiceId)) };
        },
      ),
    ],
    gauges: [
      {
        name: "einvoices_unsent",
        read: async () => {
          const [row] = await database.query<{ unsent: number }>(
            "SELECT COUNT(*) AS unsent FROM invoices WHERE state <> 'accepted'",
          );
          return [[{}, row?.unsent ?? 0]];
        },
      },
      {
        name: "einvoice_oldest_unsent_age_seconds",
        read: async () => {
          const [row] = await database.query<{ since: number | null }>(
            "SELECT MIN(issued_at) AS since FROM invoices WHERE state <> 'accepted'",
          );
          return [[{}, row?.since == null ? 0 : (now() - row.since) / 1_000]];
        },
      },
    ],
    dependencies: [
      {
        name: "einvoice-platform",
        required: false,
        check: async () => {
          if (ports.platform.circuit.isOpen) throw new Error("the last submissions have failed");
        },
      },
    ],
  };
}

function asJson({ id, order_id, number, amount_twd, tax_twd, state, reason, issued_at }: InvoiceRow) {
  const issued = new Date(issued_at).toISOString();
  return {
    id,
    order_id,
    number,
    amount_twd,
    tax_twd,
    state,
    ...(reason === null ? {} : { reason }),
    issued_at: issued,
  };
}
