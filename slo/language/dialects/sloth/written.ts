import Type, { type Static, type TSchemaOptions } from "typebox";
import { group } from "../../../../foundation/schema/forms.ts";

/*
 * Sloth's `prometheus/v1` file and its Kubernetes resource, read from pkg/prometheus/api/v1 and pkg/kubernetes/api/sloth/v1 of
 * https://github.com/slok/sloth (v0.16). Both say the same; the file writes its keys with underscores.
 */

/** Texts under names that people choose; YAML may take one for a number or a boolean. */
const texts = (options: TSchemaOptions = {}) =>
  Type.Unsafe<Record<string, string | number | boolean>>({
    type: "object",
    additionalProperties: { type: ["string", "number", "boolean"] },
    ...options,
  });

const query = () => Type.String({ minLength: 1, maxLength: 4096, description: "PromQL over a range of {{.window}}." });

const Chain = group({
  overridePrevious: Type.Optional(Type.Boolean()),
  chain: Type.Array(
    group({
      id: Type.String(),
      config: Type.Optional(Type.Unsafe<object>({ type: "object" })),
      priority: Type.Optional(Type.Integer()),
    }),
  ),
});

const Alert = group({
  disable: Type.Optional(Type.Boolean()),
  labels: Type.Optional(texts()),
  annotations: Type.Optional(texts()),
});

const Plugin = group({ id: Type.String({ minLength: 1 }), options: Type.Optional(texts()) });

const shared = {
  name: Type.String({ minLength: 1, maxLength: 128, description: "What tells it from the others of its service." }),
  description: Type.Optional(Type.String()),
  objective: Type.Number({ exclusiveMinimum: 0, maximum: 100, description: "A percentage such as 99.9." }),
  plugins: Type.Optional(Chain),
  labels: Type.Optional(texts()),
};

const alerting = {
  name: Type.Optional(Type.String()),
  labels: Type.Optional(texts()),
  annotations: Type.Optional(texts()),
};

const one = { minProperties: 1, maxProperties: 1, errorMessage: "Choose one of events, raw and plugin." };

const FileSlo = group({
  ...shared,
  sli: group(
    {
      raw: Type.Optional(group({ error_ratio_query: query() })),
      events: Type.Optional(group({ error_query: query(), total_query: query() })),
      plugin: Type.Optional(Plugin),
    },
    one,
  ),
  alerting: Type.Optional(group({ ...alerting, page_alert: Type.Optional(Alert), ticket_alert: Type.Optional(Alert) })),
});

const ResourceSlo = group({
  ...shared,
  sli: group(
    {
      raw: Type.Optional(group({ errorRatioQuery: query() })),
      events: Type.Optional(group({ errorQuery: query(), totalQuery: query() })),
      plugin: Type.Optional(Plugin),
    },
    one,
  ),
  alerting: Type.Optional(group({ ...alerting, pageAlert: Type.Optional(Alert), ticketAlert: Type.Optional(Alert) })),
});

const service = Type.String({ minLength: 1, description: "The service whose promises these are." });

export const SlothFile = group(
  {
    version: Type.Literal("prometheus/v1"),
    service,
    labels: Type.Optional(texts()),
    slo_plugins: Type.Optional(Chain),
    slos: Type.Array(FileSlo, { minItems: 1 }),
  },
  { title: "A file of Sloth" },
);

export const SlothResource = group(
  {
    apiVersion: Type.Literal("sloth.slok.dev/v1"),
    kind: Type.Literal("PrometheusServiceLevel"),
    metadata: Type.Unsafe<object>({ type: "object" }),
    spec: group({
      service,
      labels: Type.Optional(texts()),
      sloPlugins: Type.Optional(Chain),
      slos: Type.Array(ResourceSlo, { minItems: 1 }),
    }),
    status: Type.Optional(Type.Unsafe<object>({ type: "object" })),
  },
  { title: "A PrometheusServiceLevel of Sloth" },
);

const Window = group({
  errorBudgetPercent: Type.Number({ exclusiveMinimum: 0, maximum: 100 }),
  shortWindow: Type.String(),
  longWindow: Type.String(),
});
const Windows = group({ quick: Window, slow: Window });

export const SlothWindows = group(
  {
    apiVersion: Type.Literal("sloth.slok.dev/v1"),
    kind: Type.Literal("AlertWindows"),
    metadata: Type.Optional(Type.Unsafe<object>({ type: "object" })),
    spec: group({ sloPeriod: Type.String(), page: Windows, ticket: Windows }),
  },
  { title: "Sloth's alert windows for a period" },
);

export type SlothFile = Static<typeof SlothFile>;
export type SlothResource = Static<typeof SlothResource>;
export type SlothWindows = Static<typeof SlothWindows>;
