import { spawnSync } from "node:child_process";
import { TraceFlags } from "@opentelemetry/api";
import fc from "fast-check";
import pino from "pino";
import { describe, expect, it, vi } from "vitest";
import type { Declarations } from "./declaration.ts";
import { OPEN_METRICS } from "./exposition.ts";
import { Metrics } from "./metrics.ts";
import type { ScrapeReading } from "./scrape-readings.ts";

const DECLARED = {
  calls_total: { type: "counter", help: "Calls.", labels: { channel: ["app", "web"], outcome: ["taken", "lost"] } },
  call_duration_seconds: {
    type: "histogram",
    help: "Seconds of a call.",
    labels: { route: "any", outcome: ["taken", "lost"] },
    buckets: [0.1, 1],
  },
  plan_duration_seconds: { type: "histogram", help: "Seconds of a plan.", labels: {}, buckets: [0.4, 1.6] },
  query_duration_seconds: {
    type: "histogram",
    help: "Seconds of a query.",
    labels: { system: ["one", "other"], operation: ["read", "write"] },
    buckets: [1],
  },
  waiting: { type: "gauge", help: "Who waits.", labels: {} },
  unsent: { type: "gauge", help: "What waits.", labels: {} },
  open: { type: "gauge", help: "What is open.", labels: { state: ["new", "late", "moving"] } },
} as const satisfies Declarations;
type Declared = typeof DECLARED;
const PROMETHEUS_2_42 =
  "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

const CALL = { route: "/orders", outcome: "taken" } as const;
const SPAN = {
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  traceFlags: TraceFlags.SAMPLED,
};

function start(): { metrics: Metrics<Declared>; logged: string[] } {
  const logged: string[] = [];
  const log = pino({ base: null }, { write: (line) => logged.push(line) });
  return { metrics: new Metrics(DECLARED, { log, expectedLater: ["query_duration_seconds"] }), logged };
}

/** The values of a metric's series by their labels, as they are printed. */
async function samples(metrics: Metrics<Declared>, name: string, accept?: string): Promise<Record<string, string>> {
  const { body } = await metrics.scrape(accept);
  const lines = body.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return Object.fromEntries(
    lines.map((line) => [line.slice(name.length, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
  );
}

describe("the metrics of a new process", () => {
  it("are counters and histograms at zero for every combination of values that can be known", async () => {
    const { metrics } = start();
    const calls = await samples(metrics, "calls_total");
    expect(Object.keys(calls)).toHaveLength(2 * 2);
    expect(new Set(Object.values(calls))).toEqual(new Set(["0"]));
    expect(await samples(metrics, "plan_duration_seconds_count")).toEqual({ "": "0" });
    expect(await samples(metrics, "call_duration_seconds_count")).toEqual({});
    expect(await samples(metrics, "query_duration_seconds_count")).toEqual({});
    expect(await samples(metrics, "waiting")).toEqual({});
  });
});

describe("a series that is expected", () => {
  it("starts at zero, for all values of the labels that are not given", async () => {
    const { metrics } = start();
    metrics.expect("query_duration_seconds", { system: "one" });
    expect(Object.keys(await samples(metrics, "query_duration_seconds_count"))).toHaveLength(2);
  });

  it("keeps its observations when it is expected again", async () => {
    const { metrics } = start();
    metrics.expect("call_duration_seconds", CALL);
    metrics.observe("call_duration_seconds", CALL, 0.03);
    metrics.expect("call_duration_seconds", CALL);
    expect(Object.values(await samples(metrics, "call_duration_seconds_count"))).toEqual(["1"]);
  });
});

describe("an exemplar", () => {
  it("is the span of an observation, when that is sampled", async () => {
    const { metrics } = start();
    metrics.observe("plan_duration_seconds", {}, 0.3, SPAN);
    metrics.observe("plan_duration_seconds", {}, 3, { ...SPAN, traceFlags: TraceFlags.NONE });
    const buckets = await samples(metrics, "plan_duration_seconds_bucket", OPEN_METRICS);
    const linked = Object.entries(buckets).filter(([, text]) => text.includes("#"));
    expect(linked).toEqual([
      [
        '{le="0.4"}',
        expect.stringMatching(
          /^1 # \{trace_id="4bf92f3577b34da6a3ce929d0e0e4736",span_id="00f067aa0ba902b7"\} 0\.3 [\d.]+$/,
        ),
      ],
    ]);
  });

  it("is not in classic text, whatever the labels hold", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary" }),
        fc.constantFrom("", ' # {a="b"} 1', '"} 7', "\r# TYPE x counter"),
        async (some, more) => {
          const { metrics } = start();
          metrics.observe("call_duration_seconds", { ...CALL, route: some + more }, 0.03, SPAN);
          const open = (await metrics.scrape(OPEN_METRICS)).body.split("\n");
          const classic = (await metrics.scrape()).body.split("\n");
          const ours = (line: string) => line.startsWith("call_duration_seconds_");
          expect(classic.filter(ours)).toEqual(
            open.filter(ours).map((line) => line.replace(/ # \{trace_id="\w+",span_id="\w+"\} 0\.03 [\d.]+$/, "")),
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("the format", () => {
  it.each([OPEN_METRICS, undefined])("is one that Prometheus reads, whatever labels hold: %s", async (accept) => {
    const { metrics } = start();
    const routes = fc.sample(
      fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: fc.constantFrom(...'\\"\n{},= #') })),
      300,
    );
    for (const route of routes) metrics.observe("call_duration_seconds", { ...CALL, route }, 0.03, SPAN);
    const { body } = await metrics.scrape(accept);
    if (accept === undefined) {
      const { status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], { input: body, encoding: "utf8" });
      expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: "" });
    }
    const read = Array.from(
      body.matchAll(/^call_duration_seconds_count\{route="((?:[^"\\]|\\.)*)",outcome="taken"\} (\d+)$/gms),
    );
    const unescaped = read.map(([, text = ""]) =>
      text.replaceAll(/\\(.)/gs, (_, sign) => (sign === "n" ? "\n" : sign)),
    );
    expect(new Set(unescaped)).toEqual(new Set(routes));
    expect(read.reduce((sum, [, , count]) => sum + Number(count), 0)).toBe(routes.length);
  });

  it.each([
    [PROMETHEUS_2_42, true],
    ["text/plain;version=0.0.4", false],
    ["application/openmetrics-text;q=0.2,text/plain;q=0.9", false],
    ["application/openmetrics-text;q=0", false],
    ["*/*", false],
    [undefined, false],
  ])("is OpenMetrics when the scraper prefers it: %s", async (accept, isOpen) => {
    const { contentType, body } = await start().metrics.scrape(accept);
    expect(contentType.startsWith("application/openmetrics-text")).toBe(isOpen);
    expect(body.endsWith("\n# EOF\n")).toBe(isOpen);
  });

  it("has the counters' names in both, whichever was asked for first", async () => {
    const { metrics } = start();
    metrics.increase("calls_total", { channel: "app", outcome: "lost" }, 2);
    for (const accept of [OPEN_METRICS, undefined, OPEN_METRICS]) {
      expect(await samples(metrics, "calls_total", accept)).toMatchObject({
        '{channel="app",outcome="lost"}': "2",
        '{channel="web",outcome="lost"}': "0",
      });
    }
  });
});

type Waiting = ScrapeReading<Declared, "waiting">;

describe("a gauge that is read", () => {
  const waiting = (read: Waiting["read"]): Waiting => ({
    name: "waiting",
    read,
  });

  it("has the values of now, and of all its readings", async () => {
    const { metrics } = start();
    let state: "new" | "late" = "new";
    metrics.read([
      { name: "open", read: async () => [[{ state }, 3]] },
      { name: "open", read: async () => [[{ state: "moving" }, 1]] },
    ]);
    expect(await samples(metrics, "open")).toEqual({
      '{state="new"}': "3",
      '{state="moving"}': "1",
    });
    state = "late";
    expect(await samples(metrics, "open")).toEqual({ '{state="late"}': "3", '{state="moving"}': "1" });
  });

  it("is absent while it cannot be read, which is logged once for each time it begins", async () => {
    const { metrics, logged } = start();
    const answers: (() => Promise<number>)[] = [
      async () => 5,
      () => Promise.reject(new Error("the database is away")),
      async () => Number.NaN,
      async () => 0,
      () => {
        throw new Error("not even asked");
      },
    ];
    metrics.read([waiting(async () => [[{}, (await answers.shift()?.()) ?? 0]])]);
    const seen: unknown[] = [];
    while (answers.length > 0) seen.push((await samples(metrics, "waiting"))[""]);
    expect(seen).toEqual(["5", undefined, undefined, "0", undefined]);
    expect(logged).toHaveLength(2);
    expect(logged[0]).toContain("the database is away");
  });

  it("that does not answer holds up no scrape, and is not asked again until it does", async () => {
    vi.useFakeTimers();
    try {
      const { metrics } = start();
      let asked = 0;
      let answer: () => void = () => undefined;
      metrics.read([
        waiting(async () => {
          asked++;
          await new Promise<void>((resolve) => {
            answer = resolve;
          });
          return [[{}, 7]];
        }),
        { name: "unsent", read: async () => [[{}, 2]] },
      ]);
      for (const _ of [1, 2]) {
        const scrape = metrics.scrape();
        await vi.advanceTimersByTimeAsync(2_000);
        const { body } = await scrape;
        expect(body).toContain("\nunsent 2\n");
        expect(body).not.toContain("\nwaiting ");
      }
      expect(asked).toBe(1);
      answer();
      expect((await metrics.scrape()).body).toContain("\nwaiting 7\n");
    } finally {
      vi.useRealTimers();
    }
  });

  it("is read once for scrapes at the same time", async () => {
    const { metrics } = start();
    let reads = 0;
    metrics.read([waiting(async () => [[{}, ++reads]])]);
    const [one, other] = await Promise.all([metrics.scrape(OPEN_METRICS), metrics.scrape()]);
    expect(reads).toBe(1);
    expect(one.body).toContain("\nwaiting 1\n");
    expect(other.body).toContain("\nwaiting 1\n");
  });
});
