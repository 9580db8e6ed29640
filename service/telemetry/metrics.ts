import type { DECLARED } from "./declared-metrics.gen.ts";

type Declared = typeof DECLARED;
export type MetricName = keyof Declared;
type OfType<Type extends string> = {
  [Name in MetricName]: Declared[Name] extends { readonly type: Type } ? Name : never;
}[MetricName];
export type CounterName = OfType<"counter">;
export type GaugeName = OfType<"gauge">;
export type HistogramName = OfType<"histogram">;

type ValueOf<Values> = Values extends readonly (infer Value)[] ? Value : string;

/** The labels of a metric, each with the values that service/metrics.yaml allows. */
export type LabelsOf<Name extends MetricName> = {
  readonly [Label in keyof Declared[Name]["labels"]]: ValueOf<Declared[Name]["labels"][Label]>;
};
