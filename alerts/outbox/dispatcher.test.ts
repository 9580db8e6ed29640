import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../foundation/storage/database.ts";
import { readMigrations } from "../../foundation/storage/migrate.ts";
import { openDatabase } from "../../foundation/storage/open-database.ts";
import { sampleSubject } from "../../test/alerts/sample-subject.ts";
import { TEST_KEYS, TEST_ROUTING } from "../../test/alerts/started-router.ts";
import type { Attempt, Message } from "../channels/channel.ts";
import { placeOf } from "../channels/destination.ts";
import { Ledger } from "../storage/ledger.ts";
import { enqueue, LEASE_MS } from "../storage/message-rows.ts";
import { RouterMetrics } from "../telemetry/router-metrics.ts";
import { Dispatcher } from "./dispatcher.ts";
import { revive } from "./outbox.ts";

const DOWN: Attempt = { outcome: "retry", detail: "503" };
const UP: Attempt = { outcome: "accepted", detail: "" };

let database: Database;
let dispatcher: Dispatcher;
let now: number;
let ids: number;
/** Messages that were handed to the place, each with the way to say how it went. */
let handed: { message: Message; answer: (attempt: Attempt) => void }[];

function newDispatcher(): Dispatcher {
  const log = pino({ enabled: false });
  const clock = { now: () => now, newId: () => `id-${++ids}` };
  const links = { consoleUrl: undefined, firstSteps: () => undefined };
  const kept = { database, environment: TEST_KEYS, links, onStored: () => undefined, ...clock };
  return new Dispatcher({
    database,
    ledger: new Ledger({ ...kept, routing: () => TEST_ROUTING }),
    deliver: (message) => new Promise((answer) => handed.push({ message, answer })),
    owner: "test",
    random: () => 0.5,
    metrics: new RouterMetrics(log),
    log,
    onWritten: () => undefined,
    ...clock,
  });
}

beforeEach(async () => {
  now = 1_700_000_000_000;
  ids = 0;
  handed = [];
  database = await openDatabase("sqlite::memory:", readMigrations(join(import.meta.dirname, "../storage/migrations")));
  dispatcher = newDispatcher();
});
afterEach(async () => {
  for (const { answer } of handed) answer(UP);
  await dispatcher.stop(0);
  await database.close();
});

async function enqueuePage(): Promise<void> {
  const id = `page-${++ids}`;
  const destination = { kind: "pagerduty", channel: "team", routingKey: "key" } as const;
  const message: Message = {
    id,
    action: "trigger",
    dedupKey: id,
    destination,
    subject: sampleSubject(),
    reason: "",
    createdAt: now,
  };
  await enqueue(database, [{ message, place: placeOf(destination), severity: "page", seq: 0 }], now);
}

/** How many messages are in a state; `free` are waiting, and nobody has claimed them. */
async function counted(): Promise<Record<string, number>> {
  const rows = await database.query("SELECT state, lease_owner, attempts FROM messages");
  const states = rows.map((row) =>
    row["state"] === "waiting" ? (row["lease_owner"] === null ? "free" : "claimed") : String(row["state"]),
  );
  return Object.fromEntries(
    Array.from(
      Map.groupBy(states, (state) => state),
      ([state, all]) => [state, all.length],
    ),
  );
}

async function comesTo(states: Record<string, number>): Promise<void> {
  for (let tries = 0; tries < 200 && !isDeepStrictEqual(await counted(), states); tries++)
    await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await counted()).toEqual(states);
}

/** Waits until the place has so many, and answers all of them. */
async function answer(count: number, attempt: Attempt): Promise<void> {
  await expect.poll(() => handed.length).toBe(count);
  for (const one of handed.splice(0)) one.answer(attempt);
}

describe("what is sent to a place", () => {
  it("that is down goes one at a time until it is back, and what was claimed beside it is given back untried", async () => {
    for (let page = 0; page < 6; page++) await enqueuePage();
    dispatcher.look();
    await comesTo({ claimed: 6 });
    await answer(6, DOWN);
    await comesTo({ free: 6 });

    now += 60_000;
    dispatcher.look();
    await comesTo({ claimed: 1, free: 5 });
    const attempts = await database.query("SELECT attempts FROM messages WHERE lease_owner IS NULL");
    expect(attempts.map((row) => row["attempts"])).toEqual([1, 1, 1, 1, 1]);

    await answer(1, UP);
    await comesTo({ sent: 1, free: 5 });
    now += 1_000;
    dispatcher.look();
    await comesTo({ sent: 1, claimed: 5 });
    await answer(5, UP);
    await comesTo({ sent: 6 });
  });

  it("that refuses it is a dead letter until somebody revives it", async () => {
    await enqueuePage();
    dispatcher.look();
    await comesTo({ claimed: 1 });
    await answer(1, { outcome: "rejected", detail: "400" });
    await comesTo({ dead_letter: 1 });
    const [row] = await database.query("SELECT id FROM messages");
    const id = String(row?.["id"]);
    expect(await revive(database, id, now)).toBe(true);
    expect(await revive(database, id, now)).toBe(false);
    dispatcher.look();
    await comesTo({ claimed: 1 });
    await answer(1, UP);
    await comesTo({ sent: 1 });
  });

  it("and cannot be written down is sent again when its lease is over", async () => {
    await database.query(`CREATE TRIGGER full BEFORE UPDATE ON messages WHEN NEW.state = 'sent'
      BEGIN SELECT RAISE(ABORT, 'the disk is full'); END`);
    await enqueuePage();
    dispatcher.look();
    await comesTo({ claimed: 1 });
    await answer(1, UP);
    // Nothing is under way any more, and the message is not lost.
    await dispatcher.stop(0);
    expect(await counted()).toEqual({ claimed: 1 });

    await database.query("DROP TRIGGER full");
    now += LEASE_MS;
    dispatcher = newDispatcher();
    dispatcher.look();
    await comesTo({ claimed: 1 });
    await answer(1, UP);
    await comesTo({ sent: 1 });
  });
});
