import type { Logger } from "pino";
import type { LabelsOf } from "../../foundation/metrics/declaration.ts";
import { Metrics } from "../../foundation/metrics/metrics.ts";
import type { Destination } from "../channels/channel.ts";
import type { Source } from "../routing/routing.ts";
import { DECLARED } from "./declared-metrics.gen.ts";

type Declared = typeof DECLARED;
type ChannelKind = Destination["kind"];
export type IntakeOutcome = LabelsOf<Declared, "alert_router_notifications_total">["outcome"];
type DeliveryOutcome = LabelsOf<Declared, "alert_router_deliveries_total">["outcome"];

/** The metrics that alerts/metrics.yaml declares, in the router's words. */
export class RouterMetrics extends Metrics<Declared> {
  constructor(log: Pick<Logger, "warn">) {
    super(DECLARED, { log });
  }

  received(source: Source, outcome: IntakeOutcome, seconds: number): void {
    this.increase("alert_router_notifications_total", { source, outcome });
    if (outcome === "stored") this.observe("alert_router_notification_duration_seconds", { source }, seconds);
  }

  pageAccepted(channel: ChannelKind, seconds: number, outcome: "in_time" | undefined): void {
    this.observe("alert_router_page_acceptance_seconds", { channel }, seconds);
    if (outcome !== undefined) this.increase("alert_router_pages_total", { outcome });
  }

  pageLate(): void {
    this.increase("alert_router_pages_total", { outcome: "late" });
  }

  delivered(channel: ChannelKind, outcome: DeliveryOutcome, seconds: number): void {
    this.increase("alert_router_deliveries_total", { channel, outcome });
    this.observe("alert_router_delivery_duration_seconds", { channel }, seconds);
  }

  escalated(): void {
    this.increase("alert_router_escalations_total", {});
  }
}
