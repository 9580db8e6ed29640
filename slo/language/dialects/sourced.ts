import { type Advice, sentenceOf } from "../../../foundation/findings/advice.ts";
import type { Finding, Place, Rule } from "../../../foundation/findings/finding.ts";
import type { Part, Path } from "../../../foundation/findings/part.ts";
import type { Span } from "../../../foundation/findings/source-text.ts";
import type { YamlPart } from "../../../foundation/findings/yaml-source.ts";
import type { SourcedText } from "./sourced-text.ts";

/** A value of the native language, parts of which know where in a foreign file they come from. What is undefined is left out. */
export type Tree = Sourced | string | number | boolean | undefined | readonly Tree[] | { readonly [key: string]: Tree };

/** A value, and the part of a foreign file that states it. */
export class Sourced {
  readonly value: Tree;
  readonly from: YamlPart;
  /** For a text that is not the very one that stands there. */
  readonly text: SourcedText | undefined;

  constructor(value: Tree | SourcedText, from: YamlPart) {
    this.from = from;
    this.text = isText(value) ? value : undefined;
    this.value = isText(value) ? value.text : value;
  }
}

function isText(value: Tree | SourcedText): value is SourcedText {
  return typeof value === "object" && "edit" in value && typeof value.edit === "function";
}

/** Where one part of a value comes from. */
export interface Origin {
  /** Of the part, in the value. */
  readonly path: Path;
  readonly sourced: Sourced;
}

/** The value without its origins, and these. */
export function unwrap(tree: Sourced): { readonly value: unknown; readonly origins: readonly Origin[] } {
  const origins: Origin[] = [];
  const plain = (node: Tree, path: Path): unknown => {
    if (node instanceof Sourced) {
      origins.push({ path, sourced: node });
      return plain(node.value, path);
    }
    if (typeof node !== "object") return node;
    if (isList(node)) return node.map((item, index) => plain(item, [...path, index]));
    const kept = Object.entries(node).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(kept.map(([key, inner]) => [key, plain(inner, [...path, key])]));
  };
  return { value: plain(tree, []), origins };
}

function isList(node: readonly Tree[] | { readonly [key: string]: Tree }): node is readonly Tree[] {
  return Array.isArray(node);
}

/** A part of a translated definition: what is wrong with it is told where it was written in the foreign file. */
export class TranslatedPart implements Part {
  readonly #origins: ReadonlyMap<string, Sourced>;
  readonly #path: Path;

  private constructor(origins: ReadonlyMap<string, Sourced>, path: Path) {
    this.#origins = origins;
    this.#path = path;
  }

  /** The whole of a definition; its own origin, whose path is empty, is among these. */
  static whole(origins: readonly Origin[]): TranslatedPart {
    return new TranslatedPart(new Map(origins.map(({ path, sourced }) => [keyOf(path), sourced])), []);
  }

  get root(): Part {
    return new TranslatedPart(this.#origins, []);
  }

  at(...path: Path): Part {
    return new TranslatedPart(this.#origins, [...this.#path, ...path]);
  }

  get isThere(): boolean {
    return this.#origins.has(keyOf(this.#path));
  }

  get line(): number {
    return this.#nearest.from.line;
  }

  get place(): Place {
    return this.#nearest.from.place;
  }

  finding(rule: Rule, text: string, advice: Advice, within?: Span): Finding {
    const { from, text: put } = this.#nearest;
    // What is right in place of the native words is not what a file of another tool says.
    const sentence = sentenceOf(advice);
    const exact = within === undefined || !this.isThere ? undefined : put?.finding(rule, text, sentence, within);
    return exact ?? from.finding(rule, text, sentence);
  }

  keyFinding(rule: Rule, text: string, advice: Advice): Finding {
    return this.isThere
      ? this.#nearest.from.keyFinding(rule, text, sentenceOf(advice))
      : this.finding(rule, text, advice);
  }

  /** What states this part, or the nearest part around it of which that is known. */
  get #nearest(): Sourced {
    for (let length = this.#path.length; length >= 0; length -= 1) {
      const found = this.#origins.get(keyOf(this.#path.slice(0, length)));
      if (found !== undefined) return found;
    }
    throw new Error("a translated definition comes from nowhere");
  }
}

function keyOf(path: Path): string {
  return JSON.stringify(path);
}
