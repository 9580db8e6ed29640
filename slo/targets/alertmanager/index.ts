import { ALERTS, LABELS } from "../../model/contract.ts";
import { TIMING } from "../../model/timing.ts";
import { formatDuration } from "../../promql/duration.ts";
import { type Compilation, NOTHING, type Target } from "../target.ts";

const HEAD = `# Made by \`slo compile\`. Edit slo/config.yaml or the definitions instead.
# Everything goes to the alert router, which groups, escalates and remembers. Its token is read from a file: no secret stands here.
`;
const TOKEN_FILE = "/etc/alertmanager/router-token";

/** `alertmanager.yml`, once for all services. */
export const alertmanager: Target = {
  ofService: () => NOTHING,
  ofAll: (all) => ({
    files: [{ path: "alertmanager/alertmanager.yml", format: "yaml", head: HEAD, value: configuration(all) }],
    losses: [],
  }),
};

/** One route to the router, and a page inhibits the ticket of the same SLO and group. An absence inhibits nothing. */
function configuration({ slos, platform, timing = TIMING, routerTokenFile = TOKEN_FILE }: Compilation): object {
  const splitBy = [...new Set(slos.flatMap((slo) => slo.by))].sort();
  const burn = (severity: string): string[] => [`alertname="${ALERTS.budgetBurn}"`, `${LABELS.severity}="${severity}"`];
  return {
    route: {
      receiver: "router",
      group_by: [LABELS.service, LABELS.slo],
      group_wait: formatDuration(timing.groupWait),
      group_interval: formatDuration(timing.groupInterval),
      repeat_interval: formatDuration(timing.repeat),
      routes: [
        { matchers: [`alertname="${ALERTS.watchdog}"`], repeat_interval: formatDuration(timing.watchdogRepeat) },
      ],
    },
    inhibit_rules: [
      { source_matchers: burn("page"), target_matchers: burn("ticket"), equal: [LABELS.slo, ...splitBy] },
    ],
    receivers: [
      {
        name: "router",
        webhook_configs: [
          {
            url: `${platform.routerUrl}/v1/alertmanager`,
            send_resolved: true,
            max_alerts: 0,
            http_config: { authorization: { type: "Bearer", credentials_file: routerTokenFile } },
          },
        ],
      },
    ],
  };
}
