import { closest } from "../../../../foundation/findings/closest.ts";
import type { Read } from "../../../../foundation/findings/finding.ts";
import type { Field } from "../field.ts";
import type { Rates } from "../rates.ts";
import { DIALECT_RULES } from "../rules.ts";
import { SourcedText } from "../sourced-text.ts";

/** What a plugin measures: how it tells bad requests, or which histogram it reads. */
type Measured =
  | { readonly counter: string; readonly bad: string }
  | { readonly histogram: string; readonly ok?: string; readonly always?: string };

type Plugin = Measured & {
  /** Options that it cannot do without, as matchers: label, operator, option. */
  readonly required?: readonly (readonly [label: string, operator: "=" | "=~", option: string])[];
};

const TRAEFIK1 = [["backend", "=~", "backend_regex"]] as const;
const TRAEFIK2 = [["service", "=~", "service_name_regex"]] as const;
const ISTIO = [
  ["destination_service_name", "=", "service"],
  ["destination_service_namespace", "=", "namespace"],
] as const;

/** The common plugins of https://github.com/slok/sloth-common-sli-plugins, by what their READMEs say: metric, bad responses, options. */
const PLUGINS: Readonly<Record<string, Plugin>> = {
  "sloth-common/coredns/availability": { counter: "coredns_dns_responses_total", bad: 'rcode=~"SERVFAIL"' },
  "sloth-common/coredns/latency": { histogram: "coredns_dns_request_duration_seconds" },
  "sloth-common/haproxy/frontend/availability": { counter: "haproxy_frontend_http_responses_total", bad: 'code="5xx"' },
  "sloth-common/istio/v1/availability": {
    counter: "istio_requests_total",
    bad: 'response_code=~"(5..|429)"',
    required: ISTIO,
  },
  "sloth-common/istio/v1/latency": {
    histogram: "istio_request_duration_milliseconds",
    ok: 'code!~"5.."',
    required: ISTIO,
  },
  "sloth-common/kubernetes/apiserver/availability": { counter: "apiserver_request_total", bad: 'code=~"(5..|429)"' },
  "sloth-common/kubernetes/apiserver/latency": {
    histogram: "apiserver_request_duration_seconds",
    always: 'verb!="WATCH"',
  },
  "sloth-common/kubernetes/nginx-ingress/availability": {
    counter: "nginx_ingress_controller_requests",
    bad: 'status=~"(5..|429)"',
  },
  "sloth-common/slok-go-http-metrics/availability": {
    counter: "http_request_duration_seconds_count",
    bad: 'code=~"(5..|429)"',
  },
  "sloth-common/slok-go-http-metrics/latency": { histogram: "http_request_duration_seconds", ok: 'code!~"5.."' },
  "sloth-common/traefik/v1/availability": {
    counter: "traefik_backend_requests_total",
    bad: 'code=~"(5..|429)"',
    required: TRAEFIK1,
  },
  "sloth-common/traefik/v1/latency": {
    histogram: "traefik_backend_request_duration_seconds",
    ok: 'code!~"5.."',
    required: TRAEFIK1,
  },
  "sloth-common/traefik/v2/availability": {
    counter: "traefik_service_requests_total",
    bad: 'code=~"(5..)"',
    required: TRAEFIK2,
  },
  "sloth-common/traefik/v2/latency": {
    histogram: "traefik_service_request_duration_seconds",
    ok: 'code!~"5.."',
    required: TRAEFIK2,
  },
};

/** What the plugin at `plugin` counts; only findings for one that nobody knows, or that lacks an option. */
export function ratesOfPlugin(plugin: Field): Read<Rates> {
  const id = plugin.get("id").text ?? "";
  const known = Object.hasOwn(PLUGINS, id) ? PLUGINS[id] : undefined;
  const refuse = (field: Field, wrong: string, advice: string): Read<never> => {
    plugin.get("options").ignore();
    return { findings: [field.at.finding(DIALECT_RULES["dialect-plugin"], wrong, advice)] };
  };
  if (known === undefined) {
    const near = closest(id, Object.keys(PLUGINS));
    const advice = near === undefined ? "Write what it measures as `events` or `raw`." : `Did you mean \`${near}\`?`;
    return refuse(plugin.get("id"), `the plugin \`${id}\` is not known here`, advice);
  }
  const options = plugin.get("options");
  const required = ("bad" in known ? [] : ["bucket"]).concat((known.required ?? []).map(([, , option]) => option));
  const missing = required.find((option) => (options.get(option).text ?? "").trim() === "");
  if (missing !== undefined)
    return refuse(
      options.isThere ? options : plugin,
      `\`${missing}\` is missing`,
      `\`${id}\` needs it: add it under \`options\`.`,
    );
  const bucket = options.get("bucket").sourced;
  const filter = options.get("filter").sourced?.replace(/^[{},\s]+|[{},\s]+$/g, () => "");
  const isWithoutErrors = /^(?:1|t|true)$/i.test(options.get("exclude_errors").text ?? "");
  const matchers: readonly (SourcedText | string)[][] = [
    ...(filter === undefined || filter.text === "" ? [] : [[filter]]),
    ...(known.required ?? []).map(([label, operator, option]) => [
      `${label}${operator}"`,
      options.get(option).sourced ?? "",
      '"',
    ]),
    ...("bad" in known
      ? []
      : [known.always, isWithoutErrors ? known.ok : undefined].flatMap((text) => text ?? []).map((text) => [text])),
  ];
  const summed = (metric: string, ...more: readonly (SourcedText | string)[][]): SourcedText => {
    const all = [...matchers, ...more].flatMap((matcher, index) => (index === 0 ? matcher : [", ", ...matcher]));
    return SourcedText.join("sum(rate(", metric, ...(all.length === 0 ? [] : ["{", ...all, "}"]), "[$window]))");
  };
  const { at } = plugin;
  const rates: Rates =
    "bad" in known
      ? { bad: { text: summed(known.counter, [known.bad]), at }, total: { text: summed(known.counter), at } }
      : {
          good: { text: summed(`${known.histogram}_bucket`, ['le="', bucket ?? "", '"']), at },
          total: { text: summed(`${known.histogram}_count`), at },
        };
  return { value: rates, findings: [] };
}
