import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
import { sound } from "../../foundation/findings/wrong-files.ts";
import { MODES, PARTIES } from "../../service/sandbox/faults.ts";
import { startTraffic, type Traffic } from "../../service/traffic/generate-traffic.ts";
import { seededRandom } from "../../service/traffic/seeded-random.ts";
import { parseExposition, parseLabels } from "../../slo/engine/exposition.ts";
import { readMetrics } from "../../slo/language/metrics.ts";
import { documentedOperations } from "../service/arbitrary-request.ts";
import { DEMO_PASSWORD, startTestService, type TestService } from "../service/started-service.ts";

/*
 * A service whose parties fail and come back all the time, in every way they can: afterwards nothing is left behind, neither timers nor
 * sockets nor label values.
 */
const SOAK_MS = 24_000;
const SWITCH_EVERY_MS = 400;
const DECLARATION = join(import.meta.dirname, "../../service/metrics.yaml");
const declared = sound(readMetrics(DECLARATION, readFileSync(DECLARATION, "utf8")));

let service: TestService | undefined;
let traffic: Traffic | undefined;
afterEach(async () => {
  await traffic?.stop();
  await service?.close();
});

/** What would keep this process from ending, by kind. */
function held(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return counts;
}

it("leaves nothing behind", { timeout: 120_000 }, async () => {
  const before = held();
  service = await startTestService({ FAULT_API: "on" });
  traffic = await startTraffic({
    url: service.url,
    password: DEMO_PASSWORD,
    seed: 7,
    now: Date.now,
    newId: randomUUID,
    signal: new AbortController().signal,
    perSecond: () => 8,
    measured: () => undefined,
  });
  const random = seededRandom(11);
  const pick = <Item>(items: readonly Item[]): Item => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
  // A blocked event loop would block the test with it.
  const parties = PARTIES.filter((party) => party !== "event-loop");
  for (let spent = 0; spent < SOAK_MS; spent += SWITCH_EVERY_MS) {
    const party = pick(parties);
    if (random() < 0.5) service.faults.clear(party);
    else service.faults.set(party, { mode: pick(MODES), latencyMs: 200, share: random() });
    await sleep(SWITCH_EVERY_MS);
  }
  for (const party of PARTIES) service.faults.clear(party);
  await traffic.stop();
  traffic = undefined;

  const text = await service.metrics();
  const description = await (await fetch(`${service.url}/api/v1/openapi.json`)).text();
  expect(strangersIn(text)).toEqual([]);
  const routes = new Set(Array.from(text.matchAll(/http_route="([^"]*)"/g), ([, route]) => route));
  // As many as there are, and those of no operation: the descriptions, the live map, and what finds none.
  const known = new Set(documentedOperations(description).map(({ path }) => path)).size;
  expect(routes.size).toBeGreaterThan(10);
  expect(routes.size).toBeLessThanOrEqual(known + 4);

  // Now it holds something, so that nothing can be told from something.
  expect(leftOver(before)).not.toEqual([]);
  await service.close();
  service = undefined;
  for (let tries = 0; leftOver(before).length > 0; tries++) {
    if (tries > 50) break;
    await sleep(200);
  }
  expect(leftOver(before)).toEqual([]);
});

/** Series whose labels or values nobody declared. */
function strangersIn(text: string): string[] {
  const strangers: string[] = [];
  for (const { name, labels, buckets } of declared) {
    const names = buckets.length === 0 ? [name] : [`${name}_bucket`, `${name}_count`, `${name}_sum`];
    for (const sample of parseExposition(text, new Set(names))) {
      for (const [label, value] of Object.entries(parseLabels(sample.labels))) {
        if (label === "le") continue;
        const allowed = labels.get(label);
        if (allowed === undefined || (allowed !== "any" && !allowed.includes(value)))
          strangers.push(`${sample.name}{${label}="${value}"}`);
      }
    }
  }
  return strangers;
}

function leftOver(before: ReadonlyMap<string, number>): string[] {
  return Array.from(held())
    .filter(([kind]) => ["Timeout", "TCPSocketWrap", "TCPServerWrap", "TLSWrap", "MessagePort"].includes(kind))
    .filter(([kind, count]) => count > (before.get(kind) ?? 0))
    .map(([kind, count]) => `${count - (before.get(kind) ?? 0)} ${kind}`);
}
