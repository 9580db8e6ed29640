import type { HistogramSeries } from "../../foundation/metrics/histogram-series.ts";
import { DECLARED } from "./declared-metrics.gen.ts";
import type { LabelsOf, Metrics } from "./metrics.ts";

const METRIC = "http_server_request_duration_seconds";

type Labels = LabelsOf<typeof METRIC>;
type Status = Labels["http_response_status_code"];
type Method = Labels["http_request_method"];

const STATUSES = DECLARED[METRIC].labels.http_response_status_code;
const METHODS = DECLARED[METRIC].labels.http_request_method;

export interface RouteDescription {
  readonly component: Labels["app_component"];
  readonly method: string;
  /** What the route was registered with: /api/v1/orders/{orderId}. */
  readonly template: string;
  /** The statuses that are expected; their series start at zero. */
  readonly statuses: readonly number[];
}

/** A registered route with its series, each looked up once. */
export class ObservedRoute {
  readonly name: string;
  readonly template: string;
  readonly #metrics: Metrics;
  readonly #component: Labels["app_component"];
  readonly #method: Method;
  readonly #series = new Map<number, HistogramSeries>();

  constructor(metrics: Metrics, { component, method, template, statuses }: RouteDescription) {
    this.name = `${method} ${template}`;
    this.template = template;
    this.#metrics = metrics;
    this.#component = component;
    this.#method = declaredMethod(method);
    for (const status of statuses) this.series(status);
  }

  series(status: number): HistogramSeries {
    let series = this.#series.get(status);
    if (series === undefined) {
      series = this.#metrics.series(METRIC, {
        app_component: this.#component,
        http_request_method: this.#method,
        http_route: this.template,
        http_response_status_code: declaredStatus(status),
      });
      this.#series.set(status, series);
    }
    return series;
  }
}

export function declaredMethod(method: string | undefined): Method {
  return METHODS.find((known) => known === method) ?? "_OTHER";
}

/** A status that is not declared counts as the first of its class (RFC 9110, 15: as its x00). */
function declaredStatus(status: number): Status {
  const own = String(status);
  return STATUSES.find((known) => known === own) ?? STATUSES.find((known) => known[0] === own[0]) ?? "500";
}
