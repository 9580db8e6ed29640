import type { Advice } from "./advice.ts";
import { type Finding, finding, type Place, type Rule } from "./finding.ts";

/** Characters of a file, by offset. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Nobody finds a caret under a longer line: JSON for machines is a single one. */
const LONGEST_EXCERPT = 500;

/** A text with line numbers. */
export class SourceFile {
  readonly path: string;
  /** Without a byte order mark. */
  readonly text: string;
  #lineStarts: number[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text.startsWith("\uFEFF") ? text.slice(1) : text;
  }

  /** 1-based line and column of a character offset, with the text of that line. */
  position(offset: number): { line: number; column: number; excerpt: string } {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const start = starts[low] ?? 0;
    const end = starts[low + 1] ?? this.text.length + 1;
    return { line: low + 1, column: offset - start + 1, excerpt: this.text.slice(start, end - 1).replace(/\r$/, "") };
  }

  /** A finding about a whole line, without the white space around it. */
  lineFinding(rule: Rule, line: number, text: string, advice: Advice): Finding {
    const { excerpt } = this.position(this.#starts()[line - 1] ?? 0);
    const [column, length] = [excerpt.length - excerpt.trimStart().length + 1, Math.max(1, excerpt.trim().length)];
    return finding(rule, { file: this.path, line, column, length, excerpt: excerpt.trimEnd() }, text, advice);
  }

  /** The characters of a span that stand on its first line, at least one. */
  place({ from, to }: Span): Place {
    const { line, column, excerpt } = this.position(from);
    const length = Math.max(1, Math.min(to - from, excerpt.length - column + 1));
    return { file: this.path, line, column, length, excerpt: excerpt.length > LONGEST_EXCERPT ? "" : excerpt };
  }

  finding(rule: Rule, span: Span, text: string, advice: Advice): Finding {
    return finding(rule, this.place(span), text, advice);
  }

  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      this.#lineStarts = [0];
      for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1))
        this.#lineStarts.push(at + 1);
    }
    return this.#lineStarts;
  }
}
