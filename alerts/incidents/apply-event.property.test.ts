import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE, surroundings } from "../../test/alerts/surroundings.ts";
import { newIncident } from "./alerts-changed.ts";
import { applyEvent } from "./apply-event.ts";
import type { Incident } from "./incident.ts";
import type { IncidentEvent } from "./incident-event.ts";

const count = fc.integer({ min: 0, max: 2 });
const firing = fc.record({ page: count, ticket: count });
const event: fc.Arbitrary<IncidentEvent> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant("alerts" as const),
      began: firing,
      ended: firing,
      beganAnew: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ type: "acknowledge" as const, by: "Mei" }) },
  { weight: 1, arbitrary: fc.constant({ type: "resolve" as const, by: "Mei" }) },
  { weight: 5, arbitrary: fc.constant({ type: "due" as const }) },
  { weight: 1, arbitrary: fc.constant({ type: "stale" as const }) },
);
const minutes = fc.integer({ min: 0, max: 2_000 });
const maintenance = fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined, freq: 4 });
const FIRST: IncidentEvent = {
  type: "alerts",
  began: { page: 1, ticket: 0 },
  ended: { page: 0, ticket: 0 },
  beganAnew: false,
};

describe("an incident to which anything happens in any order", () => {
  it("never pages twice under one key at one place, never ends what it did not begin, and leaves nothing open at its end", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(event, minutes, maintenance), { maxLength: 40 }), (story) => {
        let incident: Incident = newIncident("i", "slo", 0);
        let now = 0;
        const open = new Set<string>();
        const begun = new Set<string>();
        for (const [next, wait, silence] of [[FIRST, 0, undefined] as const, ...story]) {
          now += wait * MINUTE;
          const before = incident;
          const maintenanceUntil = silence === undefined ? undefined : now + silence * MINUTE + 1;
          const { incident: after, drafts } = applyEvent(incident, next, surroundings(now, { maintenanceUntil }));
          for (const { action, dedupKey, destination } of drafts) {
            const place = `${dedupKey} ${destination.channel}`;
            if (action === "trigger") {
              expect(begun).not.toContain(place);
              begun.add(place);
              open.add(place);
            }
            if (action === "resolve") {
              expect(open).toContain(place);
              open.delete(place);
            }
            if (action === "acknowledge") expect(open).toContain(place);
          }
          if (after.state === "resolved") expect([...open]).toEqual([]);
          // What is over stays over.
          if (before.state === "resolved") expect(drafts).toEqual([]);
          expect(new Set(after.told.map(({ dedupKey, destination }) => `${dedupKey} ${destination.channel}`))).toEqual(
            open,
          );
          // While it is triggered and not silenced, something will happen, or all that could was done and said.
          if (after.state === "triggered" && after.silencedUntil === undefined && after.paging?.next === undefined) {
            expect(after.paging?.round).toBeGreaterThanOrEqual(0);
          }
          incident = after;
        }
      }),
      { numRuns: 500 },
    );
  });
});
