import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";
import type { SqlValue } from "../../foundation/storage/database.ts";
import type { LabelsOf } from "../telemetry/metrics.ts";
import type { OutsideAnswer, OutsideCall } from "./call.ts";
import { Circuit, RefusedByParty } from "./circuit.ts";

const PATIENCE_MS = 5_000;
/** It refuses this record, today and tomorrow: malformed, too large, its id too long, against a rule (RFC 9110, 15.5). */
const REFUSED = new Set([400, 413, 414, 422]);

export type EntityName = LabelsOf<"sync_writes_total">["entity"];

/** The fields that both systems hold, by column name. */
export type RecordBody = Readonly<Record<string, SqlValue>>;

export interface VersionedRecord {
  readonly id: string;
  readonly version: number;
  readonly body: RecordBody;
}

export type Written =
  | { readonly outcome: "written" }
  /** It holds something else, or nothing. */
  | { readonly outcome: "conflict"; readonly theirs: VersionedRecord | undefined };

/** All of it rejects with a CircuitOpen when the old system was not asked, and with an error when it did not answer as it should. */
export interface OldSystem {
  /**
   * Writes a record over the version that it is known to hold; 0 when none. It is a conflict when it holds another one, but
   * not to write again what was written.
   */
  readonly write: (entity: EntityName, record: VersionedRecord, baseVersion: number) => Promise<Written>;
  readonly read: (entity: EntityName, id: string) => Promise<VersionedRecord | undefined>;
  /** Those of these that it holds; as many ids as fit into an address. */
  readonly readMany: (entity: EntityName, ids: readonly string[]) => Promise<VersionedRecord[]>;
  /** The next records, in its own order, after an id; from the first one after "". */
  readonly list: (entity: EntityName, after: string, limit: number) => Promise<VersionedRecord[]>;
  readonly circuit: Circuit;
}

/** The old system answered what it should not. */
export class OldSystemError extends Error {}

const Stored = Type.Object({
  id: Type.String(),
  version: Type.Integer({ minimum: 0 }),
  body: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Null()])),
});
const isStored = checkOf(Stored);
const isPage = checkOf(Type.Object({ records: Type.Array(Stored) }));

export function createOldSystem(
  { url, secret }: { readonly url: string; readonly secret: string },
  call: OutsideCall,
): OldSystem {
  const circuit = new Circuit();
  const address = (entity: EntityName, id: string) => `/records/${entity}/${encodeURIComponent(id)}`;
  const get = (path: string): Promise<OutsideAnswer> =>
    call({
      peer: "old-system",
      method: "GET",
      url: url + path,
      signedWith: secret,
      timeoutMs: PATIENCE_MS,
    });
  const getPage = (entity: EntityName, query: Record<string, string>): Promise<VersionedRecord[]> =>
    circuit.run(async () => {
      const { status, json } = await get(`/records/${entity}?${new URLSearchParams(query)}`);
      if (status !== 200 || !isPage(json)) throw new OldSystemError(`the old system answered ${status}`);
      return json.records;
    });
  return {
    circuit,
    write: (entity, { id, version, body }, baseVersion) =>
      circuit.run(async () => {
        const { status, json } = await call({
          peer: "old-system",
          method: "PUT",
          url: url + address(entity, id),
          signedWith: secret,
          json: { version, base_version: baseVersion, body },
          timeoutMs: PATIENCE_MS,
        });
        if (status === 404) return { outcome: "conflict", theirs: undefined };
        if (status === 409 && isStored(json)) return { outcome: "conflict", theirs: json };
        if (REFUSED.has(status)) throw new RefusedByParty(`the old system refuses the record (${status})`);
        if (status !== 200 && status !== 201) throw new OldSystemError(`the old system answered ${status}`);
        return { outcome: "written" };
      }),
    read: (entity, id) =>
      circuit.run(async () => {
        const { status, json } = await get(address(entity, id));
        if (status === 404) return undefined;
        if (status !== 200 || !isStored(json)) throw new OldSystemError(`the old system answered ${status}`);
        return json;
      }),
    readMany: (entity, ids) => getPage(entity, { ids: ids.join(",") }),
    list: (entity, after, limit) => getPage(entity, { after, limit: String(limit) }),
  };
}
