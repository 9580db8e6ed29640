import { spawnSync } from "node:child_process";
import { TraceFlags } from "@opentelemetry/api";
import fc from "fast-check";
import pino from "pino";
import { describe, expect, it, vi } from "vitest";
import { DECLARED } from "./declared-metrics.gen.ts";
import { combinations, declaredValue } from "./declared-values.ts";
import type { GaugeReading } from "./gauge-reading.ts";
import { type GaugeName, type MetricName, Metrics } from "./metrics.ts";

const OPEN_METRICS = "application/openmetrics-text; version=1.0.0";
const PROMETHEUS_2_42 =
  "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

const GAUGES = Object.keys(DECLARED).filter(
  (name): name is GaugeName => DECLARED[name as MetricName].type === "gauge" && !/^(process|nodejs)_/.test(name),
);
const REQUEST = {
  service: "orders",
  http_request_method: "POST",
  http_route: "/api/v1/orders",
  http_response_status_code: "201",
} as const;
const SPAN = {
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  traceFlags: TraceFlags.SAMPLED,
};

function start(): { metrics: Metrics; logged: string[] } {
  const logged: string[] = [];
  return { metrics: new Metrics(pino({ base: null }, { write: (line) => logged.push(line) })), logged };
}

/** The values of a metric's series by their labels, as they are printed. */
async function samples(metrics: Metrics, name: string, accept?: string): Promise<Record<string, string>> {
  const { body } = await metrics.scrape(accept);
  const lines = body.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return Object.fromEntries(
    lines.map((line) => [line.slice(name.length, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
  );
}

describe("the metrics of a new process", () => {
  it.each([OPEN_METRICS, "text/plain"])("are all there under their declared names, once: %s", async (accept) => {
    const { body } = await start().metrics.scrape(accept);
    const described = Array.from(body.matchAll(/^# TYPE (\S+) (\w+)$/gm), ([, name, type]) =>
      accept === OPEN_METRICS && type === "counter" ? `${name}_total` : name,
    );
    expect(new Set(described).size).toBe(described.length);
    expect(described).toEqual(expect.arrayContaining(Object.keys(DECLARED)));
  });

  it("are what promtool wants to see", async () => {
    const { metrics } = start();
    metrics.read(
      GAUGES.map((name) => ({ name, read: async () => [[combinations(DECLARED[name].labels)[0] ?? {}, 1]] })),
    );
    const { body } = await metrics.scrape();
    const { error, status, stdout, stderr } = spawnSync("promtool", ["check", "metrics"], {
      input: body,
      encoding: "utf8",
    });
    expect(error).toBeUndefined();
    const problems = (stdout + stderr).split("\n");
    const ours = problems.filter((line) => Object.keys(DECLARED).includes(line.split(" ")[0] ?? ""));
    // 3: it could read everything, and has remarks.
    expect(status).toBe(3);
    // OpenTelemetry's conventions name it so.
    expect(ours).toEqual([
      'db_client_connection_count non-histogram and non-summary metrics should not have "_count" suffix',
    ]);
  });

  it("are counters and histograms at zero for every combination of values that can be known", async () => {
    const { metrics } = start();
    const placed = await samples(metrics, "orders_placed_total");
    expect(Object.keys(placed)).toHaveLength(4 * 3);
    expect(new Set(Object.values(placed))).toEqual(new Set(["0"]));
    expect(await samples(metrics, "dispatch_plan_duration_seconds_count")).toEqual({ "": "0" });
    expect(await samples(metrics, "http_server_request_duration_seconds_count")).toEqual({});
    expect(await samples(metrics, "sms_waiting")).toEqual({});
  });
});

describe("a series that is expected", () => {
  it("starts at zero, for all values of the labels that are not given", async () => {
    const { metrics } = start();
    metrics.expect("db_client_operation_duration_seconds", { db_system_name: "sqlite", error_type: "" });
    expect(Object.keys(await samples(metrics, "db_client_operation_duration_seconds_count"))).toHaveLength(8);
  });

  it("keeps its observations when it is expected again", async () => {
    const { metrics } = start();
    metrics.expect("http_server_request_duration_seconds", REQUEST);
    metrics.observe("http_server_request_duration_seconds", REQUEST, 0.03);
    metrics.expect("http_server_request_duration_seconds", REQUEST);
    expect(Object.values(await samples(metrics, "http_server_request_duration_seconds_count"))).toEqual(["1"]);
  });
});

describe("an exemplar", () => {
  it("is the span of an observation, when that is sampled", async () => {
    const { metrics } = start();
    metrics.observe("dispatch_plan_duration_seconds", {}, 0.3, SPAN);
    metrics.observe("dispatch_plan_duration_seconds", {}, 3, { ...SPAN, traceFlags: TraceFlags.NONE });
    const buckets = await samples(metrics, "dispatch_plan_duration_seconds_bucket", OPEN_METRICS);
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
          metrics.observe("http_server_request_duration_seconds", { ...REQUEST, http_route: some + more }, 0.03, SPAN);
          const open = (await metrics.scrape(OPEN_METRICS)).body.split("\n");
          const classic = (await metrics.scrape()).body.split("\n");
          const ours = (line: string) => line.startsWith("http_server_request_duration_seconds_");
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
    metrics.increase("sms_failovers_total", { provider: "primary" }, 2);
    for (const accept of [OPEN_METRICS, undefined, OPEN_METRICS]) {
      expect(await samples(metrics, "sms_failovers_total", accept)).toEqual({
        '{provider="primary"}': "2",
        '{provider="secondary"}': "0",
      });
    }
  });
});

describe("a gauge that is read", () => {
  const waiting = (read: GaugeReading<"sms_waiting">["read"]): GaugeReading<"sms_waiting"> => ({
    name: "sms_waiting",
    read,
  });

  it("has the values of now, and of all its readings", async () => {
    const { metrics } = start();
    let state: "unassigned" | "late" = "unassigned";
    metrics.read([
      { name: "deliveries_open", read: async () => [[{ state }, 3]] },
      { name: "deliveries_open", read: async () => [[{ state: "en_route" }, 1]] },
    ]);
    expect(await samples(metrics, "deliveries_open")).toEqual({
      '{state="unassigned"}': "3",
      '{state="en_route"}': "1",
    });
    state = "late";
    expect(await samples(metrics, "deliveries_open")).toEqual({ '{state="late"}': "3", '{state="en_route"}': "1" });
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
    while (answers.length > 0) seen.push((await samples(metrics, "sms_waiting"))[""]);
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
        { name: "einvoices_unsent", read: async () => [[{}, 2]] },
      ]);
      for (const _ of [1, 2]) {
        const scrape = metrics.scrape();
        await vi.advanceTimersByTimeAsync(2_000);
        const { body } = await scrape;
        expect(body).toContain("\neinvoices_unsent 2\n");
        expect(body).not.toContain("\nsms_waiting ");
      }
      expect(asked).toBe(1);
      answer();
      expect((await metrics.scrape()).body).toContain("\nsms_waiting 7\n");
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
    expect(one.body).toContain("\nsms_waiting 1\n");
    expect(other.body).toContain("\nsms_waiting 1\n");
  });
});

describe("a label's value from data", () => {
  it("is kept when it is declared, and replaced when it is not", () => {
    expect(declaredValue("sms_messages_total", "outcome", "expired", "failed")).toBe("expired");
    expect(declaredValue("sms_messages_total", "outcome", "constructor", "failed")).toBe("failed");
    expect(declaredValue("http_server_request_duration_seconds", "http_route", "/any", "unmatched")).toBe("/any");
  });
});
