import Type, { type Static } from "typebox";
import { group, label, named, orWord } from "../../foundation/schema/forms.ts";

const Metric = group(
  {
    name: Type.String({ pattern: "^[a-zA-Z_:][a-zA-Z0-9_:]*$" }),
    type: Type.Enum(["counter", "gauge", "histogram", "native_histogram"]),
    unit: Type.Optional(Type.String({ minLength: 1, description: "UCUM: s, By, 1." })),
    help: Type.String({ minLength: 1 }),
    labels: Type.Optional(
      named(label(), orWord(Type.Array(Type.String(), { minItems: 1, uniqueItems: true }), "any"), {
        description: "Each label with its allowed values, or `any` where the code bounds them.",
      }),
    ),
    buckets: Type.Optional(
      Type.Array(Type.Number(), {
        minItems: 1,
        uniqueItems: true,
        description: "Upper bounds of a histogram, ascending, without +Inf.",
      }),
    ),
  },
  { if: { properties: { type: { not: { const: "histogram" } } } }, else: { required: ["buckets"] } },
);

/** A metric declaration as people write it, once it fits `metrics.schema.json`. */
export const WrittenMetrics = group(
  {
    target_labels: Type.Optional(
      Type.Array(label(), {
        uniqueItems: true,
        description: "Labels that the scrape adds to every series. A promise may select by them.",
      }),
    ),
    metrics: Type.Array(Metric, { minItems: 1 }),
  },
  { title: "Metrics that a program exposes" },
);
export type WrittenMetrics = Static<typeof WrittenMetrics>;
