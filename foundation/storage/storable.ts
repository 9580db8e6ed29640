/** The largest number that PostgreSQL's INTEGER holds (https://www.postgresql.org/docs/current/datatype-numeric.html). */
export const LARGEST_INTEGER = 2_147_483_647;

/** A text that a database cannot keep as it is, and where it stands. */
export interface Unstorable {
  /** A JSON pointer: /items/0/name. */
  readonly pointer: string;
  readonly reason: string;
}

/**
 * The first text within a JSON value, keys included, that databases refuse or change: PostgreSQL takes no NUL, and UTF-8
 * has no half of a surrogate pair. SQLite would take the one and both would change the other.
 */
export function findUnstorable(value: unknown): Unstorable | undefined {
  // Not by recursion: how deep it goes is for a stranger to say.
  const left: Array<{ readonly value: unknown; readonly pointer: string }> = [{ value, pointer: "" }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { value: found, pointer } = next;
    const reason = typeof found === "string" ? whyUnstorable(found) : undefined;
    if (reason !== undefined) return { pointer, reason };
    if (typeof found !== "object" || found === null) continue;
    for (const [key, own] of Object.entries(found)) {
      const why = whyUnstorable(key);
      if (why !== undefined) return { pointer, reason: `the name of a field ${why}` };
      left.push({ value: own, pointer: `${pointer}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}` });
    }
  }
  return undefined;
}

function whyUnstorable(text: string): string | undefined {
  if (text.includes("\u0000")) return "holds a NUL character";
  return text.isWellFormed() ? undefined : "holds half of a surrogate pair";
}
