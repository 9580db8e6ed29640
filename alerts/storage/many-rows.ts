import { setImmediate as nextTurn } from "node:timers/promises";
import type { Queries, SqlValue } from "../../foundation/storage/database.ts";

/** More would cost more: SQLite looks each numbered parameter up among all of its statement (500 rows at once took three times as long). */
const LARGEST = 50;
/** Few different sizes, so that few different statements are prepared. */
const SIZES = [LARGEST, 10, 1];

/** Inserts rows with as few statements as is sensible. `onConflict` is the rest of the statement. */
export async function insertRows(
  { query }: Queries,
  into: string,
  columns: readonly string[],
  rows: ReadonlyArray<readonly SqlValue[]>,
  onConflict = "",
): Promise<void> {
  for (const chunk of chunksOf(rows)) {
    // Whoever looks at the console is not kept waiting for all of a storm.
    if (chunk.length === LARGEST) await nextTurn();
    const tuples = chunk.map((_, row) => `(${columns.map((_, column) => `$${row * columns.length + column + 1}`)})`);
    await query(`INSERT INTO ${into} (${columns}) VALUES ${tuples} ${onConflict}`, chunk.flat());
  }
}

/** Rows whose column has one of the values. `select` ends before the condition; `more` is added to it, with parameters from $1. */
export async function rowsWith<Row extends object>(
  { query }: Queries,
  select: string,
  column: string,
  values: readonly string[],
  more = "",
  params: readonly SqlValue[] = [],
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const chunk of chunksOf(values)) {
    if (chunk.length === LARGEST) await nextTurn();
    const list = chunk.map((_, index) => `$${params.length + index + 1}`);
    rows.push(...(await query<Row>(`${select} WHERE ${column} IN (${list}) ${more}`, [...params, ...chunk])));
  }
  return rows;
}

function* chunksOf<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  let from = 0;
  while (from < items.length) {
    const size = SIZES.find((candidate) => candidate <= items.length - from) ?? 1;
    yield items.slice(from, from + size);
    from += size;
  }
}
