import fc from "fast-check";
import { expect, it } from "vitest";
import { BANKS, bankFiles } from "../../service/bank-files/bank-files.ts";
import { readPaymentFile } from "../../service/bank-files/payment-file.ts";
import type { Bank } from "../../service/outside/bank-sftp.ts";
import { nextTimeOfDay, taipeiDay } from "../../service/taiwan/taipei-time.ts";
import { anotherRunner } from "../describe-jobs.ts";
import { testCore } from "../service/core.ts";
import { describeOnBoth } from "./both-databases.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SEND_AT_HOUR = 22;

type Step = { readonly kind: "pay" | "work" | "restart" } | { readonly kind: "pass" | "set back"; readonly ms: number };
const pass = fc.oneof(
  fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: 1, max: 3 * HOUR_MS }) }),
  // An outage of hours or days: nothing is done meanwhile.
  fc.record({ kind: fc.constant("pass" as const), ms: fc.integer({ min: HOUR_MS, max: 4 * DAY_MS }) }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom("pay" as const, "work" as const, "restart" as const) }) },
  { weight: 3, arbitrary: pass },
);
const setBack = fc.record({ kind: fc.constant("set back" as const), ms: fc.integer({ min: 1, max: 2 * DAY_MS }) });

interface Payment {
  readonly orderId: string;
  readonly at: number;
}
/** A file as a bank has it. */
interface Sent {
  readonly name: string;
  readonly day: string;
  readonly orders: readonly string[];
}

/** Plays a story and then lets a week pass; answers with what was paid and what the banks have got. */
async function play(url: string, steps: readonly Step[]): Promise<{ payments: Payment[]; files: Sent[] }> {
  const core = await testCore({ url });
  const files: Sent[] = [];
  const bank: Bank = {
    deliver: async (name, content) => {
      const file = readPaymentFile(content);
      if ("reason" in file) throw new Error(file.reason);
      files.push({ name, day: file.day, orders: file.records.map(({ orderId }) => orderId) });
    },
    fetch: async () => undefined,
  };
  const part = bankFiles(core, { main: bank, post: bank, cooperative: bank });
  let runner = anotherRunner(core);
  const start = () => {
    runner = anotherRunner(core);
    runner.register(part.jobs ?? []);
  };
  const work = async () => {
    while ((await runner.runDue()) > 0);
  };
  const payments: Payment[] = [];
  start();
  await work();
  const week: Step[] = Array.from({ length: 7 * 8 * 2 }, (_, index) =>
    index % 2 === 0 ? { kind: "pass", ms: 3 * HOUR_MS } : { kind: "work" },
  );
  for (const next of [...steps, ...week]) {
    if (next.kind === "pass") core.setNow(core.now() + next.ms);
    else if (next.kind === "set back") core.setNow(core.now() - next.ms);
    else if (next.kind === "work") await work();
    else if (next.kind === "restart") start();
    else {
      const payment = { orderId: `order-${payments.length}`, at: core.now() };
      payments.push(payment);
      const { orderId } = payment;
      await core.database.transaction((queries) =>
        part.collect(queries, { orderId, customerId: orderId, amountTwd: 500 }),
      );
    }
  }
  await core.close();
  return { payments, files };
}

/** The day of the file that closes next after a payment. */
const dayOf = (at: number) => taipeiDay(nextTimeOfDay(at, SEND_AT_HOUR)).replaceAll("-", "");
const filesWith = (files: readonly Sent[], orderId: string) => files.filter(({ orders }) => orders.includes(orderId));

describeOnBoth("payments, through outages of any length at any hour,", (newUrl) => {
  const runs = { numRuns: 8, interruptAfterTimeLimit: 5_000 };

  it("are each in one file, of their day", { timeout: 60_000 }, async () => {
    const late: Step[] = [{ kind: "pay" }, { kind: "pass", ms: 12.5 * HOUR_MS }, { kind: "work" }];
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { payments, files } = await play(await newUrl(), steps);
        for (const { orderId, at } of payments)
          expect(filesWith(files, orderId).map(({ day }) => day)).toEqual([dayOf(at)]);
        // Each bank gets the file of each day, once.
        const names = files.map(({ name }) => name);
        for (const name of new Set(names)) expect(names.filter((each) => each === name)).toHaveLength(BANKS.length);
        const days = [...new Set(files.map(({ day }) => day))].sort();
        const first = Date.parse(`${days[0]?.replace(/(....)(..)(..)/, "$1-$2-$3")}T00:00:00+08:00`);
        expect(days).toEqual(days.map((_, index) => taipeiDay(first + index * DAY_MS).replaceAll("-", "")));
      }),
      { ...runs, examples: [[late]] },
    );
  });

  it("are each in one file, of no day before their own, also when the clock is put back", {
    timeout: 60_000,
  }, async () => {
    const any = fc.array(fc.oneof({ weight: 6, arbitrary: step }, { weight: 1, arbitrary: setBack }), {
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(any, async (steps) => {
        const { payments, files } = await play(await newUrl(), steps);
        for (const { orderId, at } of payments) {
          const own = filesWith(files, orderId);
          expect(own).toHaveLength(1);
          expect(Number(own[0]?.day)).toBeGreaterThanOrEqual(Number(dayOf(at)));
        }
      }),
      runs,
    );
  });
});
