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

  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      this.#lineStarts = [0];
      for (let at = this.text.indexOf("\n"); at !== -1; at = this.text.indexOf("\n", at + 1))
        this.#lineStarts.push(at + 1);
    }
    return this.#lineStarts;
  }
}
