import type { LabelsOf } from "./metrics.ts";

type Labels = {
  readonly order: LabelsOf<"orders_placed_total">;
  readonly smsAttempt: LabelsOf<"sms_attempts_total">;
  readonly sms: LabelsOf<"sms_messages_total">;
  readonly transfer: LabelsOf<"bank_file_transfers_total">;
  readonly write: LabelsOf<"sync_writes_total">;
  readonly compared: LabelsOf<"sync_compared_records_total">;
  readonly closed: LabelsOf<"tracking_connections_closed_total">;
  readonly dropped: LabelsOf<"tracking_messages_dropped_total">;
  readonly google: LabelsOf<"google_api_requests_total">;
};

/** What happens at Lucky Gas. Ids only, never names, addresses, numbers or tokens: events are logged. */
export type DomainEvent =
  // Sign-in
  | {
      readonly type: "sign_in.finished";
      readonly outcome: LabelsOf<"sign_ins_total">["outcome"];
      readonly userId?: string;
    }
  | {
      readonly type: "token.refresh_finished";
      readonly outcome: LabelsOf<"token_refreshes_total">["outcome"];
      readonly userId?: string;
    }
  // Customers and orders
  | { readonly type: "customer.changed"; readonly customerId: string; readonly change: "created" | "updated" }
  | {
      readonly type: "order.placed";
      readonly channel: Labels["order"]["channel"];
      readonly orderId: string;
      readonly customerId: string;
      readonly amountTwd: number;
    }
  | { readonly type: "order.refused"; readonly channel: Labels["order"]["channel"]; readonly reason: string }
  | { readonly type: "order.failed"; readonly channel: Labels["order"]["channel"]; readonly reason: string }
  | { readonly type: "order.cancelled"; readonly orderId: string }
  // Deliveries and dispatch
  | { readonly type: "delivery.assigned"; readonly deliveryId: string; readonly driverId: string }
  | {
      readonly type: "delivery.finished";
      readonly deliveryId: string;
      readonly outcome: LabelsOf<"deliveries_finished_total">["outcome"];
    }
  | {
      readonly type: "dispatch.plan_finished";
      readonly outcome: LabelsOf<"dispatch_plans_total">["outcome"];
      readonly seconds: number;
    }
  | {
      readonly type: "google.called";
      readonly api: Labels["google"]["api"];
      readonly outcome: Labels["google"]["outcome"];
    }
  // E-invoices
  | {
      readonly type: "invoice.attempted";
      readonly invoiceId: string;
      readonly outcome: LabelsOf<"einvoice_attempts_total">["outcome"];
    }
  | {
      readonly type: "invoice.submission_ended";
      readonly invoiceId: string;
      readonly outcome: LabelsOf<"einvoices_submitted_total">["outcome"];
    }
  // Bank files
  | {
      readonly type: "bank_file.attempted";
      readonly bank: Labels["transfer"]["bank"];
      readonly direction: Labels["transfer"]["direction"];
      readonly seconds: number;
    }
  | {
      readonly type: "bank_file.ended";
      readonly fileId: string;
      readonly bank: Labels["transfer"]["bank"];
      readonly direction: Labels["transfer"]["direction"];
      readonly outcome: Labels["transfer"]["outcome"];
    }
  // Text messages
  | {
      readonly type: "sms.attempted";
      readonly messageId: string;
      readonly provider: Labels["smsAttempt"]["provider"];
      readonly outcome: Labels["smsAttempt"]["outcome"];
    }
  | { readonly type: "sms.failed_over"; readonly messageId: string; readonly provider: Labels["sms"]["provider"] }
  | {
      readonly type: "sms.ended";
      readonly messageId: string;
      readonly provider: Labels["sms"]["provider"];
      readonly outcome: Labels["sms"]["outcome"];
    }
  // Dual writes
  | {
      readonly type: "sync.write_ended";
      readonly writeId: string;
      readonly target: Labels["write"]["target"];
      readonly entity: Labels["write"]["entity"];
      readonly outcome: Labels["write"]["outcome"];
    }
  | {
      readonly type: "sync.compared";
      readonly entity: Labels["compared"]["entity"];
      readonly outcome: Labels["compared"]["outcome"];
      readonly records: number;
    }
  // Live tracking
  | { readonly type: "tracking.opened"; readonly audience: Labels["closed"]["audience"] }
  | {
      readonly type: "tracking.closed";
      readonly audience: Labels["closed"]["audience"];
      readonly reason: Labels["closed"]["reason"];
    }
  | { readonly type: "position.received" }
  | { readonly type: "positions.missing"; readonly positions: number }
  | {
      readonly type: "position.fanned_out";
      readonly audience: LabelsOf<"tracking_fanout_duration_seconds">["audience"];
      readonly seconds: number;
    }
  | {
      readonly type: "position.dropped";
      readonly audience: Labels["dropped"]["audience"];
      readonly reason: Labels["dropped"]["reason"];
    }
  // Browsers
  | {
      readonly type: "browser.vital";
      readonly page: LabelsOf<"browser_script_errors_total">["page"];
      readonly name: "LCP" | "FCP" | "INP" | "TTFB" | "CLS";
      /** Milliseconds; a ratio for CLS. */
      readonly value: number;
    }
  | {
      readonly type: "browser.script_error";
      readonly page: LabelsOf<"browser_script_errors_total">["page"];
      readonly message: string;
    }
  | { readonly type: "browser.beacon"; readonly outcome: LabelsOf<"browser_beacons_total">["outcome"] }
  // Feature flags
  | {
      readonly type: "flag.evaluated";
      readonly flag: string;
      readonly variant: string;
      readonly reason: LabelsOf<"feature_flag_evaluations_total">["feature_flag_result_reason"];
      readonly seconds: number;
    }
  // Pilots: how it goes to those who have one variant of a flag, beside those who have another
  | { readonly type: "pilot.cohort_formed"; readonly flag: string; readonly variant: string }
  | {
      readonly type: "pilot.joined";
      readonly flag: string;
      readonly variant: string;
      readonly reason: LabelsOf<"feature_flag_evaluations_total">["feature_flag_result_reason"];
    }
  | {
      readonly type: "pilot.request_ended";
      readonly flag: string;
      readonly variant: string;
      readonly isFailed: boolean;
      readonly seconds: number;
    };

export type Recorder = (event: DomainEvent) => void;
