import { DETAIL_DASHBOARD_UID } from "./contract.ts";
import type { Platform } from "./platform.ts";
import type { Slo } from "./slo.ts";

/** Where the console shows the SLO's runbook; undefined when it has none. */
export function runbookUrl({ runbook }: Slo, { consoleUrl }: Platform): string | undefined {
  return runbook === undefined ? undefined : `${consoleUrl}/runbooks/${runbook}`;
}

/** Where Grafana shows the SLO. */
export function dashboardUrl({ id }: Slo, { grafanaUrl }: Platform): string {
  return `${grafanaUrl}/d/${DETAIL_DASHBOARD_UID}?var-slo=${id}`;
}
