import Type, { type Static } from "typebox";
import { group } from "../../../../foundation/schema/forms.ts";

/* Pyrra's ServiceLevelObjective, read from kubernetes/api/v1alpha1 of https://github.com/pyrra-dev/pyrra (v0.10). */

const metric = () =>
  group({ metric: Type.String({ minLength: 1, maxLength: 4096, description: "A metric with label matchers." }) });

const grouping = () => Type.Optional(Type.Array(Type.String({ minLength: 1 })));

const Indicator = group(
  {
    ratio: Type.Optional(group({ errors: metric(), total: metric(), grouping: grouping() })),
    latency: Type.Optional(group({ success: metric(), total: metric(), grouping: grouping() })),
    latencyNative: Type.Optional(
      group({ latency: Type.String({ minLength: 1 }), total: metric(), grouping: grouping() }),
    ),
    bool_gauge: Type.Optional(group({ metric: Type.String({ minLength: 1, maxLength: 4096 }), grouping: grouping() })),
  },
  {
    minProperties: 1,
    maxProperties: 1,
    errorMessage: "Choose one of ratio, latency, latencyNative and bool_gauge.",
  },
);

const severity = () => Type.Optional(Type.String());
const labels = () => Type.Optional(Type.Unsafe<object>({ type: "object", additionalProperties: { type: "string" } }));

const Alerting = group({
  disabled: Type.Optional(Type.Boolean()),
  burnrates: Type.Optional(Type.Boolean()),
  absent: Type.Optional(Type.Boolean()),
  name: Type.Optional(Type.String()),
  absentName: Type.Optional(Type.String()),
  severities: Type.Optional(
    group({
      absent: severity(),
      fastBurn: severity(),
      mediumBurn: severity(),
      slowBurn: severity(),
      longTermBurn: severity(),
    }),
  ),
});

export const ServiceLevelObjective = group(
  {
    apiVersion: Type.Literal("pyrra.dev/v1alpha1"),
    kind: Type.Literal("ServiceLevelObjective"),
    metadata: Type.Unsafe<object>({
      type: "object",
      required: ["name"],
      properties: { name: { type: "string", minLength: 1 } },
    }),
    spec: group({
      description: Type.Optional(Type.String()),
      target: Type.String({
        pattern: "^\\d+(\\.\\d+)?$",
        description: "A percentage as a text.",
        errorMessage: 'Write a percentage as a text: "99.9".',
      }),
      window: Type.String({ minLength: 1, description: "A rolling window such as 4w." }),
      indicator: Indicator,
      alerting: Type.Optional(Alerting),
      partial_response_strategy: Type.Optional(Type.String()),
      performanceOverAccuracy: Type.Optional(Type.Boolean()),
      ruleOutput: Type.Optional(
        group({
          shortRulesLabels: labels(),
          longRulesLabels: labels(),
          enableDescriptionAsLabel: Type.Optional(Type.Boolean()),
        }),
      ),
    }),
    status: Type.Optional(Type.Unsafe<object>({ type: "object" })),
  },
  { title: "A ServiceLevelObjective of Pyrra" },
);

export type ServiceLevelObjective = Static<typeof ServiceLevelObjective>;
