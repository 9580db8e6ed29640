import type { Advice } from "./advice.ts";

/** An error stops what would be made of the files; a warning is told and stops nothing. */
export type Severity = "error" | "warning";

/** One way in which a file can be wrong. Each room has a table of its own. */
export interface Rule {
  readonly name: string;
  readonly severity: Severity;
  /** What it means, for the page that lists all rules. */
  readonly meaning: string;
}

/** A part of one line of a file. */
export interface Place {
  readonly file: string;
  /** 1-based, like the column. */
  readonly line: number;
  readonly column: number;
  /** Characters to underline, at least 1, within the line. */
  readonly length: number;
  /** The source line, for the caret; empty when there is none. */
  readonly excerpt: string;
}

/** Something in a file that a person wrote. Plain data: how it is printed is the command's business. */
export interface Finding {
  readonly severity: Severity;
  /** The rule's name. */
  readonly rule: string;
  readonly place: Place;
  /** What is wrong. */
  readonly text: string;
  /** What to do about it, one sentence. */
  readonly advice: string;
  /** Texts of which the advice says that they can stand in place of what is marked. */
  readonly instead?: readonly string[];
}

/** What came of reading a text: a value with what was found beside it, or only why there is none. */
export type Read<T> = Found<T> | { readonly value?: undefined; readonly findings: readonly Finding[] };

/** A value, whatever was found. One that comes with errors is what is left without the wrong parts: enough to look at, not to act on. */
export interface Found<T> {
  readonly value: T;
  readonly findings: readonly Finding[];
}

/** Gives each rule of a table the name it stands under. */
export function rulesOf<Name extends string>(
  table: Readonly<Record<Name, Omit<Rule, "name">>>,
): Readonly<Record<Name, Rule>>;
export function rulesOf(table: Readonly<Record<string, Omit<Rule, "name">>>): Readonly<Record<string, Rule>> {
  return Object.fromEntries(Object.entries(table).map(([name, rule]) => [name, { name, ...rule }]));
}

export function finding({ severity, name }: Rule, place: Place, text: string, advice: Advice): Finding {
  const said = typeof advice === "string" ? { advice } : { advice: advice.sentence, instead: advice.instead };
  return { severity, rule: name, place, text, ...said };
}

/** The place of what concerns a file as a whole, or one that nobody could read. */
export function wholeFile(file: string): Place {
  return { file, line: 1, column: 1, length: 1, excerpt: "" };
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === "error");
}

/** In reading order: file, line, column, rule. */
export function byPosition({ place: a, rule }: Finding, { place: b, rule: other }: Finding): number {
  return compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(rule, other);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
