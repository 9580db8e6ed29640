import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";
import { sign } from "../outside/signature.ts";
import type { HttpParty, PartyAnswer, PartyRequest } from "./http-party.ts";

const Body = Type.Object({
  version: Type.Integer(),
  base_version: Type.Integer(),
  body: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Null()])),
});
type StoredBody = Record<string, string | number | null>;
const isBody = checkOf(Body);

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
  /** By entity and id: order/1. */
  readonly records: Map<string, StoredRecord>;
  /** Somebody changes fields in the old system; answers with the text that it tells of it. */
  readonly edit: (entity: string, id: string, fields: StoredBody) => string;
  /** Somebody changes fields in the old system, which tells us; answers with the status of our answer. */
  readonly change: (entity: string, id: string, fields: StoredBody) => Promise<number>;
}

/** The system that Lucky Gas is leaving. A lie is a yes to a write that it stores with other values. */
export function oldSystemSandbox({ secret, changesUrl, now }: OldSystemOptions): OldSystemSandbox {
  const records = new Map<string, StoredRecord>();
  const edit: OldSystemSandbox["edit"] = (entity, id, fields) => {
    const known = records.get(`${entity}/${id}`) ?? { id, version: 0, body: {} };
    const changed = { id, version: known.version + 1, body: { ...known.body, ...fields } };
    records.set(`${entity}/${id}`, changed);
    return JSON.stringify({ changes: [{ entity, ...changed }] });
  };
  const handle = (request: PartyRequest, stores: (body: StoredBody) => StoredBody): PartyAnswer => {
    const [, , entity = "", ...rest] = request.path.split("/");
    const id = decodeURIComponent(rest.join("/"));
    if (id === "") return { status: 200, json: { records: page(records, entity, request.query) } };
    const key = `${entity}/${id}`;
    const known = records.get(key);
    if (request.method === "GET") return known === undefined ? { status: 404 } : { status: 200, json: known };
    if (!isBody(request.json)) return { status: 400, json: { error: "malformed" } };
    const { version, base_version: base, body } = request.json;
    // An answer may have been lost; to write the same again is no conflict.
    if (known?.version === version && isWithin(body, known.body)) return { status: 200, json: {} };
    if (known === undefined && base !== 0) return { status: 404 };
    if (known !== undefined && known.version !== base) return { status: 409, json: known };
    if (version <= base) return { status: 400, json: { error: "versions grow" } };
    records.set(key, { id, version, body: stores({ ...known?.body, ...body }) });
    return { status: 200, json: {} };
  };
  return {
    party: "old-system",
    signature: { secret, now },
    records,
    edit,
    change: async (entity, id, fields) => {
      const text = edit(entity, id, fields);
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

function page(records: OldSystemSandbox["records"], entity: string, query: URLSearchParams): StoredRecord[] {
  const own = [...records].flatMap(([key, record]) => (key.startsWith(`${entity}/`) ? [record] : []));
  const ids = query.get("ids")?.split(",");
  if (ids !== undefined) return own.filter(({ id }) => ids.includes(id));
  const after = query.get("after") ?? "";
  const rest = own.filter(({ id }) => id > after).sort((a, b) => (a.id < b.id ? -1 : 1));
  return rest.slice(0, Number(query.get("limit")));
}

function isWithin(part: StoredBody, whole: StoredBody): boolean {
  return Object.entries(part).every(([name, value]) => whole[name] === value);
}

function garbled(body: StoredBody): StoredBody {
  const change = (value: StoredBody[string]) =>
    typeof value === "number" ? value + 1 : value === null ? null : `${value}?`;
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, change(value)]));
}
