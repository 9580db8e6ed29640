import Type, { type Static, type TSchemaOptions } from "typebox";
import { duration, group, label, name, oneOf, orWord, textOrNumber, wordOr } from "../../foundation/schema/forms.ts";

import { TIME_UNITS } from "../model/histogram-unit.ts";

/* A definition file as people write it, once it fits `slo.schema.json`. */

const selector = (options: TSchemaOptions = {}) =>
  Type.String({
    minLength: 1,
    maxLength: 4096,
    description: 'A metric name with label matchers, without functions: http_requests_total{app_component="orders"}.',
    ...options,
  });

const Expression = Type.String({ minLength: 1, maxLength: 4096, description: "A PromQL expression." });

const Tier = group({
  burn_rate: Type.Number({ exclusiveMinimum: 0, maximum: 100_000 }),
  long_window: duration(),
  short_window: Type.Optional(duration({ description: "A twelfth of the long window by default." })),
});

const Alert = group({
  escalation: Type.Optional(name({ description: "An escalation policy of alerts/routing.yaml." })),
  traffic: Type.Optional(
    Type.Enum(["window", "period"], {
      description: "What divides the bad events of a window: its own traffic, or the period's mean.",
    }),
  ),
  tiers: Type.Optional(Type.Array(Tier, { minItems: 1, maxItems: 4 })),
});

const Alerts = group({
  page: Type.Optional(orWord(Alert, "none", { description: "Wakes somebody; `none` for never." })),
  ticket: Type.Optional(orWord(Alert, "none", { description: "Waits for office hours; `none` for never." })),
  absent: Type.Optional(
    wordOr("none", duration(), {
      description: "How long the signal may be missing before an alert says so; `none` for never. 10m by default.",
    }),
  ),
});

const By = Type.Array(label(), {
  maxItems: 5,
  uniqueItems: true,
  description: "Labels that split the SLO: one budget for each value.",
});

const Indicator = oneOf(
  {
    ratio: group(
      { bad: Type.Optional(selector()), good: Type.Optional(selector()), total: selector() },
      {
        minProperties: 2,
        maxProperties: 2,
        description: "Counters: bad (or good) events over all events.",
        errorMessage: "State `total`, and either the bad or the good events, not both.",
      },
    ),
    latency: group(
      {
        histogram: selector({ description: "The base name, without _bucket or _count." }),
        threshold: textOrNumber({
          description:
            "A duration, or a number in what the histogram counts; a bucket bound, unless the histogram is native.",
        }),
        unit: Type.Optional(
          Type.Enum([...TIME_UNITS], {
            description: "What the histogram counts in. By its name when that ends in a unit, seconds otherwise.",
          }),
        ),
        native: Type.Optional(Type.Boolean()),
      },
      { description: "A histogram: observations slower than the threshold are bad." },
    ),
    probe: group(
      { gauge: selector() },
      { description: "A gauge that is 1 when the probe succeeds and 0 when it fails." },
    ),
    condition: group(
      {
        gauge: Expression,
        op: Type.Enum(["<", "<=", ">", ">=", "==", "!="]),
        threshold: textOrNumber({
          description: "A number, a percentage (80% is 0.8) or a duration (26h is 93600 seconds).",
        }),
      },
      { description: "Time during which `gauge op threshold` does not hold is bad." },
    ),
    promql: group(
      { bad: Expression, total: Expression },
      { description: "Rates per second over $window, summed by the labels in `by`." },
    ),
  },
  {
    description: "What is measured: exactly one kind.",
    errorMessage: "Choose one kind; each SLO has one indicator.",
  },
);

const scrapeInterval = () =>
  Type.Optional(
    duration({
      description: "How often Prometheus scrapes what this reads, 1s to 10m. The configuration's by default.",
    }),
  );

const WrittenSlo = group({
  name: name({ description: "The id of the SLO is <service>-<name>; renaming starts a new history." }),
  title: Type.String({ minLength: 1, maxLength: 200, description: "What the customer gets, in one sentence." }),
  description: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
  objective: textOrNumber({ description: "The share of good events that is promised: 99.9%." }),
  window: Type.Optional(duration({ description: "Rolling period, 1d to 90d." })),
  by: Type.Optional(By),
  scrape_interval: scrapeInterval(),
  indicator: Indicator,
  runbook: Type.Optional(name({ description: "The runbook's id, or `none`; required when the SLO pages." })),
  alerts: Type.Optional(Alerts),
});

export const Definition = group(
  {
    service: name({ description: "The service, as its metrics and its people call it." }),
    owner: name({ description: "The team that answers for it." }),
    tier: Type.Integer({ minimum: 1, maximum: 4, description: "1 is the most important, 4 the least." }),
    defaults: Type.Optional(
      group(
        {
          window: Type.Optional(duration()),
          by: Type.Optional(By),
          scrape_interval: scrapeInterval(),
          alerts: Type.Optional(Alerts),
        },
        { description: "What the SLOs of this file share. An SLO's own keys win." },
      ),
    ),
    slos: Type.Array(WrittenSlo, { minItems: 1 }),
  },
  { title: "Service level objectives of one service" },
);

export type Definition = Static<typeof Definition>;
export type WrittenSlo = Static<typeof WrittenSlo>;
export type WrittenIndicator = Static<typeof Indicator>;
export type WrittenAlerts = Static<typeof Alerts>;
export type WrittenAlert = Static<typeof Alert>;
export type WrittenTier = Static<typeof Tier>;
