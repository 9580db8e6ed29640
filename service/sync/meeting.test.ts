import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordBody } from "../outside/old-system.ts";
import { meet } from "./meeting.ts";
import { isSame, merge, undo } from "./merge.ts";

const NAMES = ["name", "phone", "city"] as const;
const value = fc.option(fc.constantFrom("a", "b", "c"), { nil: null });
const body: fc.Arbitrary<RecordBody> = fc.record(Object.fromEntries(NAMES.map((name) => [name, value])));

describe("a merge", () => {
  it("keeps what either side has changed, and gives up only over a field that both changed differently", () => {
    fc.assert(
      fc.property(body, body, body, (base, ours, theirs) => {
        const merged = merge(base, ours, theirs);
        const isDisputed = NAMES.some(
          (name) => ours[name] !== base[name] && theirs[name] !== base[name] && ours[name] !== theirs[name],
        );
        expect(merged === undefined).toBe(isDisputed);
        for (const name of NAMES) {
          if (merged === undefined) return;
          if (ours[name] !== base[name]) expect(merged[name]).toBe(ours[name]);
          else expect(merged[name]).toBe(theirs[name]);
        }
      }),
    );
  });

  it("comes to the same on both sides", () => {
    fc.assert(
      fc.property(body, body, body, (base, ours, theirs) => {
        expect(merge(base, ours, theirs)).toEqual(merge(base, theirs, ours));
      }),
    );
  });
});

describe("a meeting", () => {
  const state = fc.record({ id: fc.constant("1"), version: fc.integer({ min: 1, max: 5 }), body });

  it("never lowers a version, and gives a new one to whatever either side has not seen", () => {
    fc.assert(
      fc.property(fc.option(state, { nil: undefined }), state, state, (agreed, ours, theirs) => {
        const meeting = meet(agreed, ours, theirs);
        if (meeting.outcome !== "joined") return;
        const joined = meeting.ours;
        expect(joined.version).toBeGreaterThanOrEqual(Math.max(ours.version, theirs.version));
        if (!isSame(joined.body, ours.body)) expect(joined.version).toBeGreaterThan(ours.version);
        if (meeting.isOwedToThem) expect(joined.version).toBeGreaterThan(theirs.version);
        else expect(isSame(joined.body, theirs.body)).toBe(true);
      }),
    );
  });

  it("with a state that we have met comes to nothing", () => {
    fc.assert(
      fc.property(state, state, state, (agreed, ours, theirs) => {
        const isOld = theirs.version <= agreed.version;
        expect(meet(agreed, ours, theirs).outcome === "known").toBe(isOld);
      }),
    );
  });
});

describe("undoing", () => {
  const writes = fc.array(fc.tuple(fc.constantFrom(...NAMES), fc.integer()), { minLength: 1, maxLength: 8 });

  it("gives back what was before all writes, but leaves what somebody else has changed since", () => {
    fc.assert(
      fc.property(body, writes, fc.constantFrom(...NAMES), (first, changes, elsewhere) => {
        const states = [first];
        for (const [name, next] of changes) states.push({ ...states.at(-1), [name]: next });
        const done = states.slice(1).map((after, at) => ({ body: after, before: states[at] ?? {} }));
        const now = states.at(-1) ?? {};
        expect(undo(now, done.toReversed())).toEqual(first);
        const changed = { ...now, [elsewhere]: "theirs" };
        expect(undo(changed, done.toReversed())).toEqual({ ...first, [elsewhere]: "theirs" });
      }),
    );
  });
});
