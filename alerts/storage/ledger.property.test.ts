import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Database } from "../../foundation/storage/database.ts";
import { readMigrations } from "../../foundation/storage/migrate.ts";
import { openDatabase } from "../../foundation/storage/open-database.ts";
import { KeptInMaps } from "../../test/alerts/kept-in-maps.ts";
import { report } from "../../test/alerts/play.ts";
import { TEST_ROUTING } from "../../test/alerts/started-router.ts";
import type { PagerDutyWord, RouterEvent, Setting } from "../incidents/router-event.ts";
import type { Routing } from "../routing/routing.ts";
import { Ledger } from "./ledger.ts";

const MIGRATIONS = readMigrations(join(import.meta.dirname, "migrations"));
const MINUTE = 60_000;
const ROUTING: Routing = {
  ...TEST_ROUTING,
  deadMansSwitch: { alertname: "Watchdog", timeout: 20 * MINUTE, escalation: "oncall" },
  maintenance: [
    {
      match: '{alertname="c"}',
      matches: ({ alertname }) => alertname === "c",
      from: 0,
      until: 60 * MINUTE,
      reason: "test",
    },
  ],
};
/** The same without maintenance. */
const EDITED: Routing = { ...ROUTING, maintenance: [] };
const ENVIRONMENT = { TEAM_KEY: "key-of-the-team", PLATFORM_KEY: "key-of-platform" };
const LINKS = { consoleUrl: "https://console.example", firstSteps: () => undefined };

/** An event of which the incident or the message is chosen when its turn comes. */
type Story =
  | RouterEvent
  | { readonly type: "edit" }
  | { readonly type: "deed at"; readonly number: number; readonly deed: "acknowledge" | "resolve" }
  | {
      readonly type: "pagerduty at";
      readonly number: number;
      readonly what: PagerDutyWord["what"];
      readonly place: string;
    }
  | { readonly type: "attempt at"; readonly number: number; readonly state: "sent" | "waiting" | "dead_letter" };

const NAMES = ["a", "b", "c", "SLOSignalAbsent", "Watchdog"];
const alert = fc
  .record({
    name: fc.constantFrom(...NAMES),
    instance: fc.constantFrom("one", "two"),
    severity: fc.constantFrom("page", "ticket"),
    slo: fc.constantFrom("", "", "orders"),
    status: fc.constantFrom("firing" as const, "firing" as const, "resolved" as const),
    startsAt: fc.integer({ min: 1, max: 4 }),
    endsAt: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  })
  .map(({ name, instance, severity, slo, status, startsAt, endsAt }) => {
    const labels = { alertname: name, instance, severity, ...(slo === "" ? {} : { slo, slo_service: slo }) };
    return report(labels, { status, startsAt, endsAt: status === "resolved" ? endsAt : undefined });
  });
const source = fc.constantFrom("alertmanager" as const, "grafana" as const, "cloud-monitoring" as const);
const what = fc.constantFrom<PagerDutyWord["what"]>(
  { kind: "deed", deed: "acknowledge" },
  { kind: "deed", deed: "resolve" },
  { kind: "deed", deed: "unacknowledge" },
  { kind: "deed", deed: "reopen" },
  { kind: "merged", into: "Q2" },
  { kind: "said", text: "hello" },
);
const story: fc.Arbitrary<Story> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.tuple(source, fc.array(alert, { minLength: 1, maxLength: 3 })).map(([from, reports]) => ({
      type: "notification" as const,
      notification: { source: from, reports, truncated: 0 },
    })),
  },
  {
    weight: 4,
    arbitrary: fc.boolean().map((isPolicyNew) => ({ type: "tick" as const, listensSince: 0, isPolicyNew })),
  },
  { weight: 1, arbitrary: fc.constant({ type: "edit" as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("pagerduty at" as const),
      number: fc.nat(8),
      what,
      place: fc.constantFrom("Q1", "Q2"),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant("attempt at" as const),
      number: fc.nat(20),
      state: fc.constantFrom("sent" as const, "sent" as const, "waiting" as const, "dead_letter" as const),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constant("deed at" as const),
      number: fc.nat(5),
      deed: fc.constantFrom("acknowledge" as const, "resolve" as const),
    }),
  },
);

describe("the records in tables", () => {
  it("are those that the core's records in maps are, whatever happens", async () => {
    const step = fc.tuple(story, fc.integer({ min: -20, max: 40 }));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const database = await openDatabase("sqlite::memory:", MIGRATIONS);
        await database.query("INSERT INTO heartbeats (name, last_at) VALUES ('dead-mans-switch', 0)");
        let now = 0;
        const newIds = () => {
          let last = 0;
          return () => `id-${String(last++).padStart(6, "0")}`;
        };
        let routing = ROUTING;
        const newId = newIds();
        const setting = (): Setting => ({ now, routing, environment: ENVIRONMENT, links: LINKS, newId });
        const ledger = new Ledger({
          ...{ database, environment: ENVIRONMENT, links: LINKS, newId: newIds() },
          routing: () => routing,
          now: () => now,
          onStored: () => undefined,
        });
        const maps = new KeptInMaps(new Map([["dead-mans-switch", 0]]));
        for (const [told, minutes] of steps) {
          now += minutes * MINUTE;
          if (told.type === "attempt at") {
            const kept = maps.sendable()[told.number];
            if (kept === undefined) continue;
            const { message } = kept;
            maps.attempted(kept, told.state, "", setting());
            await database.query("UPDATE messages SET state = $2, attempts = attempts + 1 WHERE id = $1", [
              message.id,
              told.state,
            ]);
            await ledger.take({ type: "attempt", message, state: told.state, detail: "" });
            continue;
          }
          if (told.type === "edit") {
            routing = routing === ROUTING ? EDITED : ROUTING;
            continue;
          }
          const event = told.type === "deed at" || told.type === "pagerduty at" ? deedAt(maps, told) : told;
          if (event === undefined) continue;
          maps.take(event, setting());
          await ledger.take(event);
        }
        const found = await inTables(database);
        await database.close();
        expect(found).toEqual(inMaps(maps));
      }),
      { numRuns: 60 },
    );
  }, 60_000);
});

async function inTables({ query }: Database) {
  const incidents = await query<{ document: string; entries: number; messages: number }>(
    "SELECT document, entries, messages FROM incidents ORDER BY id",
  );
  return {
    incidents: incidents.map(({ document, ...row }) => ({ incident: JSON.parse(document), ...row })),
    alerts: await query(
      "SELECT source, fingerprint, status, starts_at, ends_at, told, incident_id FROM alerts ORDER BY source, fingerprint",
    ),
    messages: await query("SELECT id, state, attempts FROM messages ORDER BY id"),
    pages: await query("SELECT dedup_key, accepted_at, outcome, fallback_sent FROM pages ORDER BY dedup_key"),
  };
}

function inMaps({ incidents, alerts, messages, pages }: KeptInMaps) {
  return {
    incidents: sorted([...incidents.values()], ({ incident }) => incident.id).map(
      ({ incident, entries, messages: count }) => ({
        incident: JSON.parse(JSON.stringify(incident)),
        entries,
        messages: count,
      }),
    ),
    alerts: sorted([...alerts.values()], ({ source: from, fingerprint }) => `${from} ${fingerprint}`).map((one) => ({
      source: one.source,
      fingerprint: one.fingerprint,
      status: one.status,
      starts_at: one.startsAt,
      ends_at: one.endsAt ?? null,
      told: one.isTold ? 1 : 0,
      incident_id: one.incidentId,
    })),
    messages: sorted(messages, ({ message }) => message.id).map(({ message, state, attempts }) => ({
      id: message.id,
      state,
      attempts,
    })),
    pages: sorted([...pages.values()], ({ dedupKey }) => dedupKey).map(
      ({ dedupKey, acceptedAt, outcome, isTakenOver }) => ({
        dedup_key: dedupKey,
        accepted_at: acceptedAt ?? null,
        outcome: outcome ?? null,
        fallback_sent: isTakenOver ? 1 : 0,
      }),
    ),
  };
}

/** In an order that does not depend on who keeps them. */
function sorted<Row>(rows: readonly Row[], key: (row: Row) => string): Row[] {
  return rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function deedAt(
  maps: KeptInMaps,
  told: Extract<Story, { readonly type: "deed at" | "pagerduty at" }>,
): RouterEvent | undefined {
  if (told.type === "pagerduty at") {
    const { what: word, place, number } = told;
    const dedupKeys = maps.messages[number] === undefined ? [] : [maps.messages[number].message.dedupKey];
    const eventId = `e-${number}-${place}-${JSON.stringify(word)}`;
    return { type: "pagerduty", eventId, place, dedupKeys, by: "Mei", at: undefined, what: word };
  }
  const record = [...maps.incidents.values()][told.number];
  return record === undefined
    ? undefined
    : { type: "deed", incidentId: record.incident.id, deed: told.deed, by: "Mei" };
}
