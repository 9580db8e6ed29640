import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { after, type DeliveryState, type DeliveryStep, outcomeOf } from "./delivery-state.ts";

const steps = fc.array(fc.constantFrom<DeliveryStep[]>("assign", "reassign", "depart", "prove", "cancel"), {
  maxLength: 30,
});

/** Takes the steps that are possible; answers with those taken and the states gone through. */
function live(tried: readonly DeliveryStep[]) {
  const states: DeliveryState[] = ["unassigned"];
  const taken: DeliveryStep[] = [];
  for (const step of tried) {
    const next = after(states.at(-1) ?? "unassigned", step);
    if (next === undefined) continue;
    taken.push(step);
    states.push(next);
  }
  return { states, taken };
}

describe("whatever is tried with a delivery", () => {
  it("it is given to a first driver once, leaves once with each driver and ends once", () => {
    fc.assert(
      fc.property(steps, (tried) => {
        const { taken } = live(tried);
        const times = (step: DeliveryStep) => taken.filter((name) => name === step).length;
        for (const step of ["assign", "prove", "cancel"] as const) expect(times(step)).toBeLessThanOrEqual(1);
        expect(times("depart")).toBeLessThanOrEqual(times("assign") + times("reassign"));
        expect(taken.filter((name) => name === "prove" || name === "cancel").length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("a closed one stays closed", () => {
    fc.assert(
      fc.property(steps, (tried) => {
        const { states } = live(tried);
        const closed = states.indexOf("closed");
        expect(closed === -1 || closed === states.length - 1).toBe(true);
      }),
    );
  });

  it("it is proved only by a driver who had it and left, and cancelled only before a driver had it", () => {
    fc.assert(
      fc.property(steps, (tried) => {
        const { taken } = live(tried);
        const lasting = taken.slice(Math.max(0, taken.lastIndexOf("reassign")));
        if (taken.includes("prove")) expect(lasting.slice(1)).toEqual(["depart", "prove"]);
        if (taken.includes("cancel")) expect(taken).toEqual(["cancel"]);
      }),
    );
  });

  it("from everywhere there is a way to its end", () => {
    const way = {
      unassigned: ["assign", "depart", "prove"],
      assigned: ["depart", "prove"],
      en_route: ["prove"],
    } as const;
    for (const [state, rest] of Object.entries(way)) {
      const end = rest.reduce<DeliveryState | undefined>(
        (at, step) => (at === undefined ? at : after(at, step)),
        state as DeliveryState,
      );
      expect(end).toBe("closed");
    }
  });
});

describe("a proof", () => {
  it.each([
    ["delivered", 100, "on_time"],
    ["delivered", 101, "late"],
    ["failed", 50, "failed"],
    ["customer_absent", 101, "customer_absent"],
  ] as const)("of %s at %i, promised by 100, is %s", (proof, at, outcome) => {
    expect(outcomeOf(proof, at, 100)).toBe(outcome);
  });
});
