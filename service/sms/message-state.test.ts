import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isEnded, type MessageEvent, type MessageState, other, type Provider, transition } from "./message-state.ts";

const NEW: MessageState = { state: "waiting", provider: null, failedProvider: null };
const BY_PRIMARY: MessageState = { state: "handed_over", provider: "primary", failedProvider: null };

const provider = fc.constantFrom<Provider>("primary", "secondary");
const event: fc.Arbitrary<MessageEvent> = fc.oneof(
  fc.record({
    kind: fc.constant("accepted" as const),
    by: provider,
    instead: fc.constant(null),
  }),
  provider.map((by) => ({ kind: "accepted" as const, by, instead: other(by) })),
  fc.record({
    kind: fc.constant("receipt" as const),
    by: provider,
    status: fc.constantFrom("delivered" as const, "failed" as const, "invalid_number" as const),
  }),
  fc.constant({ kind: "unconfirmed" as const }),
  fc.constant({ kind: "outdated" as const }),
);

/** The states that a message goes through. */
function history(events: readonly MessageEvent[]): MessageState[] {
  const states = [NEW];
  for (const next of events) states.push(transition(states.at(-1) ?? NEW, next));
  return states;
}

/** The sequences that matter are rare among all. */
const MANY = { numRuns: 2_000 };

describe("a message", () => {
  it("ends once, whatever comes after, and then has a provider to be counted under", () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const states = history(events);
        const end = states.findIndex(isEnded);
        if (end < 0) return;
        expect(states[end]?.provider).not.toBeNull();
        expect(new Set(states.slice(end)).size).toBe(1);
      }),
    );
  });

  it("is handed to each provider once at most", () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const states = history(events);
        const carriers = states
          .filter((state, at) => state.state === "handed_over" && states[at - 1] !== state)
          .map((state) => state.provider);
        expect(new Set(carriers).size).toBe(carriers.length);
      }),
      MANY,
    );
  });

  it("makes nothing of an event that comes again, however late", () => {
    fc.assert(
      fc.property(
        fc.array(event, { maxLength: 4 }),
        fc.array(event, { maxLength: 3 }),
        provider,
        (before, between, by) => {
          const failed: MessageEvent = { kind: "receipt", by, status: "failed" };
          const once = history([...before, failed, ...between]);
          // A copy of a receipt says nothing of a turn that came after it; there is none for the same provider.
          const twice = history([...before, failed, failed, ...between, failed]);
          const heard = once[before.length] !== once[before.length + 1];
          if (heard) expect(twice.at(-1)).toEqual(once.at(-1));
        },
      ),
    );
  });

  it("that arrived has arrived, unless it was given up before", () => {
    fc.assert(
      fc.property(fc.array(event), provider, (events, by) => {
        const before = history(events).at(-1) ?? NEW;
        const after = transition(before, { kind: "receipt", by, status: "delivered" });
        expect(after.state).toBe(isEnded(before) ? before.state : "delivered");
      }),
    );
  });

  it("comes to an end from everywhere, in two turns, without a single receipt", () => {
    fc.assert(
      fc.property(fc.array(event), (events) => {
        let state = history(events).at(-1) ?? NEW;
        for (let step = 0; step < 4; step++) {
          const by = state.failedProvider === null ? "primary" : other(state.failedProvider);
          state = transition(
            state,
            state.state === "waiting" ? { kind: "accepted", by, instead: null } : { kind: "unconfirmed" },
          );
        }
        expect(isEnded(state)).toBe(true);
      }),
    );
  });

  it("goes to the other provider when the first one fails, and fails when both have", () => {
    const moved = transition(BY_PRIMARY, { kind: "receipt", by: "primary", status: "failed" });
    expect(moved).toEqual({ state: "waiting", provider: "primary", failedProvider: "primary" });
    const again = transition(moved, { kind: "accepted", by: "secondary", instead: null });
    expect(transition(again, { kind: "receipt", by: "secondary", status: "failed" }).state).toBe("failed");
    expect(transition(again, { kind: "unconfirmed" }).state).toBe("expired");
  });

  it("that one provider has refused already has no third turn", () => {
    const taken = transition(NEW, { kind: "accepted", by: "secondary", instead: "primary" });
    expect(taken).toEqual({ state: "handed_over", provider: "secondary", failedProvider: "primary" });
    expect(transition(taken, { kind: "unconfirmed" }).state).toBe("expired");
  });

  it("stays where it is when somebody fails with it who does not have it", () => {
    expect(transition(BY_PRIMARY, { kind: "receipt", by: "secondary", status: "failed" })).toBe(BY_PRIMARY);
  });

  it("is not given back to a provider whose failure overtook its yes", () => {
    const [, overtaken, still] = history([
      { kind: "receipt", by: "primary", status: "failed" },
      { kind: "accepted", by: "primary", instead: null },
    ]);
    expect(overtaken).toEqual({ state: "waiting", provider: "primary", failedProvider: "primary" });
    expect(still).toBe(overtaken);
  });
});
