import { trace } from "@opentelemetry/api";
import type { DomainEvent, Recorder } from "./events.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";

/** Info is for what people look for in a log, warn for what went wrong; silent for what happens many times a second. */
type Level = "info" | "warn" | "silent";

/** What an event means to the metrics, and how loud it is in the log. */
function count(event: DomainEvent, metrics: Metrics): Level {
  switch (event.type) {
    case "sign_in.finished":
      metrics.increase("sign_ins_total", { outcome: event.outcome });
      return event.outcome === "signed_in" ? "info" : "warn";
    case "token.refresh_finished":
      metrics.increase("token_refreshes_total", { outcome: event.outcome });
      return event.outcome === "refreshed" ? "silent" : "warn";
    case "customer.changed":
      return "info";
    case "order.placed":
      metrics.increase("orders_placed_total", { channel: event.channel, outcome: "placed" });
      return "info";
    case "order.refused":
      metrics.increase("orders_placed_total", { channel: event.channel, outcome: "refused" });
      return "info";
    case "order.failed":
      metrics.increase("orders_placed_total", { channel: event.channel, outcome: "failed" });
      return "warn";
    case "order.cancelled":
      return "info";
    case "delivery.assigned":
      return "info";
    case "delivery.finished":
      metrics.increase("deliveries_finished_total", { outcome: event.outcome });
      return "info";
    case "dispatch.plan_finished":
      metrics.increase("dispatch_plans_total", { outcome: event.outcome });
      metrics.observe("dispatch_plan_duration_seconds", {}, event.seconds);
      return event.outcome === "planned" ? "info" : "warn";
    case "google.called":
      metrics.increase("google_api_requests_total", { api: event.api, outcome: event.outcome });
      return event.outcome === "ok" ? "silent" : "warn";
    case "invoice.attempted":
      metrics.increase("einvoice_attempts_total", { outcome: event.outcome });
      return event.outcome === "accepted" ? "silent" : "warn";
    case "invoice.submission_ended":
      metrics.increase("einvoices_submitted_total", { outcome: event.outcome });
      return event.outcome === "accepted" ? "info" : "warn";
    case "bank_file.attempted":
      metrics.observe(
        "bank_file_transfer_duration_seconds",
        { bank: event.bank, direction: event.direction },
        event.seconds,
      );
      return "silent";
    case "bank_file.ended":
      metrics.increase("bank_file_transfers_total", {
        bank: event.bank,
        direction: event.direction,
        outcome: event.outcome,
      });
      return event.outcome === "transferred" ? "info" : "warn";
    case "sms.attempted":
      metrics.increase("sms_attempts_total", { provider: event.provider, outcome: event.outcome });
      return event.outcome === "accepted" ? "silent" : "warn";
    case "sms.failed_over":
      metrics.increase("sms_failovers_total", { provider: event.provider });
      return "warn";
    case "sms.ended":
      metrics.increase("sms_messages_total", { provider: event.provider, outcome: event.outcome });
      return event.outcome === "delivered" ? "info" : "warn";
    case "sync.write_ended":
      metrics.increase("sync_writes_total", { target: event.target, entity: event.entity, outcome: event.outcome });
      return event.outcome === "written" ? "silent" : "warn";
    case "sync.compared":
      metrics.increase("sync_compared_records_total", { entity: event.entity, outcome: event.outcome }, event.records);
      return event.outcome === "same" ? "silent" : "warn";
    case "tracking.opened":
      return "silent";
    case "tracking.closed":
      metrics.increase("tracking_connections_closed_total", { audience: event.audience, reason: event.reason });
      return "silent";
    case "position.received":
      metrics.increase("tracking_positions_received_total", {});
      return "silent";
    case "positions.missing":
      metrics.increase("tracking_positions_missing_total", {}, event.positions);
      return "silent";
    case "position.fanned_out":
      metrics.observe("tracking_fanout_duration_seconds", { audience: event.audience }, event.seconds);
      return "silent";
    case "position.dropped":
      metrics.increase("tracking_messages_dropped_total", { audience: event.audience, reason: event.reason });
      return "silent";
    case "browser.vital":
      observeVital(event, metrics);
      return "silent";
    case "browser.script_error":
      metrics.increase("browser_script_errors_total", { page: event.page });
      return "warn";
    case "browser.beacon":
      metrics.increase("browser_beacons_total", { outcome: event.outcome });
      return "silent";
    case "flag.evaluated":
      metrics.increase("feature_flag_evaluations_total", { feature_flag_result_reason: event.reason });
      metrics.observe("feature_flag_evaluation_duration_seconds", {}, event.seconds);
      return "silent";
  }
}

const VITALS = {
  LCP: "browser_largest_contentful_paint_seconds",
  FCP: "browser_first_contentful_paint_seconds",
  INP: "browser_interaction_to_next_paint_seconds",
  TTFB: "browser_time_to_first_byte_seconds",
} as const;

function observeVital({ page, name, value }: Extract<DomainEvent, { type: "browser.vital" }>, metrics: Metrics): void {
  if (name === "CLS") metrics.observe("browser_cumulative_layout_shift_ratio", { page }, value);
  else metrics.observe(VITALS[name], { page }, value / 1_000);
}

/** The one place where what happened becomes metrics, a span event and a log line. */
export function createRecorder(metrics: Metrics, log: Logger): Recorder {
  return (event) => {
    const level = count(event, metrics);
    if (level === "silent") return;
    const { type, ...fields } = event;
    trace.getActiveSpan()?.addEvent(type, fields);
    log[level](fields, type);
  };
}
