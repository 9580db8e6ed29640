/** What a program declares of one metric. */
export interface Declaration {
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: Readonly<Record<string, Values>>;
  /** Upper bounds of a histogram, ascending, without +Inf. */
  readonly buckets?: readonly number[];
}

/** All metrics of a program by their names. */
export type Declarations = Readonly<Record<string, Declaration>>;

/** A label's allowed values, or `any` where the code bounds them. */
type Values = readonly string[] | "any";

type OfType<Declared extends Declarations, Type extends Declaration["type"]> = {
  [Name in keyof Declared & string]: Type extends Declared[Name]["type"] ? Name : never;
}[keyof Declared & string];
export type CounterName<Declared extends Declarations> = OfType<Declared, "counter">;
export type GaugeName<Declared extends Declarations> = OfType<Declared, "gauge">;
export type HistogramName<Declared extends Declarations> = OfType<Declared, "histogram">;

type ValueOf<Allowed> = Allowed extends readonly (infer Value extends string)[] ? Value : string;

/** The labels of a metric, each with the values that its declaration allows. */
export type LabelsOf<Declared extends Declarations, Name extends keyof Declared> = {
  readonly [Label in keyof Declared[Name]["labels"]]: ValueOf<Declared[Name]["labels"][Label]>;
};

/** Every set of label values; an open label has none, so that nothing can be expected of it. */
export function combinations(labels: Declaration["labels"]): Record<string, string>[] {
  return Object.entries(labels).reduce<Record<string, string>[]>(
    (sets, [label, values]) =>
      sets.flatMap((set) => (values === "any" ? [] : values.map((value) => ({ ...set, [label]: value })))),
    [{}],
  );
}
