import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  type Node,
  parseAllDocuments,
  visit,
  type YAMLError,
} from "yaml";
import type { Finding } from "./finding.ts";
import { scalarOffset } from "./scalar-offset.ts";
import { SourceFile } from "./source-text.ts";

/** Keys and indexes from the root of a document to one of its values. */
export type Path = readonly (string | number)[];

/** Characters of a file, by offset. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const MAXIMUM_BYTES = 5_000_000;

/** What to do about a file that is no single plain document; each kind of file has its own words. */
export interface YamlAdvice {
  readonly tooLarge: string;
  readonly tooDeep: string;
  readonly empty: string;
  readonly secondDocument: string;
  readonly alias: string;
}

const DEFINITION_ADVICE: YamlAdvice = {
  tooLarge: "Split it: one file per service, at most 5 MB.",
  tooDeep: "A definition is four levels deep.",
  empty: "Start with `service:`, `owner:`, `tier:` and `slos:`.",
  secondDocument: "Put each service in a file of its own.",
  alias: "Write values out, or put them under `defaults`.",
};

/** A YAML file that a person wrote: its value, and where each part of it stands. */
export class YamlSource {
  readonly file: SourceFile;
  readonly #document: Document;

  private constructor(file: SourceFile, document: Document) {
    this.file = file;
    this.#document = document;
  }

  /** Parses one document. Aliases are refused, so the value is never larger than the text. */
  static parse(path: string, text: string, advice = DEFINITION_ADVICE): YamlSource | Finding[] {
    const file = new SourceFile(path, text);
    const at = (rule: string, span: Span, message: string, help: string): Finding =>
      diagnose(file, rule, span, message, help);
    const start = { from: 0, to: 1 };
    if (text.length > MAXIMUM_BYTES) {
      const size = (text.length / 1_000_000).toFixed(1);
      return [at("file-too-large", start, `the file has ${size} MB`, advice.tooLarge)];
    }
    const documents = parseDocuments(file.text);
    if (documents === "too deep") {
      return [at("yaml-syntax", start, "the YAML is nested too deeply to read", advice.tooDeep)];
    }
    const [document, second] = documents;
    if (document === undefined || document.contents === null) {
      return [at("yaml-syntax", start, "the file is empty", advice.empty)];
    }
    const broken = tellingErrors(document).map(({ code, pos, message }) =>
      code === "DUPLICATE_KEY"
        ? at("yaml-syntax", { from: pos[0], to: pos[1] }, "this key stands here twice", "Keep one of the two.")
        : at(
            "yaml-syntax",
            { from: pos[0], to: pos[1] },
            lowerFirst(message),
            "Mend the YAML here; a selector inside { } needs quotes around it.",
          ),
    );
    if (broken.length > 0) return broken;
    if (second !== undefined) {
      const from = second.range[0];
      return [
        at("yaml-multiple-documents", { from, to: from + 3 }, "a second document starts here", advice.secondDocument),
      ];
    }
    const alias = firstAlias(document, file.text);
    if (alias === undefined) return new YamlSource(file, document);
    const [from = 0, to = from + 1] = alias.range ?? [];
    return [at("yaml-alias", { from, to }, `\`*${alias.source}\` is an alias`, advice.alias)];
  }

  /** The document as plain values. */
  value(): unknown {
    return this.#document.toJS();
  }

  /** Whether the document has a value at `path`. */
  has(path: Path): boolean {
    return this.#node(path) !== undefined;
  }

  /** Where the value at `path` stands, or its nearest parent that exists. */
  span(path: Path): Span {
    const node = this.#node(path);
    if (node === undefined) return path.length === 0 ? { from: 0, to: 1 } : this.span(path.slice(0, -1));
    const [from = 0, to = from + 1] = node.range ?? [];
    return { from, to };
  }

  /** Where the key at `path` stands; the value itself for items of a list. */
  keySpan(path: Path): Span {
    const parent = this.#node(path.slice(0, -1));
    if (isMap(parent)) {
      const pair = parent.items.find(
        (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === path.at(-1),
      );
      if (isNode(pair?.key) && pair.key.range) return { from: pair.key.range[0], to: pair.key.range[1] };
    }
    return this.span(path);
  }

  /** Characters `inner` of the text at `path`, as they stand in the file through quotes, folds and indentation. */
  spanWithin(path: Path, inner: Span): Span {
    const node = this.#node(path);
    if (!isScalar(node) || typeof node.value !== "string") return this.span(path);
    const from = scalarOffset(this.file.text, node, inner.from);
    return { from, to: Math.max(from + 1, scalarOffset(this.file.text, node, inner.to)) };
  }

  diagnose(rule: string, span: Span, message: string, help: string): Finding {
    return diagnose(this.file, rule, span, message, help);
  }

  #node(path: Path): Node | undefined {
    let node: unknown = this.#document.contents;
    for (const step of path) {
      if (isMap(node) || isSeq(node)) node = node.get(step, true);
      else return undefined;
    }
    return isNode(node) && !isAlias(node) ? node : undefined;
  }
}

/** The first `*alias` of a document, whether or not its anchor exists. Looked for only where there is a `*` at all: most files have none. */
function firstAlias(document: Document, text: string): Alias | undefined {
  let first: Alias | undefined;
  if (!text.includes("*")) return undefined;
  visit(document, {
    Alias: (_key, alias) => {
      first = alias;
      return visit.BREAK;
    },
  });
  return first;
}

/** Every duplicate key, and the first of the other errors: those after it mostly follow from it. */
function tellingErrors(document: Document): YAMLError[] {
  const all: YAMLError[] = [...document.errors, ...document.warnings];
  const first = all.find((error) => error.code !== "DUPLICATE_KEY");
  return all.filter((error) => error.code === "DUPLICATE_KEY" || error === first);
}

function parseDocuments(text: string): Document.Parsed[] | "too deep" {
  try {
    return Array.from(parseAllDocuments(text, { prettyErrors: false, uniqueKeys: true }));
  } catch (error) {
    if (error instanceof RangeError) return "too deep";
    throw error;
  }
}

function diagnose(file: SourceFile, rule: string, span: Span, message: string, help: string): Finding {
  const { line, column, excerpt } = file.position(span.from);
  const length = Math.max(1, Math.min(span.to - span.from, excerpt.length - column + 1));
  return { rule, file: file.path, line, column, length, excerpt, message, help };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
