/** PromQL as plain values: what `parse` makes and `print` writes. Offsets (`from`, `to`) count characters of the parsed text. */

/** Where a node stands in the parsed text. */
export interface Located {
  readonly from: number;
  readonly to: number;
}

export type MatchOperator = "=" | "!=" | "=~" | "!~";

export interface Matcher extends Located {
  readonly label: string;
  readonly operator: MatchOperator;
  readonly value: string;
}

/** A vector selector: one metric name and label matchers. */
export interface Selector extends Located {
  readonly kind: "selector";
  readonly metric: string;
  readonly matchers: readonly Matcher[];
}

/** A stretch of time in a range, a resolution or an offset: milliseconds, or `$window`, which the compiler fills in. */
export type Range = number | "$window";

export interface MatrixSelector extends Located {
  readonly kind: "matrix";
  readonly selector: Selector;
  readonly range: Range;
}

export interface Subquery extends Located {
  readonly kind: "subquery";
  readonly of: Expression;
  readonly range: Range;
  /** Resolution; the evaluation interval when absent. */
  readonly step?: Range;
}

/** Another moment than the evaluation's. */
export type Modifier =
  | { readonly kind: "offset"; readonly by: Range; readonly isAhead: boolean }
  /** `@`: Unix seconds as written, `start()` or `end()`. */
  | { readonly kind: "at"; readonly moment: string };

export interface Modified extends Located {
  readonly kind: "modified";
  readonly of: Expression;
  readonly modifier: Modifier;
}

export interface Call extends Located {
  readonly kind: "call";
  readonly function: string;
  readonly arguments: readonly Expression[];
}

export interface Aggregate extends Located {
  readonly kind: "aggregate";
  readonly operator: string;
  readonly grouping?: { readonly mode: "by" | "without"; readonly labels: readonly string[] };
  readonly arguments: readonly Expression[];
}

/** Which labels two vectors find each other by: `on (bank) group_left (region)`. */
export interface VectorMatching {
  readonly mode: "on" | "ignoring";
  readonly labels: readonly string[];
  /** The side of which several may find one of the other, and the labels that it takes over. */
  readonly group?: { readonly many: "left" | "right"; readonly labels: readonly string[] };
}

export interface Binary extends Located {
  readonly kind: "binary";
  readonly operator: string;
  readonly bool: boolean;
  readonly matching?: VectorMatching;
  readonly left: Expression;
  readonly right: Expression;
}

export interface Unary extends Located {
  readonly kind: "unary";
  readonly operator: string;
  readonly of: Expression;
}

export interface Parenthesis extends Located {
  readonly kind: "parenthesis";
  readonly of: Expression;
}

export interface NumberLiteral extends Located {
  readonly kind: "number";
  readonly text: string;
}

/** `$window` where a number stands: its seconds. */
export interface WindowSeconds extends Located {
  readonly kind: "window";
}

export interface StringLiteral extends Located {
  readonly kind: "string";
  readonly value: string;
}

export type Expression =
  | Selector
  | MatrixSelector
  | Subquery
  | Modified
  | Call
  | Aggregate
  | Binary
  | Unary
  | Parenthesis
  | NumberLiteral
  | WindowSeconds
  | StringLiteral;

/** What is wrong with a PromQL text, and where. */
export interface PromqlProblem extends Located {
  readonly message: string;
  /** What to write in place of it, where that is clear. */
  readonly instead?: string;
}
