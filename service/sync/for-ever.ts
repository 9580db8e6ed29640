import { type Database, DatabaseError, type Queries } from "../../foundation/storage/database.ts";
import { RefusedByParty } from "../outside/circuit.ts";

/** What one system says and the other can never hold. */
export class Unacceptable extends Error {}

/** Why something would be refused again and again; undefined when another try may help. */
export function whyForEver(error: unknown): string | undefined {
  if (error instanceof Unacceptable || error instanceof RefusedByParty) return error.message;
  if (error instanceof DatabaseError && error.kind === "constraint") return `it breaks a rule here: ${error.message}`;
  return undefined;
}

/** Does work in a transaction; what would be refused for ever is set aside in another one, and holds up nothing. */
export async function orSetAside<Result>(
  database: Database,
  work: (queries: Queries) => Promise<Result>,
  setAside: (queries: Queries, reason: string) => Promise<Result>,
): Promise<Result> {
  try {
    return await database.transaction(work);
  } catch (error) {
    const reason = whyForEver(error);
    if (reason === undefined) throw error;
    return database.transaction((queries) => setAside(queries, reason));
  }
}
