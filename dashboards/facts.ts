/** Addresses of the dashboards. Alerts and people's bookmarks hold them. */
export const SLO_FLEET_UID = "slo-fleet";
export const SLO_DETAIL_UID = "slo-detail";

/** What the dashboards must know of the fleet at compile time. Everything else they read from recorded series. */
export interface FleetFacts {
  /** Burn rates at which any tier of any SLO fires, as `slo:burn_state:code` labels them (two decimals at most). */
  readonly burnRates: readonly string[];
  /** Labels that any SLO is split by. */
  readonly splitLabels: readonly string[];
  /** A Prometheus duration. */
  readonly scrapeInterval: string;
  /** Addresses have no trailing slash. */
  readonly consoleUrl: string;
  readonly prometheusUrl: string;
  /** Where the traces are that exemplars point to; none when absent. */
  readonly tempoUrl?: string;
}
