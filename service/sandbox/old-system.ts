import { Ajv } from "ajv";
import Type from "typebox";
import { sign } from "../outside/signature.ts";
import type { HttpParty, PartyRequest } from "./http-party.ts";

const Body = Type.Object({
  version: Type.Integer(),
  base_version: Type.Integer(),
  body: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Null()])),
});
type StoredBody = Record<string, string | number | null>;
const isBody = new Ajv().compile<{ version: number; base_version: number; body: StoredBody }>(Body);

const TELLS_WITHIN_MS = 5_000;

export interface OldSystemOptions {
  readonly secret: string;
  /** Where it tells of its own changes. */
  readonly changesUrl: () => string | undefined;
  readonly now: () => number;
}

export interface StoredRecord {
  readonly id: string;
  readonly version: number;
  readonly body: StoredBody;
}

export interface OldSystemSandbox extends HttpParty {
  readonly records: Map<string, StoredRecord>;
  /** Somebody changes fields in the old system, which tells us; answers with the status of our answer. */
  readonly change: (entity: string, id: string, fields: StoredBody) => Promise<number>;
}

/** The system that Lucky Gas is leaving. A lie is a yes to a write that it stores with other values. */
export function oldSystemSandbox({ secret, changesUrl, now }: OldSystemOptions): OldSystemSandbox {
  const records = new Map<string, StoredRecord>();
  const keyOf = (path: string) => decodeURIComponent(path.replace(/^\/records\//, ""));
  const handle = ({ method, path, json }: PartyRequest, stores: (body: StoredBody) => StoredBody) => {
    const key = keyOf(path);
    const known = records.get(key);
    if (method === "GET") return known === undefined ? { status: 404 } : { status: 200, json: known };
    if (!isBody(json)) return { status: 400, json: { error: "malformed" } };
    const id = key.split("/").slice(1).join("/");
    if (known !== undefined && known.version !== json.base_version && known.version !== json.version) {
      return { status: 409, json: known };
    }
    records.set(key, { id, version: json.version, body: stores({ ...known?.body, ...json.body }) });
    return { status: 200, json: {} };
  };
  return {
    party: "old-system",
    records,
    change: async (entity, id, fields) => {
      const key = `${entity}/${id}`;
      const known = records.get(key) ?? { id, version: 0, body: {} };
      const changed = { id, version: known.version + 1, body: { ...known.body, ...fields } };
      records.set(key, changed);
      const text = JSON.stringify({
        changes: [{ entity, id, base_version: known.version, version: changed.version, body: changed.body }],
      });
      const response = await fetch(changesUrl() ?? "", {
        method: "POST",
        headers: { "content-type": "application/json", ...sign(secret, text, now()) },
        body: text,
        signal: AbortSignal.timeout(TELLS_WITHIN_MS),
      });
      await response.body?.cancel();
      return response.status;
    },
    right: (request) => handle(request, (body) => body),
    wrong: (request) => handle(request, garbled),
  };
}

function garbled(body: StoredBody): StoredBody {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, typeof value === "number" ? value + 1 : value]),
  );
}
