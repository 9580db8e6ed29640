import { stringify } from "yaml";
import type { FleetFacts } from "./facts.ts";

/** Where Grafana's container expects the JSON files of the dashboards. */
const DASHBOARD_FOLDER = "/var/lib/grafana/dashboards";

/** Tells Grafana to load the dashboards from files (https://grafana.com/docs/grafana/latest/administration/provisioning/). */
export function dashboardProvider(): string {
  return stringify({
    apiVersion: 1,
    providers: [
      {
        name: "slo",
        orgId: 1,
        folder: "SLO",
        folderUid: "slo",
        type: "file",
        // A dashboard whose file is gone goes too.
        disableDeletion: false,
        allowUiUpdates: false,
        updateIntervalSeconds: 30,
        options: { path: DASHBOARD_FOLDER, foldersFromFilesStructure: false },
      },
    ],
  });
}

/** Tells Grafana where Prometheus is and, when traces are kept, where an exemplar's trace opens. */
export function dataSources({ scrapeInterval, prometheusUrl, tempoUrl }: FleetFacts): string {
  const traces = tempoUrl === undefined ? {} : { exemplarTraceIdDestinations: [EXEMPLAR_LINK] };
  const prometheus = {
    ...dataSource("Prometheus", "prometheus", prometheusUrl),
    isDefault: true,
    // `$__rate_interval` is four times this.
    jsonData: { httpMethod: "POST", timeInterval: scrapeInterval, ...traces },
  };
  const tempo = tempoUrl === undefined ? [] : [dataSource("Tempo", "tempo", tempoUrl)];
  return stringify({ apiVersion: 1, prune: true, datasources: [prometheus, ...tempo] });
}

/** `$$` is a dollar sign to provisioning, which would otherwise look for an environment variable. */
const EXEMPLAR_LINK = { name: "trace_id", datasourceUid: "tempo", urlDisplayLabel: "Trace $${__value.raw}" };

function dataSource(name: string, type: string, url: string) {
  return { name, uid: type, type, access: "proxy", url, editable: false };
}
