import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Database } from "../../foundation/storage/database.ts";
import { readMigrations } from "../../foundation/storage/migrate.ts";
import { openDatabase } from "../../foundation/storage/open-database.ts";
import { KeptInMaps } from "../../test/alerts/kept-in-maps.ts";
import { TEST_ROUTING } from "../../test/alerts/started-router.ts";
import type { RouterEvent, Setting } from "../incidents/router-event.ts";
import { Ledger } from "./ledger.ts";

const MIGRATIONS = readMigrations(join(import.meta.dirname, "migrations"));
const MINUTE = 60_000;
const ROUTING = {
  ...TEST_ROUTING,
  deadMansSwitch: { alertname: "Watchdog", timeout: 20 * MINUTE, escalation: "oncall" },
};
const ENVIRONMENT = { TEAM_KEY: "key-of-the-team", PLATFORM_KEY: "key-of-platform" };
const LINKS = { consoleUrl: "https://console.example", firstSteps: () => undefined };

/** An event of which the incident or the message is chosen when its turn comes. */
type Story =
  | RouterEvent
  | { readonly type: "deed at"; readonly number: number; readonly deed: "acknowledge" | "resolve" }
  | { readonly type: "attempt at"; readonly number: number; readonly state: "sent" | "waiting" | "dead_letter" };

const report = fc
  .record({
    name: fc.constantFrom("a", "b", "c", "Watchdog"),
    severity: fc.constantFrom("page", "ticket"),
    status: fc.constantFrom("firing" as const, "resolved" as const),
    startsAt: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ name, severity, status, startsAt }) => ({
    fingerprint: `${name}-${severity}`,
    status,
    labels: { alertname: name, severity },
    annotations: { summary: name },
    startsAt,
  }));
const story: fc.Arbitrary<Story> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(report, { minLength: 1, maxLength: 3 }).map((reports) => ({
      type: "notification" as const,
      notification: { source: "alertmanager" as const, reports, truncated: 0 },
    })),
  },
  { weight: 4, arbitrary: fc.constant({ type: "tick" as const, listensSince: 0 }) },
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
        const setting: Omit<Setting, "now"> = {
          routing: ROUTING,
          environment: ENVIRONMENT,
          links: LINKS,
          newId: newIds(),
        };
        const ledger = new Ledger({
          ...{ database, environment: ENVIRONMENT, links: LINKS, newId: newIds() },
          routing: () => ROUTING,
          now: () => now,
          onStored: () => undefined,
        });
        const maps = new KeptInMaps(0);
        for (const [told, minutes] of steps) {
          now += minutes * MINUTE;
          if (told.type === "attempt at") {
            const kept = maps.sendable()[told.number];
            if (kept === undefined) continue;
            const { message } = kept;
            maps.attempted(kept, told.state, "", { ...setting, now });
            await database.query("UPDATE messages SET state = $2, attempts = attempts + 1 WHERE id = $1", [
              message.id,
              told.state,
            ]);
            await ledger.take({ type: "attempt", message, state: told.state, detail: "" });
            continue;
          }
          const event = told.type === "deed at" ? deedAt(maps, told.number, told.deed) : told;
          if (event === undefined) continue;
          maps.take(event, { ...setting, now });
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
    alerts: await query("SELECT fingerprint, status, starts_at, incident_id FROM alerts ORDER BY fingerprint"),
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
    alerts: sorted([...alerts.values()], ({ fingerprint }) => fingerprint).map(
      ({ fingerprint, status, startsAt, incidentId }) => ({
        fingerprint,
        status,
        starts_at: startsAt,
        incident_id: incidentId,
      }),
    ),
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

function deedAt(maps: KeptInMaps, number: number, deed: "acknowledge" | "resolve"): RouterEvent | undefined {
  const record = [...maps.incidents.values()][number];
  return record === undefined ? undefined : { type: "deed", incidentId: record.incident.id, deed, by: "Mei" };
}
