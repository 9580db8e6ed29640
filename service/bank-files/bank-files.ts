import { createHash } from "node:crypto";
import Type from "typebox";
import type { Queries } from "../../foundation/storage/database.ts";
import type { Core, Part } from "../core.ts";
import { operation, Refusal } from "../http/operation.ts";
import { PAGE_LIMIT, Page, PageQuery, page } from "../http/page.ts";
import { type Bank, sha256 } from "../outside/bank-sftp.ts";
import { SftpRejected, SftpUnreachable } from "../outside/sftp-session.ts";
import { audit } from "../storage/audit-log.ts";
import type { JobKind } from "../storage/jobs.ts";
import { DAY_MS, nextTimeOfDay, taipeiDay } from "../taiwan/taipei-time.ts";
import type { LabelsOf } from "../telemetry/metrics.ts";
import { printPaymentFile, readPaymentFile } from "./payment-file.ts";

type BankName = LabelsOf<"bank_file_transfers_total">["bank"];
type Direction = LabelsOf<"bank_file_transfers_total">["direction"];

export const BANKS = ["main", "post", "cooperative"] as const satisfies readonly BankName[];
const DIRECTIONS = ["outbound", "inbound"] as const satisfies readonly Direction[];
const SEND_AT_HOUR = 22;
const FETCH_AT_HOUR = 2;
const TRANSFER = "bank-file.transfer";
const ACCOUNTANTS = ["accountant", "admin"] as const;

interface FileRow {
  readonly id: string;
  readonly bank: BankName;
  readonly direction: Direction;
  readonly name: string;
  readonly day: string;
  readonly content: string;
  readonly state: "waiting" | "transferred" | "rejected" | "unreachable";
  readonly findings: string;
}

const FileShape = Type.Object({
  id: Type.String(),
  bank: Type.Enum([...BANKS]),
  direction: Type.Enum([...DIRECTIONS]),
  name: Type.String(),
  day: Type.String(),
  state: Type.String(),
  findings: Type.Array(Type.String({ description: "What does not agree" })),
});
const FileParams = Type.Object({ fileId: Type.String({ maxLength: 100 }) });

export interface BankFiles extends Part {
  /** Notes a payment to be collected, within the caller's transaction. */
  readonly collect: (
    queries: Queries,
    payment: { orderId: string; customerId: string; amountTwd: number },
  ) => Promise<void>;
}

/** Collecting payments through the banks: a file out each evening, a statement back each night, and what does not agree. */
export function bankFiles(core: Core, banks: Readonly<Record<BankName, Bank>>): BankFiles {
  const { database, now, newId, record, jobs } = core;

  let areStartsNoted = false;
  /** When we began with a bank: until its first file, success is as old as that. Once; a scrape only reads. */
  const noteStarts = async (): Promise<void> => {
    if (areStartsNoted) return;
    for (const bank of BANKS) {
      await database.query("INSERT INTO bank_starts (bank, since) VALUES ($1, $2) ON CONFLICT (bank) DO NOTHING", [
        bank,
        now(),
      ]);
    }
    areStartsNoted = true;
  };

  /** A day's file of a bank, made once, with what was collected until it was due; payments are in one file and no other. */
  const makeOutbound = async (bank: BankName, dueAt: number): Promise<void> => {
    await database.transaction(async (queries) => {
      const day = taipeiDay(dueAt);
      const id = newId();
      const made = await insertFile(queries, {
        id,
        bank,
        direction: "outbound",
        name: `LG${day.replaceAll("-", "")}.txt`,
        day,
      });
      if (!made) return;
      const rows = await queries.query<{ order_id: string; amount_twd: number }>(
        "UPDATE payments SET file_id = $2 WHERE bank = $1 AND file_id IS NULL AND collected_at < $3 RETURNING order_id, amount_twd",
        [bank, id, dueAt],
      );
      const records = rows.map((row) => ({ orderId: row.order_id, amountTwd: row.amount_twd }));
      const content = printPaymentFile({ day, records });
      await queries.query("UPDATE bank_files SET content = $2, sha256 = $3 WHERE id = $1", [
        id,
        content,
        sha256(content),
      ]);
      await jobs.add(queries, TRANSFER, id);
    });
  };

  /** The statement of the file of the day before. */
  const expectInbound = async (bank: BankName, dueAt: number): Promise<void> => {
    await database.transaction(async (queries) => {
      const day = taipeiDay(dueAt - DAY_MS);
      const id = newId();
      const name = `ST${day.replaceAll("-", "")}.txt`;
      if (await insertFile(queries, { id, bank, direction: "inbound", name, day }))
        await jobs.add(queries, TRANSFER, id);
    });
  };

  const insertFile = async (
    queries: Queries,
    { id, bank, direction, name, day }: Pick<FileRow, "id" | "bank" | "direction" | "name" | "day">,
  ): Promise<boolean> => {
    const rows = await queries.query(
      `INSERT INTO bank_files (id, bank, direction, name, day, content, sha256, state, findings, made_at)
       VALUES ($1, $2, $3, $4, $5, '', '', 'waiting', '[]', $6) ON CONFLICT (bank, direction, name) DO NOTHING RETURNING id`,
      [id, bank, direction, name, day, now()],
    );
    return rows.length > 0;
  };

  const read = async (id: string): Promise<FileRow> => {
    const [row] = await database.query<FileRow>("SELECT * FROM bank_files WHERE id = $1", [id]);
    if (row === undefined) throw new Refusal(404, "no-such-file", "There is no such file.");
    return row;
  };

  const end = async (
    queries: Queries,
    id: string,
    state: FileRow["state"],
    findings: readonly string[],
  ): Promise<boolean> => {
    const at = state === "transferred" ? now() : null;
    const rows = await queries.query(
      "UPDATE bank_files SET state = $2, findings = $3, transferred_at = $4 WHERE id = $1 AND state = 'waiting' RETURNING id",
      [id, state, JSON.stringify(findings), at],
    );
    return rows.length > 0;
  };

  /** Counted once: whoever comes second finds the file ended. */
  const ended = async (
    file: FileRow,
    state: "transferred" | "rejected" | "unreachable",
    findings: readonly string[] = [],
  ) => {
    if (await end(database, file.id, state, findings)) {
      record({ type: "bank_file.ended", fileId: file.id, bank: file.bank, direction: file.direction, outcome: state });
    }
  };

  /** Books what a statement says, each payment once, and finds what does not agree with what we asked for. */
  const book = async (file: FileRow, content: string): Promise<void> => {
    const statement = readPaymentFile(content);
    if ("reason" in statement) {
      await ended(file, "rejected", [statement.reason]);
      return;
    }
    const findings: string[] = [];
    const isFirst = await database.transaction(async (queries) => {
      const asked = await queries.query<{ order_id: string; amount_twd: number; booked_at: number | null }>(
        `SELECT order_id, amount_twd, booked_at FROM payments JOIN bank_files ON bank_files.id = file_id
         WHERE bank_files.bank = $1 AND day = $2`,
        [file.bank, file.day],
      );
      const open = new Map(asked.map((row) => [row.order_id, row]));
      for (const { orderId, amountTwd } of statement.records) {
        const payment = open.get(orderId);
        open.delete(orderId);
        if (payment === undefined) findings.push(`${orderId}: not asked for, or twice in the statement`);
        else if (payment.amount_twd !== amountTwd)
          findings.push(`${orderId}: ${amountTwd} TWD, ${payment.amount_twd} asked for`);
        else
          await queries.query("UPDATE payments SET booked_at = $2 WHERE order_id = $1 AND booked_at IS NULL", [
            orderId,
            now(),
          ]);
      }
      for (const orderId of open.keys()) findings.push(`${orderId}: asked for, not in the statement`);
      await queries.query("UPDATE bank_files SET content = $2, sha256 = $3 WHERE id = $1", [
        file.id,
        content,
        sha256(content),
      ]);
      return end(queries, file.id, "transferred", findings);
    });
    if (isFirst)
      record({
        type: "bank_file.ended",
        fileId: file.id,
        bank: file.bank,
        direction: file.direction,
        outcome: "transferred",
      });
  };

  const transfer: JobKind = {
    kind: TRANSFER,
    attempts: 6,
    firstRetryMs: 3_600_000,
    longestRetryMs: 3_600_000,
    run: async (id) => {
      const file = await read(id);
      if (file.state !== "waiting") return;
      const startedAt = performance.now();
      const { bank, direction } = file;
      try {
        if (direction === "outbound") {
          await banks[bank].deliver(file.name, file.content);
          await ended(file, "transferred");
        } else {
          const statement = await banks[bank].fetch(file.name);
          if (statement === undefined) throw new SftpUnreachable("the statement is not there yet");
          if (sha256(statement.content) !== statement.sha256)
            await ended(file, "rejected", ["the checksum does not fit"]);
          else await book(file, statement.content);
        }
      } catch (error) {
        if (!(error instanceof SftpRejected)) throw error;
        await ended(file, "rejected", [error.message]);
      } finally {
        record({ type: "bank_file.attempted", bank, direction, seconds: (performance.now() - startedAt) / 1_000 });
      }
    },
    giveUp: async (id, error) => ended(await read(id), "unreachable", [error.message]),
  };

  const nightly = (kind: string, hour: number, run: (bank: BankName, dueAt: number) => Promise<void>): JobKind => ({
    kind,
    attempts: Number.POSITIVE_INFINITY,
    firstRetryMs: 10_000,
    longestRetryMs: 600_000,
    run: async (_kind, _attempt, dueAt) => {
      for (const bank of BANKS) await run(bank, dueAt);
    },
    nextDue: (at) => nextTimeOfDay(at, hour),
    // A bank waits for the file of each day, also after an outage of days.
    isOwedEachRound: true,
  });

  return {
    collect: async (queries, { orderId, customerId, amountTwd }) => {
      // A customer's account is with one bank.
      const bank = BANKS[createHash("sha256").update(customerId).digest().readUInt32BE() % BANKS.length] ?? "main";
      await queries.query(
        `INSERT INTO payments (order_id, customer_id, bank, amount_twd, collected_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (order_id) DO NOTHING`,
        [orderId, customerId, bank, amountTwd, now()],
      );
    },
    jobs: [
      transfer,
      nightly("bank-file.make-outbound", SEND_AT_HOUR, makeOutbound),
      nightly("bank-file.expect-inbound", FETCH_AT_HOUR, expectInbound),
    ],
    operations: [
      operation(
        {
          id: "listBankFiles",
          component: "bank-files",
          method: "get",
          path: "/bank-files",
          summary: "Files exchanged with banks, the newest first.",
          access: ACCOUNTANTS,
          query: Type.Object(PageQuery, { additionalProperties: false }),
          responses: { 200: Page(FileShape) },
        },
        async ({ query }) => {
          const sql = "SELECT * FROM bank_files WHERE ($1 = '' OR id < $1) ORDER BY id DESC LIMIT $2";
          const rows = await database.query<FileRow>(sql, [query.cursor ?? "", PAGE_LIMIT]);
          return { status: 200, body: page(rows, ({ id }) => id, asJson) };
        },
      ),
      operation(
        {
          id: "readBankFile",
          component: "bank-files",
          method: "get",
          path: "/bank-files/{fileId}",
          summary: "One file, with what does not agree between it and our books.",
          access: ACCOUNTANTS,
          params: FileParams,
          responses: { 200: FileShape },
          refusals: [404],
        },
        async ({ params }) => ({ status: 200, body: asJson(await read(params.fileId)) }),
      ),
      operation(
        {
          id: "transferBankFile",
          component: "bank-files",
          method: "post",
          path: "/bank-files/{fileId}/transfer",
          summary: "Transfer a file now: one that waits for its next try, or one that failed.",
          access: ACCOUNTANTS,
          params: FileParams,
          responses: { 202: FileShape },
          refusals: [404, 409],
        },
        async ({ params: { fileId }, caller: { userId } }) => {
          const { name } = await read(fileId);
          await database.transaction(async (queries) => {
            const waiting = await queries.query(
              "UPDATE bank_files SET state = 'waiting' WHERE id = $1 AND state <> 'transferred' RETURNING id",
              [fileId],
            );
            if (waiting.length === 0) throw new Refusal(409, "transferred-already", "The file has been transferred.");
            await jobs.add(queries, TRANSFER, fileId);
            await audit(core, queries, {
              userId,
              action: "bank_file.transfer_asked",
              subject: fileId,
              detail: { name },
            });
          });
          return { status: 202, body: asJson(await read(fileId)) };
        },
      ),
    ],
    gauges: [
      {
        name: "bank_file_last_success_timestamp_seconds",
        read: async () => {
          await noteStarts();
          const rows = await database.query<{ bank: BankName; direction: Direction; at: number }>(
            "SELECT bank, direction, MAX(transferred_at) AS at FROM bank_files WHERE state = 'transferred' GROUP BY bank, direction",
          );
          const starts = await database.query<{ bank: BankName; since: number }>("SELECT bank, since FROM bank_starts");
          return starts.flatMap(({ bank, since }) =>
            DIRECTIONS.map((direction) => {
              const last = rows.find((row) => row.bank === bank && row.direction === direction)?.at ?? since;
              return [{ bank, direction }, last / 1_000] as const;
            }),
          );
        },
      },
    ],
    dependencies: BANKS.map((bank) => ({
      name: `bank-${bank}`,
      required: false,
      check: async () => {
        const [last] = await database.query<{ state: string }>(
          "SELECT state FROM bank_files WHERE bank = $1 AND state <> 'waiting' ORDER BY id DESC LIMIT 1",
          [bank],
        );
        if (last?.state === "unreachable") throw new Error("the last file could not be transferred");
      },
    })),
  };
}

function asJson({ id, bank, direction, name, day, state, findings }: FileRow) {
  const list: unknown = JSON.parse(findings);
  return { id, bank, direction, name, day, state, findings: Array.isArray(list) ? list : [] };
}
