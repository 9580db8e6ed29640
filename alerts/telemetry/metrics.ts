import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Destination } from "../channels/channel.ts";
import { SOURCES, type Source } from "../ingest/notification.ts";

type ChannelKind = Destination["kind"];
const CHANNELS: readonly ChannelKind[] = ["pagerduty", "email", "webhook"];

export const INTAKE_OUTCOMES = ["stored", "invalid", "unauthorized", "overloaded", "failed"] as const;
export type IntakeOutcome = (typeof INTAKE_OUTCOMES)[number];

/** What the router's gauges are read from at each scrape. */
export interface RouterState {
  readonly incidents: ReadonlyArray<{ readonly severity: string; readonly state: string; readonly count: number }>;
  readonly due: number;
  readonly waiting: number;
  readonly deadLetters: number;
  readonly oldestDueAgeSeconds: number;
  readonly lastHeartbeatSeconds: number | undefined;
}

/** The metrics that alerts/metrics.yaml declares. Counters start at zero, so that the first failure is an increase. */
export class RouterMetrics {
  readonly registry = new Registry();
  readonly #notifications: Counter;
  readonly #notificationDuration: Histogram;
  readonly #pages: Counter;
  readonly #acceptance: Histogram;
  readonly #deliveries: Counter;
  readonly #deliveryDuration: Histogram;
  readonly #escalations: Counter;
  readonly #gauges = gaugesIn(this.registry);

  constructor() {
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    this.#notifications = new Counter({
      name: "alert_router_notifications_total",
      help: "Notifications that alerting systems posted.",
      labelNames: ["source", "outcome"],
      registers,
    });
    this.#notificationDuration = new Histogram({
      name: "alert_router_notification_duration_seconds",
      help: "Seconds from the arrival of a notification until it was stored and answered.",
      labelNames: ["source"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 5],
      registers,
    });
    this.#pages = new Counter({
      name: "alert_router_pages_total",
      help: "Pages, counted once each: accepted within 60 seconds, or late.",
      labelNames: ["outcome"],
      registers,
    });
    this.#acceptance = new Histogram({
      name: "alert_router_page_acceptance_seconds",
      help: "Seconds from storing an alert until its page was first accepted.",
      labelNames: ["channel"],
      buckets: [0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300],
      registers,
    });
    this.#deliveries = new Counter({
      name: "alert_router_deliveries_total",
      help: "Attempts to deliver a message to a channel.",
      labelNames: ["channel", "outcome"],
      registers,
    });
    this.#deliveryDuration = new Histogram({
      name: "alert_router_delivery_duration_seconds",
      help: "Seconds that one attempt to deliver a message took.",
      labelNames: ["channel"],
      buckets: [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 5, 10, 30],
      registers,
    });
    this.#escalations = new Counter({
      name: "alert_router_escalations_total",
      help: "Escalation steps taken because nobody had acknowledged in time.",
      registers,
    });
    this.#startAtZero();
  }

  received(source: Source, outcome: IntakeOutcome, seconds: number): void {
    this.#notifications.inc({ source, outcome });
    if (outcome === "stored") this.#notificationDuration.observe({ source }, seconds);
  }

  pageAccepted(channel: ChannelKind, seconds: number, outcome: "in_time" | undefined): void {
    this.#acceptance.observe({ channel }, seconds);
    if (outcome !== undefined) this.#pages.inc({ outcome });
  }

  pageLate(): void {
    this.#pages.inc({ outcome: "late" });
  }

  delivered(channel: ChannelKind, outcome: "sent" | "retry" | "dead_letter", seconds: number): void {
    this.#deliveries.inc({ channel, outcome });
    this.#deliveryDuration.observe({ channel }, seconds);
  }

  escalated(): void {
    this.#escalations.inc();
  }

  #startAtZero(): void {
    for (const source of SOURCES) {
      this.#notificationDuration.zero({ source });
      for (const outcome of INTAKE_OUTCOMES) this.#notifications.inc({ source, outcome }, 0);
    }
    for (const outcome of ["in_time", "late"]) this.#pages.inc({ outcome }, 0);
    for (const channel of CHANNELS) {
      this.#deliveryDuration.zero({ channel });
      if (channel !== "webhook") this.#acceptance.zero({ channel });
      for (const outcome of ["sent", "retry", "dead_letter"]) this.#deliveries.inc({ channel, outcome }, 0);
    }
    this.#escalations.inc(0);
  }

  /** Everything as Prometheus text. Without a state the gauges are absent rather than wrong. */
  async scrape(state: RouterState | undefined): Promise<string> {
    const { incidents, messages, oldestDue, heartbeat } = this.#gauges;
    for (const gauge of Object.values(this.#gauges)) gauge.reset();
    // Without labels a gauge that was reset is zero, which nobody has measured.
    for (const gauge of [oldestDue, heartbeat]) gauge.remove();
    if (state !== undefined) {
      for (const severity of ["page", "ticket"]) {
        for (const open of ["triggered", "acknowledged"]) {
          const row = state.incidents.find((each) => each.severity === severity && each.state === open);
          incidents.set({ severity, state: open }, row?.count ?? 0);
        }
      }
      messages.set({ state: "due" }, state.due);
      messages.set({ state: "waiting" }, state.waiting);
      messages.set({ state: "dead_letter" }, state.deadLetters);
      oldestDue.set(state.oldestDueAgeSeconds);
      if (state.lastHeartbeatSeconds !== undefined) heartbeat.set(state.lastHeartbeatSeconds);
    }
    return this.registry.metrics();
  }
}

function gaugesIn(registry: Registry) {
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });
  return {
    incidents: gauge("alert_router_incidents", "Incidents that are not resolved.", ["severity", "state"]),
    messages: gauge("alert_router_outbox_messages", "Messages in the outbox.", ["state"]),
    oldestDue: gauge("alert_router_outbox_oldest_due_age_seconds", "Seconds that the oldest due message has waited."),
    heartbeat: gauge(
      "alert_router_last_heartbeat_timestamp_seconds",
      "Unix time in seconds of the last sign of life that Prometheus sent through Alertmanager.",
    ),
  };
}
