/** One finding in a file that a person wrote. Plain data: how it is printed is the command's business. */
export interface Finding {
  /** The name of the rule, as the room that reports it lists it. */
  readonly rule: string;
  readonly file: string;
  /** 1-based, like the column. */
  readonly line: number;
  readonly column: number;
  /** Characters to underline, at least 1, within the line. */
  readonly length: number;
  /** The source line, for the caret; empty when there is none. */
  readonly excerpt: string;
  readonly message: string;
  /** What to do about it, one sentence. */
  readonly help: string;
}

/** In reading order: file, line, column, rule. */
export function byPosition(a: Finding, b: Finding): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.rule, b.rule);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
