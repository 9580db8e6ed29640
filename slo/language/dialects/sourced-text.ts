import type { Finding, Rule } from "../../../foundation/findings/finding.ts";
import type { Span } from "../../../foundation/findings/source-text.ts";
import type { YamlPart } from "../../../foundation/findings/yaml-source.ts";

/** Some characters, and which of a foreign text they stand for; none for those that a reader adds. */
interface Piece {
  readonly text: string;
  readonly origin?: { readonly part: YamlPart; readonly span: Span };
}

/** A text that is put together from parts of foreign ones: each character knows where it came from. */
export class SourcedText {
  readonly #pieces: readonly Piece[];

  private constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces.filter(({ text }) => text !== "");
  }

  /** The text as it is written at a part of a file. */
  static at(part: YamlPart, text: string): SourcedText {
    return new SourcedText([{ text, origin: { part, span: { from: 0, to: text.length } } }]);
  }

  /** Texts and plain words, one after the other. */
  static join(...parts: readonly (SourcedText | string)[]): SourcedText {
    return new SourcedText(parts.flatMap((part) => (typeof part === "string" ? [{ text: part }] : part.#pieces)));
  }

  get text(): string {
    return this.#pieces.map(({ text }) => text).join("");
  }

  /** Characters `from` to `to`. */
  slice({ from, to }: Span): SourcedText {
    let start = 0;
    return new SourcedText(
      this.#pieces.flatMap((piece): Piece[] => {
        const [first, last] = [Math.max(0, from - start), Math.min(piece.text.length, to - start)];
        start += piece.text.length;
        return first < last ? [part(piece, first, last)] : [];
      }),
    );
  }

  /** The text with other words where `pattern` (global) matches; they stand for what they replace. */
  replace(pattern: RegExp, words: (match: string) => string): SourcedText {
    const matches = Array.from(this.text.matchAll(pattern), ({ 0: found, index }) => ({ found, index }));
    return this.edit(
      matches.map(({ found, index }) => ({ span: { from: index, to: index + found.length }, words: words(found) })),
    );
  }

  /** The text with other words at some spans, which are in order and apart. */
  edit(edits: readonly { readonly span: Span; readonly words: string }[]): SourcedText {
    const kept: (SourcedText | string)[] = [];
    let at = 0;
    for (const { span, words } of edits) {
      kept.push(this.slice({ from: at, to: span.from }), this.#standingFor(span, words));
      at = span.to;
    }
    return SourcedText.join(...kept, this.slice({ from: at, to: Number.POSITIVE_INFINITY }));
  }

  #standingFor(span: Span, words: string): SourcedText {
    const origin = this.slice(span).#pieces.find((piece) => piece.origin !== undefined)?.origin;
    return new SourcedText([{ text: words, ...(origin === undefined ? {} : { origin }) }]);
  }

  /** A finding about some characters; undefined when they stand for nothing that anybody wrote. */
  finding(rule: Rule, text: string, advice: string, within: Span): Finding | undefined {
    const origins = this.slice({ from: within.from, to: Math.max(within.to, within.from + 1) }).#pieces.flatMap(
      ({ origin }) => origin ?? [],
    );
    const [first] = origins;
    if (first === undefined) return undefined;
    const to = Math.max(...origins.filter(({ part }) => part === first.part).map(({ span }) => span.to));
    return first.part.finding(rule, text, advice, { from: first.span.from, to });
  }
}

/** Characters of a piece. Those that stand for a text of another length stand for all of it. */
function part({ text, origin }: Piece, from: number, to: number): Piece {
  if (origin === undefined) return { text: text.slice(from, to) };
  const { span } = origin;
  const isCopy = span.to - span.from === text.length;
  const inner = isCopy ? { from: span.from + from, to: span.from + to } : span;
  return { text: text.slice(from, to), origin: { part: origin.part, span: inner } };
}
