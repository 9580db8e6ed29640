import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE, ONCALL, surroundings } from "../../test/alerts/surroundings.ts";
import { applyEvent } from "./apply-event.ts";
import {
  countOf,
  dedupKeyOf,
  type Firing,
  type Incident,
  isFiring,
  newIncident,
  nextOf,
  type Told,
} from "./incident.ts";
import type { IncidentEvent, Joined } from "./incident-event.ts";

const count = fc.integer({ min: 0, max: 2 });
const firing = fc.record({ page: count, ticket: count });
const member = fc.constantFrom({ id: "1", name: "db1" }, { id: "2", name: "db2" });
const joined = fc.record({
  page: fc.array(member, { maxLength: 2 }),
  ticket: fc.array(member, { maxLength: 2 }),
});

/** What happens, before it is fitted to what fires: no more ends than has begun. */
type Story =
  | {
      readonly type: "alerts";
      readonly began: Firing;
      readonly ended: Firing;
      readonly isHidden: boolean;
      readonly left: readonly string[];
    }
  | { readonly type: "uncover"; readonly isAll: boolean }
  | {
      readonly type: "deed";
      readonly deed: "acknowledge" | "resolve" | "unacknowledge" | "reopen";
      readonly run: number;
    }
  | { readonly type: "due" | "stale" };

const story: fc.Arbitrary<Story> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      type: fc.constant("alerts" as const),
      began: firing,
      ended: firing,
      isHidden: fc.boolean(),
      left: fc.array(fc.constantFrom("1", "2"), { maxLength: 1 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant("uncover" as const), isAll: fc.boolean() }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant("deed" as const),
      deed: fc.constantFrom("acknowledge" as const, "resolve" as const, "unacknowledge" as const, "reopen" as const),
      run: fc.integer({ min: -1, max: 1 }),
    }),
  },
  { weight: 6, arbitrary: fc.constant({ type: "due" as const }) },
  { weight: 1, arbitrary: fc.constant({ type: "stale" as const }) },
);
const seconds = fc.oneof(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 20_000 }));
const NONE = { page: 0, ticket: 0 };

function eventOf(incident: Incident, told: Story, joins: Joined, now: number): IncidentEvent {
  const { firing: fires, hidden, paging } = incident;
  const atMost = (asked: Firing, have: Firing) => ({
    page: Math.min(asked.page, have.page),
    ticket: Math.min(asked.ticket, have.ticket),
  });
  switch (told.type) {
    case "alerts": {
      const silencedUntil = told.isHidden && countOf(told.began) > 0 ? now + 30 * MINUTE : undefined;
      const own = { began: told.began, ended: atMost(told.ended, fires) };
      return told.isHidden
        ? {
            ...{ type: "alerts", began: NONE, ended: NONE, silencedUntil, joined: { page: [], ticket: [] }, left: [] },
            ...{ hiddenBegan: told.began, hiddenEnded: atMost(told.ended, hidden), absences: 0 },
          }
        : {
            type: "alerts",
            ...own,
            hiddenBegan: NONE,
            hiddenEnded: NONE,
            absences: 0,
            silencedUntil,
            joined: joins,
            left: told.left,
          };
    }
    case "uncover": {
      const still = told.isAll ? NONE : { page: 0, ticket: hidden.ticket };
      const shown = { page: hidden.page - still.page, ticket: hidden.ticket - still.ticket };
      const silencedUntil = countOf(still) > 0 ? now + MINUTE : undefined;
      return { type: "uncovered", shown, absences: 0, hidden: still, joined: joins, silencedUntil };
    }
    case "deed": {
      const dedupKey = dedupKeyOf(incident.id, { number: (paging?.number ?? 0) + told.run });
      return { type: told.deed, by: "Mei", page: { dedupKey, place: undefined, at: undefined } };
    }
    default:
      return { type: told.type };
  }
}

type Place = Pick<Told, "dedupKey" | "destination">;
const placeOf = ({ dedupKey, destination }: Place) => `${dedupKey} ${destination.channel}`;
const isMail = ({ destination }: Place) => destination.kind === "email";
const mailsOf = (places: readonly Place[]) => places.filter(isMail).map(({ destination }) => destination.channel);

describe("an incident to which anything happens in any order", () => {
  it("ends only what it began, leaves nothing open at its end, and forgets nothing that fires", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(story, seconds, joined), { maxLength: 40 }), fc.boolean(), (steps, runsOut) => {
        const ackTimeout = runsOut ? 45 * MINUTE : undefined;
        let incident: Incident = newIncident("i", "slo", 0);
        let now = 0;
        const open = new Set<string>();
        for (const [told, wait, names] of steps) {
          now += wait * 1_000;
          const before = incident;
          const event = eventOf(incident, told, names, now);
          const world = surroundings(now, { policyNamed: () => ({ ...ONCALL, ackTimeout }) });
          const { incident: after, drafts, entries } = applyEvent(incident, event, world);
          incident = after;
          // PagerDuty has opened it again by itself.
          if (event.type === "reopen" && before.state === "resolved" && after.state !== "resolved")
            for (const one of after.told.filter((told) => !isMail(told))) open.add(placeOf(one));
          // Whoever has mails reads of the end once.
          const ended = mailsOf(drafts.filter(({ action }) => action === "resolve"));
          expect(ended).toEqual([...new Set(ended)]);
          if (after.told.length === 0) expect(new Set(ended)).toEqual(new Set(mailsOf(before.told)));
          for (const draft of drafts.filter((one) => !isMail(one))) {
            if (draft.action === "trigger") open.add(placeOf(draft));
            if (draft.action === "resolve") {
              expect(open).toContain(placeOf(draft));
              open.delete(placeOf(draft));
            }
            if (draft.action === "acknowledge") expect(open).toContain(placeOf(draft));
          }
          expect(new Set(after.told.filter((one) => !isMail(one)).map(placeOf))).toEqual(open);
          if (after.state === "resolved") expect([...open]).toEqual([]);
          if (drafts.length > 0) expect(entries.length).toBeGreaterThan(0);
          // What is over begins anew by its own alerts or a person who reopens it, and by nothing else.
          const isBack = event.type === "alerts" || event.type === "uncovered" || event.type === "reopen";
          if (before.state === "resolved" && !isBack) expect(after.state).toBe("resolved");
          if (after.state === "resolved") continue;
          // Whatever fires and may be told was told, or will be.
          if (countOf(after.firing) > 0) expect(after.paging).toBeDefined();
          if (after.firing.page > 0) expect(after.severity).toBe("page");
          if (countOf(after.hidden) > 0) expect(nextOf(after)).toBeDefined();
          if (after.news !== undefined) expect(nextOf(after)).toBeDefined();
          // It is open for a reason.
          expect(isFiring(after) || after.flaps.held !== undefined || told.type !== "alerts").toBe(true);
          // While nobody has taken what fires, something will happen, or all that could was done and said.
          const { paging, state, flaps } = after;
          if (
            state === "triggered" &&
            countOf(after.firing) > 0 &&
            paging?.next === undefined &&
            flaps.held === undefined
          )
            expect(paging?.step).toBeGreaterThanOrEqual(ONCALL.steps.length - 1);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
