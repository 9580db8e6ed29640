import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Change, changeOf, type Episode, episodeAfter } from "./episode.ts";

interface Told {
  readonly status: "firing" | "resolved";
  readonly startsAt: number;
  readonly endsAt: number | undefined;
}

const fires = (startsAt: number): Told => ({ status: "firing", startsAt, endsAt: undefined });
const ends = (startsAt: number, endsAt?: number): Told => ({ status: "resolved", startsAt, endsAt });

/** Tells reports one after the other, at moments in seconds; answers with what each of them meant. */
function tell(reports: ReadonlyArray<readonly [number, Told]>, isOnce = false): Change[] {
  let known: (Episode & { readonly heardAt: number }) | undefined;
  return reports.map(([second, report]) => {
    const now = second * 1_000;
    const change = changeOf(known, report, { now, isOnce });
    const episode = episodeAfter(known, report, change);
    if (episode !== known) known = { ...episode, heardAt: now };
    return change;
  });
}

describe("an alert's episode", () => {
  it.each<[string, ReadonlyArray<readonly [number, Told]>, readonly Change[]]>([
    [
      "begins and ends",
      [
        [0, fires(5)],
        [60, ends(5, 50)],
      ],
      ["fired", "resolved"],
    ],
    [
      "is told twice",
      [
        [0, fires(5)],
        [1, fires(5)],
        [60, ends(5, 50)],
        [61, ends(5, 50)],
      ],
      ["fired", "repeated", "resolved", "outdated"],
    ],
    // Alertmanager merges two replicas to the earliest start (alertmanager#1611, #4008).
    [
      "goes back to an earlier start, and ends with it",
      [
        [0, fires(20)],
        [5, fires(5)],
        [60, ends(5, 50)],
      ],
      ["fired", "repeated", "resolved"],
    ],
    // Alertmanager was restarted without its log (alertmanager#1005).
    [
      "goes on with a later start",
      [
        [0, fires(5)],
        [600, fires(20)],
        [900, ends(20, 700)],
      ],
      ["fired", "repeated", "resolved"],
    ],
    [
      "ends although no end said when",
      [
        [0, fires(20)],
        [60, ends(5)],
      ],
      ["fired", "resolved"],
    ],
    [
      "ends although its end makes no sense",
      [
        [0, fires(20)],
        [60, ends(10, 3)],
      ],
      ["fired", "resolved"],
    ],
    [
      "is not ended by the end of the one before",
      [
        [0, fires(60)],
        [1, ends(5, 50)],
        [90, ends(60, 80)],
      ],
      ["fired", "outdated", "resolved"],
    ],
    [
      "is not ended by an end that was told before",
      [
        [0, fires(5)],
        [50, ends(5, 40)],
        [70, fires(5)],
        [71, ends(5, 40)],
        [90, ends(5, 80)],
      ],
      ["fired", "resolved", "fired", "outdated", "resolved"],
    ],
    [
      "begins again after its end",
      [
        [0, fires(5)],
        [50, ends(5, 40)],
        [51, fires(45)],
      ],
      ["fired", "resolved", "fired"],
    ],
    [
      "is told late when it is over",
      [
        [0, fires(5)],
        [50, ends(5, 40)],
        [60, fires(5)],
        [61, fires(20)],
      ],
      ["fired", "resolved", "outdated", "outdated"],
    ],
    // One replica had resolved it, and the other still fires: the earliest start again, although that has ended.
    [
      "comes back with the start that has ended",
      [
        [0, fires(5)],
        [50, ends(5, 40)],
        [80, fires(5)],
        [90, ends(5, 85)],
      ],
      ["fired", "resolved", "fired", "resolved"],
    ],
    [
      "has an end that comes before its beginning",
      [
        [0, ends(5, 40)],
        [1, fires(5)],
      ],
      ["outdated", "outdated"],
    ],
    [
      "fires for long after an end that nobody knew the beginning of",
      [
        [0, ends(5, 40)],
        [30, fires(5)],
      ],
      ["outdated", "fired"],
    ],
  ])("%s", (_name, reports, changes) => {
    expect(tell(reports)).toEqual(changes);
  });

  it("of a source whose ids are used once never comes back", () => {
    expect(
      tell(
        [
          [0, fires(5)],
          [50, ends(5, 40)],
          [900, fires(5)],
          [901, fires(5)],
        ],
        true,
      ),
    ).toEqual(["fired", "resolved", "outdated", "outdated"]);
  });

  /** What an Alertmanager tells of one alert: episodes that do not overlap, each with starts that may be a little off. */
  const skew = fc.integer({ min: 0, max: 15 });
  const life = fc.array(
    fc.record({
      quiet: fc.integer({ min: 60, max: 900 }),
      lasts: fc.integer({ min: 30, max: 900 }),
      starts: fc.array(skew, { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 5 },
  );

  it("is over after the last word said so, and fires after the last word said so, whichever starts were told", () => {
    fc.assert(
      fc.property(life, fc.boolean(), fc.boolean(), (episodes, isOver, isVague) => {
        let second = 0;
        const reports: Array<readonly [number, Told]> = [];
        for (const [index, { quiet, lasts, starts }] of episodes.entries()) {
          const begin = second + quiet;
          for (const [place, start] of starts.entries()) reports.push([begin + 16 + place, fires(begin + start)]);
          second = begin + 30 + lasts;
          const isLast = index === episodes.length - 1;
          // Alertmanager tells the earliest start that it knows, and may have forgotten that.
          const start = begin + (isVague ? Math.max(...starts) : Math.min(...starts));
          if (!isLast || isOver) reports.push([second, ends(start, second)]);
        }
        const changes = tell(reports);
        const last = changes.findLast((change) => change === "fired" || change === "resolved");
        expect(last).toBe(isOver ? "resolved" : "fired");
        expect(changes.filter((change) => change === "fired").length).toBe(episodes.length);
      }),
    );
  });

  it("is counted as firing exactly while it is known to fire, however reports are ordered, doubled or lost", () => {
    const report = fc.record({
      status: fc.constantFrom("firing" as const, "resolved" as const),
      startsAt: fc.integer({ min: 1, max: 6 }),
      endsAt: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(40), report), { minLength: 1, maxLength: 30 }), (reports) => {
        let second = 0;
        const told = reports.map(([wait, one]) => {
          second += wait;
          return [second, one] as const;
        });
        let firing = 0;
        for (const change of tell(told)) {
          if (change === "fired") firing++;
          if (change === "resolved") firing--;
          expect([0, 1]).toContain(firing);
        }
      }),
    );
  });
});
