import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NOON, testCore } from "../../test/service/core.ts";
import { BY_CLIENT, BY_LOGIN, type Client, forgetAttempts, takeAttempt } from "./attempt-limits.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const LONGEST_WAIT_MS = BY_CLIENT.firstWaitMs * 2 ** BY_CLIENT.doublings;

const stranger = fc.nat(30).map((index): Client => ({ address: `203.0.113.${index}` }));
/** Wrong passwords that come at one moment, some time after those before. */
const volley = fc.record({
  afterMs: fc.oneof(fc.nat(1_000), fc.nat(20 * MINUTE_MS), fc.constantFrom(BY_CLIENT.firstWaitMs, DAY_MS)),
  from: fc.array(stranger, { minLength: 1, maxLength: 12 }),
  isRight: fc.integer({ min: 0, max: 19 }).map((n) => n === 0),
});
const story = fc.array(volley, { maxLength: 25 });
type Story = typeof story extends fc.Arbitrary<infer Value> ? Value : never;

interface Judged {
  readonly at: number;
  readonly client: string;
  readonly isRight: boolean;
}

/** Plays a story over and over what it says to a login; answers with what was judged, and what each attempt was told. */
async function play(core: Awaited<ReturnType<typeof testCore>>, login: string, volleys: Story) {
  let at = NOON;
  const judged: Judged[] = [];
  const told: unknown[] = [];
  for (const { afterMs, from, isRight } of volleys) {
    at += afterMs;
    const moment = at;
    const taken = await Promise.all(from.map((client) => takeAttempt(core.database, login, client, moment)));
    for (const [index, attempt] of taken.entries()) {
      told.push("waitMs" in attempt ? attempt : "judged");
      if ("waitMs" in attempt) continue;
      judged.push({ at, client: JSON.stringify(from[index]), isRight });
      if (isRight) await attempt.succeeded();
    }
  }
  return { at, judged, told };
}

async function withCore(test: (core: Awaited<ReturnType<typeof testCore>>) => Promise<void>): Promise<void> {
  const core = await testCore();
  await test(core).finally(core.close);
}

describe("attempts to sign in", () => {
  it("are told the same of every login, whatever else is tried", async () => {
    await fc.assert(
      fc.asyncProperty(story, (volleys) =>
        withCore(async (core) => {
          expect((await play(core, "mei", volleys)).told).toEqual((await play(core, "nobody", volleys)).told);
        }),
      ),
      { numRuns: 25 },
    );
  });

  it("from one place are judged five times, and then no sooner than the growing wait lets them, also at one moment", async () => {
    await fc.assert(
      fc.asyncProperty(story, (volleys) =>
        withCore(async (core) => {
          const { judged } = await play(core, "mei", volleys);
          for (const [, own] of Map.groupBy(judged, ({ client }) => client)) {
            let failures = 0;
            let last = Number.NEGATIVE_INFINITY;
            for (const { at, isRight } of own) {
              if (at - last >= DAY_MS) failures = 0;
              const beyond = failures - BY_CLIENT.free;
              const wait = beyond < 0 ? 0 : Math.min(LONGEST_WAIT_MS, BY_CLIENT.firstWaitMs * 2 ** beyond);
              expect(at - last).toBeGreaterThanOrEqual(wait);
              failures = isRight ? 0 : failures + 1;
              last = at;
            }
          }
        }),
      ),
      { numRuns: 25 },
    );
  });

  it("of strangers never make anybody wait for longer than a quarter of an hour, and a known device not at all", async () => {
    await fc.assert(
      fc.asyncProperty(story, (volleys) =>
        withCore(async (core) => {
          const { at, told } = await play(core, "mei", volleys);
          for (const answer of told)
            if (typeof answer === "object")
              expect(answer).toEqual({ waitMs: expect.toSatisfy((ms: number) => ms > 0 && ms <= LONGEST_WAIT_MS) });
          const attempt = await takeAttempt(core.database, "mei", { deviceId: "her phone" }, at);
          expect(attempt).not.toHaveProperty("waitMs");
        }),
      ),
      { numRuns: 25 },
    );
  });

  it("from a thousand places are judged a hundred times, and then once a minute at most", async () => {
    await withCore(async (core) => {
      const guess = (index: number, at: number) =>
        takeAttempt(core.database, "mei", { address: `2001:db8::${index}` }, at);
      const home = { address: "192.0.2.1" };
      const signedIn = await takeAttempt(core.database, "mei", home, NOON);
      if (!("waitMs" in signedIn)) await signedIn.succeeded();
      const taken = await Promise.all(Array.from({ length: 1_000 }, (_, index) => guess(index, NOON)));
      expect(taken.filter((each) => !("waitMs" in each))).toHaveLength(BY_LOGIN.free);
      // Who came from home before is not asked to wait for them.
      expect(await takeAttempt(core.database, "mei", home, NOON)).not.toHaveProperty("waitMs");
      let judged = 0;
      for (let second = 1; second <= 3_600; second += 10)
        if (!("waitMs" in (await guess(1_000 + second, NOON + second * 1_000)))) judged++;
      expect(judged).toBeLessThan(70);
    });
  });

  it("that nobody has judged do not count", async () => {
    await withCore(async (core) => {
      for (let tries = 0; tries < 20; tries++) {
        const attempt = await takeAttempt(core.database, "mei", { address: "203.0.113.1" }, NOON);
        expect(attempt).not.toHaveProperty("waitMs");
        if (!("waitMs" in attempt)) await attempt.notJudged();
      }
    });
  });

  it("are forgotten once they are of no use, and not before", async () => {
    await withCore(async (core) => {
      const count = async () => (await core.database.query("SELECT key FROM sign_in_attempts")).length;
      await takeAttempt(core.database, "mei", { address: "203.0.113.1" }, NOON);
      await forgetAttempts(core.database, NOON + 3_600_000);
      expect(await count()).toBe(2);
      await forgetAttempts(core.database, NOON + 25 * 3_600_000);
      expect(await count()).toBe(0);
    });
  });
});
