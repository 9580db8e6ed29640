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
import type { Finding, Place, Read, Rule } from "./finding.ts";
import { FILE_RULES } from "./rules.ts";
import { scalarOffset } from "./scalar-offset.ts";
import { SourceFile, type Span } from "./source-text.ts";

/** Keys and indexes from the root of a document to one of its values. */
export type Path = readonly (string | number)[];

const MAXIMUM_BYTES = 5_000_000;
const DUPLICATE_KEY = ["this key stands here twice", "Keep one of the two."] as const;
const MEND = "Mend the YAML here; a selector inside { } needs quotes around it.";

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
  static parse(path: string, text: string, advice = DEFINITION_ADVICE): Read<YamlSource> {
    const file = new SourceFile(path, text);
    type Words = readonly [text: string, advice: string];
    const refuse = (rule: keyof typeof FILE_RULES, span: Span, ...words: Words): Read<YamlSource> => ({
      findings: [file.finding(FILE_RULES[rule], span, ...words)],
    });
    const start = { from: 0, to: 1 };
    if (text.length > MAXIMUM_BYTES) {
      return refuse(
        "file-too-large",
        start,
        `the file has ${(text.length / 1_000_000).toFixed(1)} MB`,
        advice.tooLarge,
      );
    }
    const documents = parseDocuments(file.text);
    if (documents === "too deep") {
      return refuse("yaml-syntax", start, "the YAML is nested too deeply to read", advice.tooDeep);
    }
    const [document, second] = documents;
    if (document === undefined || document.contents === null) {
      return refuse("yaml-syntax", start, "the file is empty", advice.empty);
    }
    const broken = tellingErrors(document).map(({ code, pos: [from, to], message }) => {
      const words: Words = code === "DUPLICATE_KEY" ? DUPLICATE_KEY : [lowerFirst(message), MEND];
      return file.finding(FILE_RULES["yaml-syntax"], { from, to }, ...words);
    });
    if (broken.length > 0) return { findings: broken };
    if (second !== undefined) {
      const from = second.range[0];
      const span = { from, to: from + 3 };
      return refuse("yaml-multiple-documents", span, "a second document starts here", advice.secondDocument);
    }
    const alias = firstAlias(document, file.text);
    if (alias === undefined) return { value: new YamlSource(file, document), findings: [] };
    const [from = 0, to = from + 1] = alias.range ?? [];
    return refuse("yaml-alias", { from, to }, `\`*${alias.source}\` is an alias`, advice.alias);
  }

  /** The part of the file at `path`, whether or not it is there. */
  at(...path: Path): YamlPart {
    return new YamlPart(this, path);
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

  #node(path: Path): Node | undefined {
    let node: unknown = this.#document.contents;
    for (const step of path) {
      if (isMap(node) || isSeq(node)) node = node.get(step, true);
      else return undefined;
    }
    return isNode(node) && !isAlias(node) ? node : undefined;
  }
}

/** A part of a YAML file, to find fault with. Where it is not there, findings stand at the nearest part around it that is. */
export class YamlPart {
  readonly source: YamlSource;
  readonly path: Path;

  constructor(source: YamlSource, path: Path) {
    this.source = source;
    this.path = path;
  }

  /** A part of this part. */
  at(...path: Path): YamlPart {
    return new YamlPart(this.source, [...this.path, ...path]);
  }

  get isThere(): boolean {
    return this.source.has(this.path);
  }

  /** 1-based. */
  get line(): number {
    return this.source.file.position(this.source.span(this.path).from).line;
  }

  get place(): Place {
    return this.source.file.place(this.source.span(this.path));
  }

  /** A finding about the value, or about some characters of its text. */
  finding(rule: Rule, text: string, advice: string, within?: Span): Finding {
    const span = within === undefined ? this.source.span(this.path) : this.source.spanWithin(this.path, within);
    return this.source.file.finding(rule, span, text, advice);
  }

  /** A finding about the key that the value stands under. */
  keyFinding(rule: Rule, text: string, advice: string): Finding {
    return this.source.file.finding(rule, this.source.keySpan(this.path), text, advice);
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

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
