import { describe, expect, it, vi } from "vitest";
import { anotherRunner, describeJobs, jobKind } from "../../test/describe-jobs.ts";
import { LEASE_MS } from "./job-table.ts";

describeJobs("jobs", (bench) => {
  describe("of a process that died", () => {
    let endLate: { resolve: () => void; reject: (reason: Error) => void };
    let ended: Promise<unknown>;
    const die = async (attempts: number) => {
      const { core, add, rows } = bench();
      const dead = anotherRunner(core);
      dead.register([
        jobKind(() => new Promise<void>((resolve, reject) => (endLate = { resolve, reject })), { attempts }),
      ]);
      await add("a");
      ended = dead.runDue();
      await vi.waitFor(async () => expect(await rows()).toMatchObject([{ attempts: 1 }]));
    };

    it("are taken over after its lease", async () => {
      const { core, runs, send, add, pass } = bench();
      await die(3);
      await add("a", 100_000);
      pass(LEASE_MS - 1);
      await core.runJobs([send]);
      expect(runs).toEqual([]);
      pass(1);
      await core.runJobs([send]);
      expect(runs).toEqual(["a#2"]);
      pass(100_000 - LEASE_MS);
      await core.runJobs([send]);
      expect(runs).toEqual(["a#2", "a#1"]);
      endLate.resolve();
      await ended;
    });

    it.each([
      ["done", 3],
      ["failed", 3],
      ["failed for good", 1],
    ])("are no longer its own: that one is %s is not heard", async (late, attempts) => {
      const { core, send, add, pass, rows } = bench();
      await die(attempts);
      pass(LEASE_MS);
      await core.runJobs([send]);
      await add("a", 60_000);
      if (late === "done") endLate.resolve();
      else endLate.reject(new Error("too late"));
      await ended;
      expect(await rows()).toMatchObject([{ attempts: 0, last_error: null, given_up_at: null }]);
    });
  });

  it("whose last try ended with the process are given up instead of ending the next process too", async () => {
    const { core, runs, send, add, pass } = bench();
    const gaveUp: string[] = [];
    await add("a");
    await core.database.query("UPDATE jobs SET attempts = 3, owner = 'dead', owned_until = $1", [core.now() + 1]);
    pass(1);
    await core.runJobs([jobKind(send.run, { giveUp: async (subject) => void gaveUp.push(subject) })]);
    expect({ runs, gaveUp }).toEqual({ runs: [], gaveUp: ["a"] });
  });

  it("are given up again when giving up failed", async () => {
    const { core, add, pass } = bench();
    let tries = 0;
    const failing = jobKind(() => Promise.reject(new Error("no")), {
      attempts: 1,
      giveUp: async () => {
        tries++;
        if (tries === 1) throw new Error("the database is away");
      },
    });
    await add("a");
    await core.runJobs([failing]);
    pass(LEASE_MS);
    await core.runJobs([failing]);
    pass(LEASE_MS);
    await core.runJobs([failing]);
    expect(tries).toBe(2);
  });

  it("that come round keep their time over a restart, run once for all the times they missed, and survive failing", async () => {
    const { core, runs, pass } = bench();
    const hour = 3_600_000;
    const hourly = jobKind(
      async (_subject, attempt) => {
        runs.push(`${(core.now() / hour) % 24}h#${attempt}`);
        if (runs.length === 2) throw new Error("no");
      },
      { attempts: 1, nextDue: (now) => (Math.floor(now / hour) + 1) * hour },
    );
    await core.runJobs([hourly]);
    expect(runs).toEqual([]);
    pass(5 * hour);
    const restarted = anotherRunner(core);
    restarted.register([hourly]);
    expect([await restarted.runDue(), await restarted.runDue()]).toEqual([1, 0]);
    pass(hour);
    await core.runJobs([hourly]);
    pass(hour);
    await core.runJobs([hourly]);
    expect(runs).toEqual(["9h#1", "10h#1", "11h#1"]);
  });

  it("that are owed each round make up for each of them, told when it was due, but not for those of years", async () => {
    const { core, pass } = bench();
    const day = 86_400_000;
    const due: number[] = [];
    const daily = jobKind(async (_subject, _attempt, dueAt) => void due.push(dueAt), {
      nextDue: (after) => (Math.floor(after / day) + 1) * day,
      isOwedEachRound: true,
    });
    await core.runJobs([daily]);
    const first = (Math.floor(core.now() / day) + 1) * day;
    pass(3 * day);
    const restarted = anotherRunner(core);
    restarted.register([daily]);
    while ((await restarted.runDue()) > 0);
    expect(due).toEqual([first, first + day, first + 2 * day]);
    due.length = 0;
    pass(3_650 * day);
    await core.runJobs([daily]);
    expect(due.length).toBeLessThanOrEqual(33);
    expect(due.at(-1)).toBe(Math.floor(core.now() / day) * day);
  });

  describe("under a clock that is put back", () => {
    const hour = 3_600_000;

    it("are not begun again by the process that runs them, nor given up by another one", async () => {
      const { core, runs, add, pass, rows } = bench();
      const gaveUp: string[] = [];
      const ends: Array<() => void> = [];
      const slow = jobKind(
        async (subject, attempt) => {
          runs.push(`${subject}#${attempt}`);
          await new Promise<void>((resolve) => ends.push(resolve));
        },
        { attempts: 1, giveUp: async (subject) => void gaveUp.push(subject) },
      );
      const [one, other] = [anotherRunner(core), anotherRunner(core)];
      for (const runner of [one, other]) runner.register([slow]);
      await add("a");
      const first = one.runDue();
      await vi.waitFor(() => expect(runs).toEqual(["a#1"]));
      pass(-hour);
      const again = one.runDue();
      const second = other.runDue();
      await vi.waitFor(() => expect(runs).toEqual(["a#1", "a#1"]));
      for (const end of ends) end();
      expect([await first, await again, await second]).toEqual([1, 0, 1]);
      expect([gaveUp, await rows()]).toEqual([[], []]);
    });

    it("come round when the clock says so, at no other hour and on no later day", async () => {
      const { core, runs, pass } = bench();
      const hourly = jobKind(async () => void runs.push(`${(core.now() / hour) % 24}h`), {
        nextDue: (now) => (Math.floor(now / hour) + 1) * hour,
      });
      await core.runJobs([hourly]);
      pass(48 * hour);
      await core.runJobs([hourly]);
      pass(-47.5 * hour);
      await core.runJobs([hourly]);
      expect(runs).toEqual(["4h"]);
      pass(hour / 2);
      await core.runJobs([hourly]);
      expect(runs).toEqual(["4h", "5h"]);
    });
  });

  it("are shared by processes, each job run by one of them", async () => {
    const { core, runs, send, add } = bench();
    const count = 30;
    const subjects = Array.from({ length: count }, (_, index) => `job-${index}`);
    await Promise.all(subjects.map((subject) => add(subject)));
    const runners = [anotherRunner(core), anotherRunner(core), anotherRunner(core)];
    for (const runner of runners) runner.register([send]);
    await Promise.all(
      runners.map(async (runner) => {
        while ((await runner.runDue()) > 0);
      }),
    );
    expect(runs.toSorted()).toEqual(subjects.map((subject) => `${subject}#1`).toSorted());
  });

  it("of one kind that hangs hold up no other, and are bounded", async () => {
    const { core, runs, send, add, pass } = bench();
    let release = () => {};
    const hanging = new Promise<void>((resolve) => (release = resolve));
    const slow = jobKind(
      (subject) => {
        runs.push(subject);
        return hanging;
      },
      { kind: "slow" },
    );
    for (let job = 0; job < 10; job++) await core.jobs.add(core.database, "slow", `slow-${job}`, job);
    pass(20);
    await add("quick");
    const runner = anotherRunner(core);
    runner.register([slow, send]);
    const all = runner.runDue();
    await vi.waitFor(() => expect(runs).toContain("quick#1"));
    expect(runs.filter((run) => run !== "quick#1").toSorted()).toEqual(["slow-0", "slow-1", "slow-2", "slow-3"]);
    release();
    await all;
  });

  it("tell how long the longest due of them waits", async () => {
    const { core, send, add, pass } = bench();
    await core.jobs.add(core.database, "unknown", "a", -900_000);
    const runner = anotherRunner(core);
    runner.register([send]);
    await add("a", 5_000);
    expect(await runner.overdueSeconds()).toBe(0);
    pass(35_000);
    expect(await runner.overdueSeconds()).toBe(30);
    await runner.runDue();
    expect(await runner.overdueSeconds()).toBe(0);
  });
});
