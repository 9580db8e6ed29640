import fc from "fast-check";
import { expect, it } from "vitest";
import { NOON, testCore } from "../../test/service/core.ts";
import { type OutsideCall, OutsideError } from "../outside/call.ts";
import { createOldSystem } from "../outside/old-system.ts";
import { sign } from "../outside/signature.ts";
import { oldSystemSandbox } from "../sandbox/old-system.ts";
import { INTEGER } from "./column-forms.ts";
import { sync } from "./sync.ts";
import type { SyncedTable } from "./sync-entity.ts";

const DAY_MS = 24 * 3_600_000;
const SECRET = "secret";
/** Values grow, so that a value which comes back tells of a lost write or of one out of order. */
const TABLE: SyncedTable = {
  entity: "customer",
  table: "records",
  fields: { ours_only: INTEGER, theirs_only: INTEGER, shared: INTEGER },
  takenBack: ["ours_only", "shared"],
};
type Field = "ours_only" | "theirs_only" | "shared";
type Values = Record<Field, number>;

type Step =
  | { readonly kind: "we change"; readonly field: "ours_only" | "shared" }
  | { readonly kind: "they change"; readonly field: "theirs_only" | "shared" }
  | { readonly kind: "notices come" | "jobs run" | "time passes" }
  | { readonly kind: "requests fail"; readonly how: "before" | "after" };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom<Step>({ kind: "we change", field: "ours_only" }, { kind: "we change", field: "shared" }),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom<Step>(
      { kind: "they change", field: "theirs_only" },
      { kind: "they change", field: "shared" },
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Step>({ kind: "notices come" }, { kind: "jobs run" }, { kind: "time passes" }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Step>({ kind: "requests fail", how: "before" }, { kind: "requests fail", how: "after" }),
  },
);

/** Plays the steps against the part and the old system, lets everything come to rest, and answers with both ends. */
async function play(steps: readonly Step[], random: () => number, winner: "old_system" | "new_system") {
  const core = await testCore();
  const old = oldSystemSandbox({ secret: SECRET, changesUrl: () => undefined, now: core.now });
  let failing: Array<"before" | "after"> = [];
  const call: OutsideCall = async ({ method, url, json }) => {
    const fails = failing.shift();
    if (fails === "before") throw new OutsideError("connection", "down");
    const { pathname, searchParams } = new URL(url);
    const answer = await old.right({ method, path: pathname, query: searchParams, headers: {}, json });
    if (fails === "after") throw new OutsideError("timeout", "the answer was lost");
    watchThem();
    return { status: answer.status, headers: new Headers(), json: answer.json };
  };
  const part = sync(core, [TABLE], createOldSystem({ url: "http://old", secret: SECRET }, call), SECRET);
  const changes = part.operations?.find(({ contract }) => contract.id === "receiveChanges");
  const resolution = part.operations?.find(({ contract }) => contract.id === "resolveConflict");
  const ask = {
    params: undefined,
    query: undefined,
    headers: undefined,
    rawBody: Buffer.alloc(0),
    network: "192.0.2.1",
    caller: { userId: "admin", role: "admin", sessionId: "s" } as const,
  };

  await core.database.query(
    "CREATE TABLE records (id TEXT PRIMARY KEY, ours_only INTEGER, theirs_only INTEGER, shared INTEGER, version INTEGER, updated_at BIGINT)",
  );
  await core.database.transaction(async (queries) => {
    await queries.query("INSERT INTO records VALUES ('1', 0, 0, 0, 1, 0)");
    await part.carry(queries, "customer", "1");
  });
  const work = () => core.runJobs(part.jobs ?? []);
  await work();

  const last = { we: { ours_only: 0, shared: 0 }, they: { theirs_only: 0, shared: 0 } };
  let counter = 0;
  const wentBack: string[] = [];
  const seen = { ours_only: 0, theirs_only: 0, version: 0, theirs_there: 0 };
  const watchThem = () => {
    const held = old.records.get("customer/1");
    if (held === undefined) return;
    if (Number(held.body["ours_only"]) < seen.ours_only) wentBack.push("ours_only there");
    if (held.version < seen.version) wentBack.push("version there");
    if (Number(held.body["theirs_only"]) < seen.theirs_there) wentBack.push("theirs_only there");
    seen.theirs_there = Number(held.body["theirs_only"]);
    seen.ours_only = Number(held.body["ours_only"]);
    seen.version = held.version;
  };
  const ours = async () => (await core.database.query<Values & { version: number }>("SELECT * FROM records"))[0];
  const watchUs = async () => {
    const value = (await ours())?.theirs_only ?? 0;
    if (value < seen.theirs_only) wentBack.push("theirs_only here");
    seen.theirs_only = value;
  };
  const notices: string[] = [];
  const deliver = async () => {
    // Some twice, and the later ones first.
    for (const text of notices.splice(0).reverse()) {
      if (random() < 0.2) continue;
      for (let copy = 0; copy < (random() < 0.3 ? 2 : 1); copy++) {
        const rawBody = Buffer.from(text);
        await changes?.handle({ ...ask, headers: sign(SECRET, rawBody, core.now()), body: JSON.parse(text), rawBody });
      }
    }
  };

  for (const each of steps) {
    if (each.kind === "we change") {
      const value = ++counter;
      last.we[each.field] = value;
      await core.database.transaction(async (queries) => {
        await queries.query(`UPDATE records SET ${each.field} = $1, version = version + 1`, [value]);
        await part.carry(queries, "customer", "1");
      });
    } else if (each.kind === "they change") {
      const value = ++counter;
      last.they[each.field] = value;
      notices.push(old.edit("customer", "1", { [each.field]: value }));
    } else if (each.kind === "requests fail") failing = [each.how];
    else if (each.kind === "notices come") await deliver();
    else if (each.kind === "time passes") core.setNow(core.now() + 90_000);
    else await work();
    watchThem();
    await watchUs();
  }

  failing = [];
  // The second day compares what the first one has written again.
  for (let day = 1; day <= 2; day++) {
    await deliver();
    for (let minutes = 0; minutes < 4; minutes++) {
      core.setNow(Math.max(core.now(), NOON + day * DAY_MS) + 61_000 * minutes);
      await work();
      await watchUs();
    }
    const open = await core.database.query<{ id: string }>("SELECT id FROM sync_conflicts WHERE resolution IS NULL");
    for (const { id } of open) await resolution?.handle({ ...ask, params: { conflictId: id }, body: { winner } });
  }
  const conflicts = await core.database.query<{ resolution: string }>(
    "SELECT resolution FROM sync_conflicts WHERE resolution IN ('old_system', 'new_system')",
  );
  const pending = await core.database.query("SELECT id FROM sync_writes WHERE state = 'pending'");
  const result = {
    ours: await ours(),
    theirs: old.records.get("customer/1")?.body,
    last,
    wentBack,
    pending,
    events: core.events,
  };
  await core.close();
  return { ...result, wasDisputed: conflicts.length > 0 };
}

it("loses no write and puts none out of order, whatever is late, doubled, lost or undone", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 25 }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
      fc.constantFrom("old_system" as const, "new_system" as const),
      async (steps, draws, winner) => {
        const random = () => Number(draws.next().value);
        const { ours, theirs, last, wentBack, pending, wasDisputed, events } = await play(steps, random, winner);
        expect(pending).toEqual([]);
        expect(theirs).toEqual({ ours_only: ours?.ours_only, theirs_only: ours?.theirs_only, shared: ours?.shared });
        expect([last.we.shared, last.they.shared, 0]).toContain(ours?.shared);
        if (!wasDisputed) {
          // What only one side wrote is as that side wrote it last.
          expect(wentBack).toEqual([]);
          expect(theirs).toMatchObject({ ours_only: last.we.ours_only, theirs_only: last.they.theirs_only });
          if (last.we.shared > 0 || last.they.shared > 0) expect(ours?.shared).not.toBe(0);
        }
        const ids = events.flatMap((event) => (event.type === "sync.write_ended" ? [event.writeId] : []));
        expect(new Set(ids).size).toBe(ids.length);
      },
    ),
    { numRuns: 150 },
  );
});
