import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { changeOf, type Episode, episodeAfter } from "./episode.ts";

describe("an alert's episodes", () => {
  it.each([
    ["nothing", undefined, "firing", 5, "fired"],
    ["nothing", undefined, "resolved", 5, "outdated"],
    ["firing", 5, "firing", 5, "repeated"],
    ["firing", 5, "resolved", 5, "resolved"],
    ["firing", 5, "firing", 9, "refired"],
    ["firing", 5, "resolved", 9, "resolved"],
    ["firing", 5, "resolved", 3, "outdated"],
    ["firing", 5, "firing", 3, "outdated"],
    ["resolved", 5, "firing", 5, "outdated"],
    ["resolved", 5, "firing", 3, "outdated"],
    ["resolved", 5, "firing", 9, "fired"],
    ["resolved", 5, "resolved", 5, "outdated"],
  ] as const)("known %s of %s, then %s of %d: %s", (known, since, status, startsAt, change) => {
    const before = known === "nothing" ? undefined : { status: known, startsAt: since };
    expect(changeOf(before, { status, startsAt })).toBe(change);
  });

  it("end as the newest report says, however reports are ordered, doubled or lost before it", () => {
    const report = fc.record({
      status: fc.constantFrom("firing" as const, "resolved" as const),
      startsAt: fc.integer({ min: 1, max: 6 }),
    });
    fc.assert(
      fc.property(fc.array(report, { minLength: 1, maxLength: 30 }), (reports) => {
        let known: Episode | undefined;
        let firing = 0;
        for (const one of reports) {
          const change = changeOf(known, one);
          if (change === "fired") firing++;
          if (change === "resolved") firing--;
          known = episodeAfter(known, one);
          // What is counted as firing is what is known to fire.
          expect(firing).toBe(known.status === "firing" ? 1 : 0);
        }
        const newest = Math.max(...reports.map(({ startsAt }) => startsAt));
        const ended = reports.some(({ status, startsAt }) => startsAt === newest && status === "resolved");
        expect(known).toEqual({ startsAt: newest, status: ended ? "resolved" : "firing" });
      }),
    );
  });
});
