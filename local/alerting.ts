import type { SloSource } from "../alerts/console/slo-source.ts";
import type { Platform } from "../slo/model/platform.ts";
import type { Slo } from "../slo/model/slo.ts";

/** An alert that fires now. */
export interface Firing {
  readonly labels: Readonly<Record<string, string>>;
}

/** What watches the metrics and tells the router: the embedded engine, or Prometheus and Alertmanager. */
export interface Alerting {
  /** As the status line calls it, with its addresses. */
  readonly name: string;
  readonly slos: SloSource;
  readonly firing: () => Promise<readonly Firing[]>;
  /** What cannot be seen, in one line each. */
  readonly problems: () => readonly string[];
  readonly close: () => Promise<void>;
}

/** A page of metrics and the job that its series belong to. */
export interface MetricsPage {
  readonly job: string;
  /** HOST:PORT. */
  readonly address: string;
}

export interface AlertingOptions {
  readonly slos: readonly Slo[];
  readonly platform: Platform;
  readonly pages: readonly MetricsPage[];
  /** Asked from outside, as a customer would. */
  readonly probed: { readonly job: string; readonly url: string };
  /** The router's address and the token that it expects of Alertmanager. */
  readonly router: { readonly url: string; readonly token: string };
  /** A folder of one's own. */
  readonly folder: string;
  readonly now: () => number;
}
