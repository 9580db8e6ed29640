import pino from "pino";
import { beforeEach, describe, expect, it } from "vitest";
import type { DomainEvent } from "../telemetry/events.ts";
import { Metrics } from "../telemetry/metrics.ts";
import { createRecorder } from "../telemetry/recorder.ts";
import type { FlagRules } from "./flag-rules.ts";
import { Pilots } from "./pilots.ts";

const log = pino({ enabled: false });
let events: DomainEvent[];
let metrics: Metrics;
let pilots: Pilots;
beforeEach(() => {
  events = [];
  metrics = new Metrics(log);
  const record = createRecorder(metrics, log);
  pilots = new Pilots((event) => {
    events.push(event);
    record(event);
  }, log);
});

const follow = (rules: Readonly<Record<string, FlagRules>>) => pilots.follow(new Map(Object.entries(rules)));
const caller = (customerId: string) => ({ customerId, userId: "u" });
const counts = async () => {
  const { body } = await metrics.scrape();
  const lines = body.matchAll(/^feature_flag_pilot_request_duration_seconds_count\{(.*)\} (\d+)$/gm);
  return Object.fromEntries(
    Array.from(lines, ([, labels = "", count]) => [labels.replaceAll(/\w+=|"/g, ""), Number(count)]),
  );
};

const HALF: FlagRules = { enabled: true, percentage: 50, pilot: "orders" };

describe("a pilot", () => {
  it("has its series at zero before anybody calls: the first failure is seen", async () => {
    follow({ map: HALF, other: { enabled: true } });
    expect(await counts()).toEqual({ "map,on,": 0, "map,on,5xx": 0, "map,off,": 0, "map,off,5xx": 0 });
  });

  it("measures everybody's requests to its part by what they have, and no others", async () => {
    follow({ map: HALF });
    for (let customer = 0; customer < 40; customer++) {
      pilots.begin(caller(`c-${customer}`), "orders")?.(customer < 10 ? 503 : 404);
      expect(pilots.begin(caller(`c-${customer}`), "customers")).toBeUndefined();
    }
    const counted = await counts();
    const all = Object.values(counted).reduce((sum, count) => sum + count, 0);
    expect([all, (counted["map,on,5xx"] ?? 0) + (counted["map,off,5xx"] ?? 0)]).toEqual([40, 10]);
    expect((counted["map,on,"] ?? 0) + (counted["map,on,5xx"] ?? 0)).toBeGreaterThan(10);
    expect((counted["map,off,"] ?? 0) + (counted["map,off,5xx"] ?? 0)).toBeGreaterThan(10);
  });

  it("keeps a request with what its caller had when it came, whatever the flag says when it ends", async () => {
    follow({ map: { enabled: true, pilot: "orders" } });
    const end = pilots.begin(caller("c"), "orders");
    follow({ map: { enabled: false, pilot: "orders" } });
    end?.(200);
    expect(await counts()).toMatchObject({ "map,on,": 1, "map,off,": 0 });
  });

  it("is one of three, and its variants are some of sixty in a process's life", async () => {
    for (let week = 0; week < 30; week++)
      follow(Object.fromEntries(["a", "b", "c", "d"].map((name) => [`${name}-${week}`, HALF])));
    const flags = new Set(Object.keys(await counts()).map((labels) => labels.split(",")[0]));
    expect(flags.size).toBe(30);
    expect([...flags].some((flag) => flag?.startsWith("d"))).toBe(false);
    expect(pilots.begin(caller("c"), "orders")).toBeUndefined();
  });
});
