import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestCore, testCore } from "../../test/service/core.ts";
import { traced } from "../../test/service/traced.ts";
import { createBank } from "../outside/bank-sftp.ts";
import { type SftpAddress, SftpUnreachable } from "../outside/sftp-session.ts";
import { type BankSandbox, startBankSandbox } from "../sandbox/bank-sftp.ts";
import { Faults } from "../sandbox/faults.ts";
import { bankFiles } from "./bank-files.ts";
import { printPaymentFile, readPaymentFile } from "./payment-file.ts";

const EVENING = Date.parse("2026-11-20T22:00:00+08:00");
const NIGHT = Date.parse("2026-11-21T02:00:00+08:00");
const HOUR_MS = 3_600_000;

describe("a payment file", () => {
  const record = fc.record({
    orderId: fc.stringMatching(/^[\w-]{1,20}$/),
    amountTwd: fc.integer({ min: 1, max: 99_999 }),
  });

  it("reads as it was printed", () => {
    fc.assert(
      fc.property(fc.array(record), (records) => {
        expect(readPaymentFile(printPaymentFile({ day: "2026-11-20", records }))).toEqual({ day: "20261120", records });
      }),
    );
  });

  it("is never read as another sum after bytes were changed, lost or added", () => {
    const mutation = fc.record({ at: fc.nat(), remove: fc.nat(3), insert: fc.string({ maxLength: 3 }) });
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), mutation, (records, { at, remove, insert }) => {
        const text = printPaymentFile({ day: "2026-11-20", records });
        const place = at % text.length;
        const read = readPaymentFile(text.slice(0, place) + insert + text.slice(place + remove));
        if ("reason" in read) return;
        const sum = (list: readonly { amountTwd: number }[]) =>
          list.reduce((total, { amountTwd }) => total + amountTwd, 0);
        expect([read.records.length, sum(read.records)]).toEqual([records.length, sum(records)]);
      }),
    );
  });
});

describe("bank files", () => {
  const faults = new Faults(() => 0);
  let sandboxes: Record<"main" | "post" | "cooperative", BankSandbox>;
  let core: TestCore;
  let part: ReturnType<typeof bankFiles>;

  beforeAll(async () => {
    const [main, post, cooperative] = await Promise.all([
      startBankSandbox("bank-main", faults),
      startBankSandbox("bank-post", faults),
      startBankSandbox("bank-cooperative", faults),
    ]);
    sandboxes = { main, post, cooperative };
  });

  afterAll(async () => {
    await Promise.all(Object.values(sandboxes).map((sandbox) => sandbox.close()));
  });

  let offset = 0;
  beforeEach(async () => {
    // Each test has days of its own: the banks keep their files.
    offset += 7 * 24 * HOUR_MS;
    core = await testCore({ now: EVENING + offset - HOUR_MS });
    part = bankFiles(core, {
      main: createBank(sandboxes.main.address, "bank-main"),
      post: createBank(sandboxes.post.address, "bank-post"),
      cooperative: createBank(sandboxes.cooperative.address, "bank-cooperative"),
    });
    // The nightly jobs are due from the first look on.
    await core.runJobs(part.jobs ?? []);
    for (let order = 0; order < 30; order++) {
      const payment = { orderId: `order-${order}`, customerId: `customer-${order}`, amountTwd: 500 + order };
      await core.database.transaction((queries) => part.collect(queries, payment));
    }
  });

  afterEach(async () => {
    for (const [party] of faults.all()) faults.clear(party);
    await core.close();
  });

  const runAt = async (time: number) => {
    core.setNow(time + offset);
    await core.runJobs(part.jobs ?? []);
  };
  const outcomes = () =>
    core.events.flatMap((event) =>
      event.type === "bank_file.ended" ? [`${event.bank} ${event.direction} ${event.outcome}`] : [],
    );
  const booked = async () =>
    (await core.database.query("SELECT order_id FROM payments WHERE booked_at IS NOT NULL")).length;

  it("go out in the evening, come back at night, and every payment is booked once", async () => {
    await runAt(EVENING);
    expect(outcomes().sort()).toEqual([
      "cooperative outbound transferred",
      "main outbound transferred",
      "post outbound transferred",
    ]);
    await runAt(NIGHT);
    expect(outcomes().filter((text) => text.includes("inbound transferred"))).toHaveLength(3);
    expect(await booked()).toBe(30);
    expect(await core.database.query("SELECT findings FROM bank_files WHERE findings <> '[]'")).toEqual([]);
  });

  it("are tried again every hour when a bank is away, and given up after six tries; the others go on", async () => {
    faults.set("bank-main", { mode: "down" });
    await runAt(EVENING);
    expect(outcomes()).toHaveLength(2);
    for (let hour = 1; hour <= 6; hour++) await runAt(EVENING + hour * HOUR_MS);
    expect(outcomes()).toContain("main outbound unreachable");
    expect(
      core.events.filter(
        (event) => event.type === "bank_file.attempted" && event.bank === "main" && event.direction === "outbound",
      ),
    ).toHaveLength(6);
  });

  it("are sent once the bank is back, with nothing lost", async () => {
    faults.set("bank-main", { mode: "down" });
    await runAt(EVENING);
    faults.clear("bank-main");
    await runAt(EVENING + HOUR_MS);
    await runAt(NIGHT);
    expect(await booked()).toBe(30);
  });

  it("with other bytes at the bank are rejected, and nothing is booked from them", async () => {
    await runAt(EVENING);
    faults.set("bank-post", { mode: "wrong" });
    await runAt(NIGHT);
    expect(outcomes()).toContain("post inbound rejected");
    const [row] = await core.database.query<{ findings: string }>(
      "SELECT findings FROM bank_files WHERE state = 'rejected'",
    );
    expect(row?.findings).toBe('["the checksum does not fit"]');
    const rest = await core.database.query(
      "SELECT 1 AS one FROM payments WHERE bank = 'post' AND booked_at IS NOT NULL",
    );
    expect(rest).toEqual([]);
  });

  it("that lack a payment say which", async () => {
    faults.set("bank-main", { mode: "partly-wrong", share: 1 });
    await runAt(EVENING);
    await runAt(NIGHT);
    const [row] = await core.database.query<{ findings: string }>(
      "SELECT findings FROM bank_files WHERE findings <> '[]'",
    );
    expect(row?.findings).toMatch(/order-\d+: asked for, not in the statement/);
    expect(await booked()).toBe(29);
  });

  it("are not given to a server with another host key, nor with a wrong password", async () => {
    const address = sandboxes.main.address;
    const strangers: SftpAddress[] = [
      { ...address, hostKey: sandboxes.post.address.hostKey },
      { ...address, password: "guessed" },
    ];
    for (const stranger of strangers)
      await expect(createBank(stranger, "bank-main").deliver("LG20260101.txt", "x")).rejects.toThrow();
    expect(sandboxes.main.files.has("/inbox/LG20260101.txt")).toBe(false);
  });

  it("leave a span for each thing that was done at the bank's server, and say where that is", async () => {
    const { address } = sandboxes.main;
    const spans = await traced(() => createBank(address, "bank-main").deliver("LG20260102.txt", "x"));
    const where = { "service.peer.name": "bank-main", "server.address": "127.0.0.1", "server.port": address.port };
    const how = { "network.transport": "tcp", "network.protocol.name": "sftp" };
    const path = "/inbox/LG20260102.txt";
    expect(spans.slice(0, -1).map(({ name, attributes }) => ({ name, attributes }))).toEqual([
      { name: "sftp connect", attributes: { ...where, ...how } },
      { name: "sftp read", attributes: { ...where, ...how, "file.path": path } },
      { name: "sftp write", attributes: { ...where, ...how, "file.path": `${path}.sha256` } },
      { name: "sftp write", attributes: { ...where, ...how, "file.path": `${path}.part` } },
      { name: "sftp rename", attributes: { ...where, ...how, "file.path": `${path}.part` } },
      { name: "sftp read", attributes: { ...where, ...how, "file.path": path } },
    ]);
    expect(new Set(spans.slice(0, -1).map(({ kind }) => kind))).toEqual(new Set([SpanKind.CLIENT]));
    faults.set("bank-main", { mode: "down" });
    const failed = await traced(async () => {
      await expect(createBank(address, "bank-main").fetch("ST20260102.txt")).rejects.toBeInstanceOf(SftpUnreachable);
    });
    expect(failed).toMatchObject([
      { name: "sftp connect", status: { code: SpanStatusCode.ERROR }, attributes: { "error.type": "SftpUnreachable" } },
      {},
    ]);
  });

  it("since when a bank is late is known from the first day, also without a success", async () => {
    const gauge = part.gauges?.[0];
    const before = core.now() / 1_000;
    expect(new Set((await gauge?.read())?.map(([, value]) => value))).toEqual(new Set([before]));
    await runAt(EVENING);
    const values = await gauge?.read();
    expect(values?.filter(([, value]) => value > before)).toHaveLength(3);
  });
});
