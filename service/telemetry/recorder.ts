import { type Attributes, type SpanContext, trace } from "@opentelemetry/api";
import type { DomainEvent, Recorder } from "./events.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";

/** Info is for facts that people look for, warn for what went wrong, debug for what happens with every request. */
type Level = "debug" | "info" | "warn";

type Events = { readonly [Event in DomainEvent as Event["type"]]: Event };

interface Effect<Event> {
  readonly count?: (event: Event, metrics: Metrics) => void;
  /** Events without a level happen many times a second; they are not logged. */
  readonly level?: Level | ((event: Event) => Level);
  /** What the event is on a span where OpenTelemetry has its own words for it. */
  readonly told?: (event: Event) => SpanEvent;
}

interface SpanEvent {
  readonly name: string;
  readonly attributes: Attributes;
}

function warnUnless<Event extends { readonly outcome: string }>(right: Event["outcome"], level: Level = "info") {
  return (event: Event): Level => (event.outcome === right ? level : "warn");
}

/** What each event does. A new event does not compile without its line here. */
const EFFECTS: { readonly [Type in keyof Events]: Effect<Events[Type]> } = {
  "sign_in.finished": {
    count: ({ outcome }, metrics) => metrics.increase("sign_ins_total", { outcome }),
    level: ({ outcome }) => (outcome === "locked" || outcome === "failed" ? "warn" : "info"),
  },
  "token.refresh_finished": {
    count: ({ outcome }, metrics) => metrics.increase("token_refreshes_total", { outcome }),
    // A token that comes twice has been stolen, or lost on its way.
    level: ({ outcome }) => (outcome === "reused" || outcome === "failed" ? "warn" : "debug"),
  },

  "customer.changed": { level: "info" },
  "order.placed": {
    count: ({ channel }, metrics) => metrics.increase("orders_placed_total", { channel, outcome: "placed" }),
    level: "info",
  },
  "order.refused": {
    count: ({ channel }, metrics) => metrics.increase("orders_placed_total", { channel, outcome: "refused" }),
    level: "info",
  },
  "order.failed": {
    count: ({ channel }, metrics) => metrics.increase("orders_placed_total", { channel, outcome: "failed" }),
    level: "warn",
  },
  "order.cancelled": { level: "info" },

  "delivery.assigned": { level: "info" },
  "delivery.finished": {
    count: ({ outcome }, metrics) => metrics.increase("deliveries_finished_total", { outcome }),
    level: ({ outcome }) => (outcome === "late" || outcome === "failed" ? "warn" : "info"),
  },
  "dispatch.plan_finished": {
    count: ({ outcome, seconds }, metrics) => {
      metrics.increase("dispatch_plans_total", { outcome });
      metrics.observe("dispatch_plan_duration_seconds", {}, seconds, activeSpan());
    },
    level: warnUnless("planned"),
  },
  "google.called": {
    count: ({ api, outcome }, metrics) => metrics.increase("google_api_requests_total", { api, outcome }),
    level: warnUnless("ok", "debug"),
  },

  "invoice.attempted": {
    count: ({ outcome }, metrics) => metrics.increase("einvoice_attempts_total", { outcome }),
    level: warnUnless("accepted", "debug"),
  },
  "invoice.submission_ended": {
    count: ({ outcome }, metrics) => metrics.increase("einvoices_submitted_total", { outcome }),
    level: warnUnless("accepted"),
  },

  "bank_file.attempted": {
    count: ({ bank, direction, seconds }, metrics) =>
      metrics.observe("bank_file_transfer_duration_seconds", { bank, direction }, seconds, activeSpan()),
    level: "debug",
  },
  "bank_file.ended": {
    count: ({ bank, direction, outcome }, metrics) =>
      metrics.increase("bank_file_transfers_total", { bank, direction, outcome }),
    level: warnUnless("transferred"),
  },

  "sms.attempted": {
    count: ({ provider, outcome }, metrics) => metrics.increase("sms_attempts_total", { provider, outcome }),
    level: warnUnless("accepted", "debug"),
  },
  "sms.failed_over": {
    count: ({ provider }, metrics) => metrics.increase("sms_failovers_total", { provider }),
    level: "warn",
  },
  "sms.ended": {
    count: ({ provider, outcome }, metrics) => metrics.increase("sms_messages_total", { provider, outcome }),
    level: warnUnless("delivered"),
  },

  "sync.write_ended": {
    count: ({ target, entity, outcome }, metrics) => metrics.increase("sync_writes_total", { target, entity, outcome }),
    level: warnUnless("written", "debug"),
  },
  "sync.compared": {
    count: ({ entity, outcome, records }, metrics) =>
      metrics.increase("sync_compared_records_total", { entity, outcome }, records),
    level: warnUnless("same", "debug"),
  },

  "tracking.opened": { level: "debug" },
  "tracking.closed": {
    count: ({ audience, reason }, metrics) =>
      metrics.increase("tracking_connections_closed_total", { audience, reason }),
    level: ({ reason }) => (reason === "overloaded" || reason === "server_error" ? "warn" : "debug"),
  },
  "position.received": { count: (_, metrics) => metrics.increase("tracking_positions_received_total", {}) },
  "positions.missing": {
    count: ({ positions }, metrics) => metrics.increase("tracking_positions_missing_total", {}, positions),
  },
  "position.fanned_out": {
    count: ({ audience, seconds }, metrics) =>
      metrics.observe("tracking_fanout_duration_seconds", { audience }, seconds),
  },
  "position.dropped": {
    count: ({ audience, reason }, metrics) => metrics.increase("tracking_messages_dropped_total", { audience, reason }),
  },

  "browser.vital": {
    count: ({ page, name, value }, metrics) => {
      if (name === "CLS") metrics.observe("browser_cumulative_layout_shift_ratio", { page }, value);
      else metrics.observe(VITALS[name], { page }, value / 1_000);
    },
  },
  "browser.script_error": {
    count: ({ page }, metrics) => metrics.increase("browser_script_errors_total", { page }),
    level: "warn",
  },
  "browser.beacon": { count: ({ outcome }, metrics) => metrics.increase("browser_beacons_total", { outcome }) },

  "flag.evaluated": {
    count: ({ reason, seconds }, metrics) => {
      metrics.increase("feature_flag_evaluations_total", { feature_flag_result_reason: reason });
      metrics.observe("feature_flag_evaluation_duration_seconds", {}, seconds);
    },
    told: evaluation,
  },
  "pilot.cohort_formed": {
    count: ({ flag, variant }, metrics) =>
      metrics.expect(PILOT, { feature_flag_key: flag, feature_flag_result_variant: variant }),
  },
  "pilot.joined": { told: evaluation },
  "pilot.request_ended": {
    count: ({ flag, variant, isFailed, seconds }, metrics) => {
      const labels = { feature_flag_key: flag, feature_flag_result_variant: variant } as const;
      metrics.observe(PILOT, { ...labels, error_type: isFailed ? "5xx" : "" }, seconds, activeSpan());
    },
  },
};

const PILOT = "feature_flag_pilot_request_duration_seconds";

/** https://opentelemetry.io/docs/specs/semconv/feature-flags/feature-flags-events/, without whom it was evaluated for. */
function evaluation({ flag, variant, reason }: { flag: string; variant: string; reason: string }): SpanEvent {
  return {
    name: "feature_flag.evaluation",
    attributes: {
      "feature_flag.key": flag,
      "feature_flag.result.variant": variant,
      "feature_flag.result.reason": reason,
      "feature_flag.provider.name": "lucky-gas",
    },
  };
}

const VITALS = {
  LCP: "browser_largest_contentful_paint_seconds",
  FCP: "browser_first_contentful_paint_seconds",
  INP: "browser_interaction_to_next_paint_seconds",
  TTFB: "browser_time_to_first_byte_seconds",
} as const;

/** The one place where what happened becomes metrics, an event of the active span and a log line. Throws nothing. */
export function createRecorder(metrics: Metrics, log: Logger): Recorder {
  /** Counts an event, and says how loud it is and what a span is told of it. */
  function count<Type extends keyof Events>(type: Type, event: Events[Type]) {
    const { count, level, told } = EFFECTS[type];
    try {
      count?.(event, metrics);
    } catch (error) {
      // What happened has happened: its business must not fail because it cannot be counted.
      log.error({ err: error, event: type }, "an event was not counted");
    }
    const loud = typeof level === "function" ? level(event) : level;
    return { level: loud, told: told === undefined ? undefined : () => told(event) };
  }
  return (event) => {
    const { level, told } = count(event.type, event);
    if (level === undefined && told === undefined) return;
    const { type, ...attributes } = event;
    const span = trace.getActiveSpan();
    if (span?.isRecording() === true) {
      const { name, attributes: own } = told?.() ?? { name: type, attributes };
      span.addEvent(name, own);
    }
    if (level !== undefined) log[level](attributes, type);
  };
}

function activeSpan(): SpanContext | undefined {
  return trace.getActiveSpan()?.spanContext();
}
