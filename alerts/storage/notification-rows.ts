import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { Queries } from "../../foundation/storage/database.ts";

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** How much of a body was understood; `test` is what a test button sent. */
export type Understanding = "whole" | "part" | "nothing" | "test";

/** A body as it is kept: gzip, base64. */
export type PackedBody = string;

export async function packed(raw: Uint8Array): Promise<PackedBody> {
  return (await pack(raw, { level: 1 })).toString("base64");
}

export interface NewNotification {
  readonly id: string;
  readonly source: string;
  /** Unix milliseconds. */
  readonly receivedAt: number;
  readonly understood: Understanding;
  /** What was not understood, for people to read. */
  readonly problem: string | undefined;
  readonly body: PackedBody;
}

export async function insertNotification({ query }: Queries, one: NewNotification): Promise<void> {
  await query(
    "INSERT INTO notifications (id, source, received_at, understood, problem, body) VALUES ($1, $2, $3, $4, $5, $6)",
    [one.id, one.source, one.receivedAt, one.understood, one.problem ?? null, one.body],
  );
}

/** A body that people should see: it was not understood in whole, or somebody tried whether it arrives. */
export interface OddBody {
  readonly id: string;
  readonly source: string;
  readonly receivedAt: number;
  readonly understood: Exclude<Understanding, "whole">;
  readonly problem: string | null;
}

const ODD = `SELECT id, source, received_at AS "receivedAt", understood, problem FROM notifications WHERE understood <> 'whole'`;

/** The latest first. */
export async function oddBodies({ query }: Queries, limit: number): Promise<OddBody[]> {
  return query<OddBody>(`${ODD} ORDER BY received_at DESC LIMIT $1`, [limit]);
}

/** How many were not understood in whole since a moment. */
export async function countMisunderstood({ query }: Queries, since: number): Promise<number> {
  const sql =
    "SELECT COUNT(*) AS n FROM notifications WHERE understood <> 'whole' AND understood <> 'test' AND received_at >= $1";
  const [row] = await query<{ n: number }>(sql, [since]);
  return Number(row?.n ?? 0);
}

/** One of them with what was posted, byte by byte. */
export async function oddBody(
  { query }: Queries,
  id: string,
): Promise<{ readonly about: OddBody; readonly raw: Buffer } | undefined> {
  const [about] = await query<OddBody>(`${ODD} AND id = $1`, [id]);
  const [kept] = await query<{ body: string }>("SELECT body FROM notifications WHERE id = $1", [id]);
  if (about === undefined || kept === undefined) return undefined;
  return { about, raw: await unpack(Buffer.from(kept.body, "base64")) };
}
