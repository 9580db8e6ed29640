import { stringify } from "yaml";
import { ALERTS, LABELS } from "../../model/contract.ts";
import type { Compilation, OutputFile } from "../target.ts";

const HEAD = `# Made by \`slo compile\`. Edit slo/config.yaml or the definitions instead.
# Everything goes to the alert router, which groups, escalates and remembers. Its token is read from a file: no secret stands here.
`;

/** Where Alertmanager finds the token that the router expects. */
const TOKEN_FILE = "/etc/alertmanager/router-token";

/** \`alertmanager.yml\`: one route to the router, and a page inhibits the ticket of the same SLO and group. An absence inhibits nothing. */
export function* alertmanager({ slos, platform }: Compilation): Generator<OutputFile> {
  const splitBy = [...new Set(slos.flatMap((slo) => slo.by))].sort();
  const burn = (severity: string): string[] => [`alertname="${ALERTS.budgetBurn}"`, `${LABELS.severity}="${severity}"`];
  const config = {
    route: {
      receiver: "router",
      group_by: [LABELS.service, LABELS.slo],
      // Short: the router does the waiting. A repeat tells it that the alert still lives.
      group_wait: "5s",
      group_interval: "30s",
      repeat_interval: "30m",
      // The sign of life comes every minute: the router pages when it has not for five.
      routes: [{ matchers: [`alertname="${ALERTS.watchdog}"`], repeat_interval: "1m" }],
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
            http_config: { authorization: { type: "Bearer", credentials_file: TOKEN_FILE } },
          },
        ],
      },
    ],
  };
  yield { path: "alertmanager/alertmanager.yml", text: HEAD + stringify(config, { lineWidth: 0 }) };
}
