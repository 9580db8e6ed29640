import { expect, it } from "vitest";
import { describeJobs, jobKind } from "../../test/describe-jobs.ts";
import { NotYet } from "./jobs.ts";

describeJobs("jobs", (bench) => {
  it("exist exactly when the transaction that adds them commits", async () => {
    const { core, runs, send, rows } = bench();
    await core.database.transaction((queries) => core.jobs.add(queries, "send", "kept"));
    await core.database
      .transaction(async (queries) => {
        await core.jobs.add(queries, "send", "undone");
        throw new Error("no");
      })
      .catch(() => undefined);
    await core.runJobs([send]);
    expect(runs).toEqual(["kept#1"]);
    expect(await rows()).toEqual([]);
  });

  it("are one for a kind and a subject, at the sooner of their times", async () => {
    const { core, runs, send, add, pass } = bench();
    await add("a", 9_000);
    await add("a", 5_000);
    await add("a", 7_000);
    pass(4_999);
    await core.runJobs([send]);
    expect(runs).toEqual([]);
    pass(1);
    await core.runJobs([send]);
    pass(9_000);
    await core.runJobs([send]);
    expect(runs).toEqual(["a#1"]);
  });

  it("run once more, and not before their time, when they are added while they run", async () => {
    const { core, runs, add, pass, rows } = bench();
    const again = jobKind(async (subject, attempt) => {
      runs.push(`${subject}#${attempt}`);
      if (runs.length > 1) return;
      for (const inMs of [9_000, 5_000, 7_000]) await add("a", inMs);
    });
    await add("a");
    await core.runJobs([again]);
    pass(4_999);
    await core.runJobs([again]);
    expect(runs).toEqual(["a#1"]);
    pass(1);
    await core.runJobs([again]);
    expect(runs).toEqual(["a#1", "a#1"]);
    expect(await rows()).toEqual([]);
  });

  it("are tried again after waits that double, then given up once, and kept with the reason", async () => {
    const { core, runs, add, pass, rows } = bench();
    const gaveUp: string[] = [];
    const failing = jobKind(
      async (subject, attempt) => {
        runs.push(`${subject}#${attempt}`);
        throw new Error(`no answer ${attempt}`);
      },
      { giveUp: async (subject, { message }) => void gaveUp.push(`${subject}: ${message}`) },
    );
    await add("a");
    // Half of each wait is drawn, and a test core draws the middle.
    for (const [wait, tried] of [
      [0, 1],
      [749, 1],
      [1, 2],
      [1_499, 2],
      [1, 3],
      [86_400_000, 3],
    ] as const) {
      pass(wait);
      await core.runJobs([failing]);
      expect(runs).toHaveLength(tried);
    }
    expect(gaveUp).toEqual(["a: no answer 3"]);
    expect(await rows()).toMatchObject([{ subject: "a", attempts: 3, last_error: "no answer 3" }]);
    await add("a");
    await core.runJobs([failing]);
    expect(runs.slice(3)).toEqual(["a#1"]);
  });

  it("that wait for their time use up no try", async () => {
    const { core, runs, add, pass, rows } = bench();
    const early = core.now() + 50_000;
    const waiting = jobKind(async (subject, attempt) => {
      runs.push(`${subject}#${attempt}`);
      if (core.now() < early) throw new NotYet(10_000, "too early");
    });
    await add("a");
    for (let step = 0; step < 10; step++) {
      await core.runJobs([waiting]);
      pass(10_000);
    }
    expect(runs).toEqual(Array.from({ length: 6 }, () => "a#1"));
    expect(await rows()).toEqual([]);
  });

  it("that fail while they are added again do not wait for their next try", async () => {
    const { core, runs, add, pass } = bench();
    const failing = jobKind(async (subject, attempt) => {
      runs.push(`${subject}#${attempt}`);
      if (attempt > 1) return;
      await add("a", 100);
      throw new Error("no answer");
    });
    await add("a");
    await core.runJobs([failing]);
    pass(99);
    await core.runJobs([failing]);
    expect(runs).toEqual(["a#1"]);
    pass(1);
    await core.runJobs([failing]);
    expect(runs).toEqual(["a#1", "a#2"]);
  });

  it("that are given up while they are added again begin anew", async () => {
    const { core, runs, add, rows } = bench();
    const failing = jobKind(
      async (subject, attempt) => {
        runs.push(`${subject}#${attempt}`);
        if (runs.length > 1) return;
        await add("a");
        throw new Error("no answer");
      },
      { attempts: 1, giveUp: async (subject) => void runs.push(`${subject} given up`) },
    );
    await add("a");
    await core.runJobs([failing]);
    expect(runs).toEqual(["a#1", "a given up", "a#1"]);
    expect(await rows()).toEqual([]);
  });
});
