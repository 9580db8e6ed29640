import Type from "typebox";

const LARGEST_PAGE = 50;

/** The query of a list: where the last page ended. */
export const PageQuery = {
  cursor: Type.Optional(Type.String({ maxLength: 100, description: "next_cursor of the page before" })),
};

export const PAGE_LIMIT = LARGEST_PAGE + 1;

/** A page of rows that were read with `LIMIT PAGE_LIMIT` in the order of their cursor. */
export function page<Row, Item>(
  rows: readonly Row[],
  cursorOf: (row: Row) => string,
  itemOf: (row: Row) => Item,
): { items: Item[]; next_cursor?: string } {
  const items = rows.slice(0, LARGEST_PAGE);
  const last = items.at(-1);
  const more = rows.length > LARGEST_PAGE && last !== undefined;
  return { items: items.map(itemOf), ...(more ? { next_cursor: cursorOf(last) } : {}) };
}

/** The schema of a page. */
export function Page<Item extends Type.TSchema>(item: Item) {
  return Type.Object({ items: Type.Array(item), next_cursor: Type.Optional(Type.String()) });
}
