import Type, { type Static, type TSchema } from "typebox";
import { group } from "../../../../foundation/schema/forms.ts";

/* OpenSLO, read from its specification (https://github.com/OpenSLO/OpenSLO) and the schemas of its Go SDK: v1, and the SLO and Service of v1alpha. */

const anything = () => Type.Unsafe<object>({ type: "object" });
const text = () => Type.Optional(Type.String());
const duration = () =>
  Type.String({
    pattern: "^[1-9]\\d*[mhdwMQY]$",
    description: "A number and a unit: m, h, d, w, M, Q or Y.",
    errorMessage: "Write a number and one unit: 5m, 1h, 28d, 4w, 1M (a month), 1Q or 1Y.",
  });

const Metadata = group({
  name: Type.String({ minLength: 1 }),
  displayName: text(),
  labels: Type.Optional(
    Type.Unsafe<object>({
      type: "object",
      additionalProperties: { type: ["string", "array", "number", "boolean"], items: { type: "string" } },
    }),
  ),
  annotations: Type.Optional(Type.Unsafe<object>({ type: "object", additionalProperties: { type: "string" } })),
});

const object = <Kind extends string, Spec extends TSchema>(kind: Kind, spec: Spec) =>
  group(
    { apiVersion: Type.Literal("openslo/v1"), kind: Type.Literal(kind), metadata: Metadata, spec },
    { title: `${kind} of OpenSLO` },
  );

/** An object in another one, which need not say what it is. */
const inline = <Spec extends TSchema>(spec: Spec) =>
  group({
    apiVersion: Type.Optional(Type.String()),
    kind: Type.Optional(Type.String()),
    metadata: Type.Optional(Metadata),
    spec,
  });

const MetricSource = group({
  metricSource: group({ metricSourceRef: text(), type: text(), spec: Type.Optional(anything()) }),
});

const SliSpec = group({
  description: text(),
  thresholdMetric: Type.Optional(MetricSource),
  ratioMetric: Type.Optional(
    group({
      counter: Type.Optional(Type.Boolean()),
      good: Type.Optional(MetricSource),
      bad: Type.Optional(MetricSource),
      total: Type.Optional(MetricSource),
      raw: Type.Optional(MetricSource),
      rawType: Type.Optional(Type.Enum(["success", "failure"])),
    }),
  ),
});

const Operator = Type.Enum(["lt", "lte", "gt", "gte"]);
const Methods = Type.Enum(["Occurrences", "Timeslices", "RatioTimeslices"]);
const share = () => Type.Number({ minimum: 0, maximum: 1, description: "A share between 0 and 1." });

const Calendar = group({ startTime: Type.String(), timeZone: Type.String() });

const Objective = group({
  displayName: text(),
  op: Type.Optional(Operator),
  value: Type.Optional(Type.Number()),
  target: Type.Optional(share()),
  targetPercent: Type.Optional(Type.Number({ minimum: 0, maximum: 100 })),
  timeSliceTarget: Type.Optional(share()),
  timeSliceWindow: Type.Optional(
    Type.Unsafe<string | number>({
      type: ["string", "number"],
      description: "A duration such as 1m, or a number of minutes.",
    }),
  ),
  indicator: Type.Optional(inline(SliSpec)),
  indicatorRef: text(),
  compositeWeight: Type.Optional(Type.Number()),
});

const AlertConditionSpec = group({
  description: text(),
  severity: Type.String(),
  condition: group({
    kind: Type.Optional(Type.Enum(["burnrate", "Burnrate"])),
    op: Type.Optional(Operator),
    threshold: Type.Number({ exclusiveMinimum: 0, description: "A burn rate above 0." }),
    lookbackWindow: duration(),
    alertAfter: Type.Optional(
      Type.String({ pattern: "^\\d+[mhdwMQY]$", errorMessage: "Write a number and one unit: 5m." }),
    ),
  }),
});

const TargetSpec = group({ description: text(), target: Type.String() });

/** A reference to an object, or the object itself. */
const refOr = <Key extends string, Spec extends TSchema>(key: Key, spec: Spec) =>
  group({
    [key]: Type.Optional(Type.String()),
    apiVersion: Type.Optional(Type.String()),
    kind: Type.Optional(Type.String()),
    metadata: Type.Optional(Metadata),
    spec: Type.Optional(spec),
  });

const AlertPolicySpec = group({
  description: text(),
  alertWhenNoData: Type.Optional(Type.Boolean()),
  alertWhenResolved: Type.Optional(Type.Boolean()),
  alertWhenBreaching: Type.Optional(Type.Boolean()),
  conditions: Type.Array(refOr("conditionRef", AlertConditionSpec)),
  notificationTargets: Type.Optional(Type.Array(refOr("targetRef", TargetSpec))),
});

export const OpenSlo = object(
  "SLO",
  group({
    description: text(),
    service: Type.String({ minLength: 1 }),
    indicator: Type.Optional(inline(SliSpec)),
    indicatorRef: text(),
    timeWindow: Type.Optional(
      Type.Array(
        group({ duration: duration(), isRolling: Type.Optional(Type.Boolean()), calendar: Type.Optional(Calendar) }),
        { maxItems: 1 },
      ),
    ),
    budgetingMethod: Type.Optional(Methods),
    objectives: Type.Array(Objective, { minItems: 1 }),
    alertPolicies: Type.Optional(Type.Array(refOr("alertPolicyRef", AlertPolicySpec))),
  }),
);

export const OpenSli = object("SLI", SliSpec);
export const OpenAlertPolicy = object("AlertPolicy", AlertPolicySpec);
export const OpenAlertCondition = object("AlertCondition", AlertConditionSpec);
export const OpenAlertTarget = object("AlertNotificationTarget", TargetSpec);
export const OpenDataSource = object(
  "DataSource",
  group({
    description: text(),
    type: Type.String(),
    connectionDetails: Type.Optional(Type.Unsafe<object>({ type: ["object", "array"] })),
  }),
);

/** The Service of both versions. */
export const OpenService = group(
  {
    apiVersion: Type.Enum(["openslo/v1", "openslo/v1alpha"]),
    kind: Type.Literal("Service"),
    metadata: Metadata,
    spec: Type.Optional(group({ description: text() })),
  },
  { title: "Service of OpenSLO" },
);

const AlphaSource = group({ source: text(), queryType: text(), query: Type.String({ minLength: 1 }) });

export const AlphaSlo = group(
  {
    apiVersion: Type.Literal("openslo/v1alpha"),
    kind: Type.Literal("SLO"),
    metadata: Metadata,
    spec: group({
      description: text(),
      service: Type.String({ minLength: 1 }),
      indicator: Type.Optional(group({ thresholdMetric: AlphaSource })),
      timeWindows: Type.Optional(
        Type.Array(
          group({
            unit: Type.Enum(["Second", "Day", "Week", "Month", "Quarter"]),
            count: Type.Integer({ minimum: 1 }),
            isRolling: Type.Optional(Type.Boolean()),
            calendar: Type.Optional(Calendar),
          }),
          { maxItems: 1 },
        ),
      ),
      budgetingMethod: Type.Optional(Methods),
      objectives: Type.Array(
        group({
          displayName: text(),
          op: Type.Optional(Operator),
          value: Type.Optional(Type.Number()),
          target: share(),
          timeSliceTarget: Type.Optional(share()),
          ratioMetrics: Type.Optional(
            group({ incremental: Type.Optional(Type.Boolean()), good: AlphaSource, total: AlphaSource }),
          ),
        }),
        { minItems: 1 },
      ),
    }),
  },
  { title: "SLO of OpenSLO v1alpha" },
);

export type OpenSlo = Static<typeof OpenSlo>;
export type OpenSli = Static<typeof OpenSli>;
export type OpenAlertPolicy = Static<typeof OpenAlertPolicy>;
export type OpenAlertCondition = Static<typeof OpenAlertCondition>;
export type OpenAlertTarget = Static<typeof OpenAlertTarget>;
export type OpenDataSource = Static<typeof OpenDataSource>;
export type OpenService = Static<typeof OpenService>;
export type AlphaSlo = Static<typeof AlphaSlo>;
