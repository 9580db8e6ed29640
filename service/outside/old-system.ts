import { Ajv } from "ajv";
import Type from "typebox";
import type { EntityName, RecordBody, VersionedRecord } from "../sync/sync-entity.ts";
import type { OutsideCall } from "./call.ts";
import { Circuit } from "./circuit.ts";
import { sign } from "./signature.ts";

const PATIENCE_MS = 5_000;

export type Written =
  | { readonly outcome: "written" }
  | { readonly outcome: "conflict"; readonly theirs: VersionedRecord };

export interface OldSystem {
  /** Writes a record over the version that it was made from. Writing the same version again is no conflict. */
  readonly write: (entity: EntityName, record: VersionedRecord, baseVersion: number) => Promise<Written>;
  readonly read: (entity: EntityName, id: string) => Promise<VersionedRecord | undefined>;
  readonly circuit: Circuit;
}

/** The old system answered what it should not. */
export class OldSystemError extends Error {}

const Stored = Type.Object({
  id: Type.String(),
  version: Type.Integer({ minimum: 0 }),
  body: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Null()])),
});
const isStored = new Ajv().compile<{ id: string; version: number; body: RecordBody }>(Stored);

export function createOldSystem(
  { url, secret }: { readonly url: string; readonly secret: string },
  call: OutsideCall,
  now: () => number,
): OldSystem {
  const circuit = new Circuit();
  const address = (entity: EntityName, id: string) => `${url}/records/${entity}/${encodeURIComponent(id)}`;
  return {
    circuit,
    write: (entity, record, baseVersion) =>
      circuit.run(async () => {
        const { status, json } = await call({
          peer: "old-system",
          method: "PUT",
          url: address(entity, record.id),
          headers: sign(secret, record.id, now()),
          json: { version: record.version, base_version: baseVersion, body: record.body },
          timeoutMs: PATIENCE_MS,
        });
        if (status === 409 && isStored(json)) return { outcome: "conflict", theirs: json };
        if (status !== 200 && status !== 201) throw new OldSystemError(`the old system answered ${status}`);
        return { outcome: "written" };
      }),
    read: (entity, id) =>
      circuit.run(async () => {
        const headers = sign(secret, id, now());
        const { status, json } = await call({
          peer: "old-system",
          method: "GET",
          url: address(entity, id),
          headers,
          timeoutMs: PATIENCE_MS,
        });
        if (status === 404) return undefined;
        if (status !== 200 || !isStored(json)) throw new OldSystemError(`the old system answered ${status}`);
        return json;
      }),
  };
}
