import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Writes definition files of `count` SLOs in every shape that a fleet has: ratios, latencies, probes, conditions, two windows, some split. */
export function writeDefinitions(folder: string, count: number, perFile = 20): void {
  mkdirSync(folder, { recursive: true });
  for (let first = 0; first < count; first += perFile) {
    const service = `service-${first / perFile}`;
    const slos = Array.from({ length: Math.min(perFile, count - first) }, (_, index) => slo(service, first + index));
    const head = `service: ${service}\nowner: team-${first % 7}\ntier: ${1 + (first % 4)}\ndefaults:\n  alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } }\nslos:\n`;
    writeFileSync(join(folder, `${service}.yaml`), head + slos.join(""));
  }
}

function slo(service: string, index: number): string {
  const head = `  - name: promise-${index}\n    title: Customers of ${service} get answer ${index}\n    objective: 99.${9 - (index % 5)}%\n    runbook: ${service}\n`;
  const selector = `app_component="${service}", http_route="/api/${index}"`;
  switch (index % 5) {
    case 0:
    case 1:
      return `${head}    indicator:\n      ratio:\n        bad: requests_total{${selector}, code=~"5.."}\n        total: requests_total{${selector}}\n`;
    case 2:
      return `${head}    indicator:\n      latency: { histogram: 'request_duration_seconds{${selector}}', threshold: 200ms }\n`;
    case 3:
      return `${head}    by: [region]\n    indicator:\n      probe: { gauge: 'probe_success{${selector}}' }\n`;
    default:
      return `${head}    window: 28d\n    indicator:\n      condition: { gauge: 'queue_age_seconds{${selector}}', op: "<", threshold: 5m }\n`;
  }
}
