import { MetricCatalogue, readDefinitions } from "../../slo/index.ts";

const DEFINITION = `service: orders
owner: order-team
tier: 1
defaults: { alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } } }
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    indicator: { ratio: { bad: 'requests_total{code="500"}', total: requests_total } }
    runbook: orders
  - name: reachability
    title: Customers reach us
    objective: 99.9%
    indicator: { probe: { gauge: 'probe_success{job="public"}' } }
    runbook: orders
`;

/** What the tests of the engine promise: one SLO from metrics, one from a probe. */
export const ENGINE_SLOS = readDefinitions([{ path: "engine.yaml", text: DEFINITION }], {
  config: { period: 30 * 86_400_000, scrapeInterval: 15_000 },
  catalogue: new MetricCatalogue([]),
}).value;
