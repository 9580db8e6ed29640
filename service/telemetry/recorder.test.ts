import { context, ROOT_CONTEXT, type Tracer, trace } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  StackContextManager,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OPEN_METRICS } from "../../foundation/metrics/exposition.ts";
import type { DomainEvent } from "./events.ts";
import { createLogger } from "./logger.ts";
import { Metrics } from "./metrics.ts";
import { createRecorder } from "./recorder.ts";

const PLACED: DomainEvent = { type: "order.placed", channel: "app", orderId: "o-1", customerId: "c-1", amountTwd: 780 };

function start(): { record: (event: DomainEvent) => void; metrics: Metrics; logged: Record<string, unknown>[] } {
  const logged: Record<string, unknown>[] = [];
  const log = createLogger({ level: "debug", destination: { write: (line) => logged.push(JSON.parse(line)) } });
  const metrics = new Metrics(log);
  return { record: createRecorder(metrics, log), metrics, logged };
}

describe("an event", () => {
  const exporter = new InMemorySpanExporter();
  let tracer: Tracer;
  beforeAll(() => {
    context.setGlobalContextManager(new StackContextManager().enable());
    tracer = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }).getTracer("test");
  });
  afterAll(() => {
    context.disable();
  });

  /** Does it within a span; answers with what that span has become. */
  const traced = (work: () => void) => {
    exporter.reset();
    const span = tracer.startSpan("request");
    context.with(trace.setSpan(ROOT_CONTEXT, span), work);
    span.end();
    const [finished] = exporter.getFinishedSpans();
    return finished;
  };

  it("becomes a count, a line of the log and an event of the span", async () => {
    const { record, metrics, logged } = start();
    const span = traced(() => record(PLACED));
    expect((await metrics.scrape()).body).toContain('\norders_placed_total{channel="app",outcome="placed"} 1\n');
    const fields = { channel: "app", orderId: "o-1", customerId: "c-1", amountTwd: 780 };
    expect(logged).toMatchObject([
      { level: "info", msg: "order.placed", ...fields, trace_id: span?.spanContext().traceId },
    ]);
    expect(span?.events).toMatchObject([{ name: "order.placed", attributes: fields }]);
  });

  it.each<[DomainEvent, string]>([
    [{ type: "order.failed", channel: "app", reason: "database" }, "warn"],
    [{ type: "delivery.finished", deliveryId: "d", outcome: "on_time" }, "info"],
    [{ type: "delivery.finished", deliveryId: "d", outcome: "late" }, "warn"],
    [{ type: "sms.failed_over", messageId: "m", provider: "primary" }, "warn"],
    [{ type: "sms.attempted", messageId: "m", provider: "primary", outcome: "accepted" }, "debug"],
    [{ type: "sms.attempted", messageId: "m", provider: "primary", outcome: "timeout" }, "warn"],
    [{ type: "sign_in.finished", outcome: "wrong_credentials" }, "info"],
    [{ type: "token.refresh_finished", outcome: "reused" }, "warn"],
  ])("is as loud as it matters: %j", (event, level) => {
    const { record, logged } = start();
    record(event);
    expect(logged).toMatchObject([{ level, msg: event.type }]);
  });

  it("that happens many times a second is not logged", async () => {
    const { record, metrics, logged } = start();
    const span = traced(() => {
      record({ type: "flag.evaluated", flag: "live-map", variant: "on", reason: "split", seconds: 0.0002 });
      record({ type: "position.received" });
      record({ type: "positions.missing", positions: 3 });
    });
    expect(logged).toEqual([]);
    // OpenTelemetry's own event, and nothing else.
    expect(span?.events.map(({ name, attributes }) => ({ name, attributes }))).toEqual([
      {
        name: "feature_flag.evaluation",
        attributes: {
          "feature_flag.key": "live-map",
          "feature_flag.result.variant": "on",
          "feature_flag.result.reason": "split",
          "feature_flag.provider.name": "lucky-gas",
        },
      },
    ]);
    const { body } = await metrics.scrape();
    expect(body).toContain('\nfeature_flag_evaluations_total{feature_flag_result_reason="split"} 1\n');
    expect(body).toContain('\nfeature_flag_evaluation_duration_seconds_bucket{le="0.00025"} 1\n');
    expect(body).toContain("\ntracking_positions_received_total 1\n");
    expect(body).toContain("\ntracking_positions_missing_total 3\n");
  });

  it("links a slow plan's bucket with its trace", async () => {
    const { record, metrics } = start();
    const span = traced(() => record({ type: "dispatch.plan_finished", outcome: "planned", seconds: 7 }));
    const linked = `dispatch_plan_duration_seconds_bucket{le="12.8"} 1 # {trace_id="${span?.spanContext().traceId}"`;
    expect((await metrics.scrape(OPEN_METRICS)).body).toContain(linked);
  });

  it("tells in seconds what a browser tells in milliseconds", async () => {
    const { record, metrics } = start();
    record({ type: "browser.vital", page: "home", name: "LCP", value: 1_250 });
    record({ type: "browser.vital", page: "home", name: "CLS", value: 0.2 });
    const { body } = await metrics.scrape();
    expect(body).toContain('\nbrowser_largest_contentful_paint_seconds_sum{page="home"} 1.25\n');
    expect(body).toContain('\nbrowser_cumulative_layout_shift_ratio_sum{page="home"} 0.2\n');
  });

  it("takes nothing personal into the log", () => {
    const { record, logged } = start();
    record({ type: "browser.script_error", page: "home", message: "no user 0912-345-678" });
    expect(logged).toMatchObject([{ message: "no user [redacted]" }]);
  });

  it("that cannot be counted is logged, and fails nobody", () => {
    const { record, logged } = start();
    record({ type: "dispatch.plan_finished", outcome: "planned", seconds: Number.NaN });
    expect(logged).toMatchObject([
      { level: "error", event: "dispatch.plan_finished", msg: "an event was not counted" },
      { level: "info", msg: "dispatch.plan_finished" },
    ]);
  });
});
