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
import type { Advice } from "./advice.ts";
import type { Finding, Found, Place, Read, Rule } from "./finding.ts";
import type { Part, Path } from "./part.ts";
import { FILE_RULES } from "./rules.ts";
import { scalarOffset } from "./scalar-offset.ts";
import { SourceFile, type Span } from "./source-text.ts";
import { commentsOf } from "./yaml-comments.ts";

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
    const { value: documents, findings } = parseDocuments(file, advice, false);
    if (documents === undefined) return { findings };
    const [document, second] = documents;
    const refuse = (rule: keyof typeof FILE_RULES, span: Span, wrong: string, what: string): Read<YamlSource> => ({
      findings: [file.finding(FILE_RULES[rule], span, wrong, what)],
    });
    if (document === undefined || document.contents === null)
      return refuse("yaml-syntax", { from: 0, to: 1 }, "the file is empty", advice.empty);
    const broken = problemsOf(file, document);
    if (broken.length > 0) return { findings: broken };
    if (second !== undefined) {
      const from = second.range[0];
      const span = { from, to: from + 3 };
      return refuse("yaml-multiple-documents", span, "a second document starts here", advice.secondDocument);
    }
    const alias = firstAlias(document, file.text);
    if (alias === undefined) return { value: new YamlSource(file, document), findings: [] };
    return refuse("yaml-alias", spanOf(alias), `\`*${alias.source}\` is an alias`, advice.alias);
  }

  /** Parses every document of a file that other tools read, too: aliases are followed, as far as they make no value that is larger than anybody would write. */
  static parseAll(path: string, text: string, advice = DEFINITION_ADVICE): Found<readonly YamlSource[]> {
    const file = new SourceFile(path, text);
    const { value: documents, findings } = parseDocuments(file, advice, true);
    if (documents === undefined) return { value: [], findings };
    const written = documents.filter(({ contents }) => contents !== null);
    if (written.length === 0) {
      const empty = file.finding(FILE_RULES["yaml-syntax"], { from: 0, to: 1 }, "the file is empty", advice.empty);
      return { value: [], findings: [empty] };
    }
    const reads = written.map((document): Read<YamlSource> => {
      const broken = [...problemsOf(file, document)];
      if (broken.length === 0) broken.push(...unreadableValue(file, document));
      return broken.length > 0 ? { findings: broken } : { value: new YamlSource(file, document), findings: [] };
    });
    return {
      value: reads.flatMap(({ value }) => value ?? []),
      findings: reads.flatMap((read) => read.findings),
    };
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

  /** Every comment of the document, each with the value at or above which it stands. */
  comments(): readonly { readonly path: Path; readonly text: string }[] {
    return commentsOf(this.#document);
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
      const parent = this.#resolved(node);
      if (isMap(parent) || isSeq(parent)) node = parent.get(step, true);
      else return undefined;
    }
    const found = this.#resolved(node);
    return isNode(found) ? found : undefined;
  }

  /** Where the value is written that an alias stands for. */
  #resolved(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node;
  }
}

/** A part of a YAML file, to find fault with. Where it is not there, findings stand at the nearest part around it that is. */
export class YamlPart implements Part {
  readonly source: YamlSource;
  readonly path: Path;

  constructor(source: YamlSource, path: Path) {
    this.source = source;
    this.path = path;
  }

  get root(): YamlPart {
    return this.source.at();
  }

  at(...path: Path): YamlPart {
    return new YamlPart(this.source, [...this.path, ...path]);
  }

  get isThere(): boolean {
    return this.source.has(this.path);
  }

  get line(): number {
    return this.source.file.position(this.source.span(this.path).from).line;
  }

  get place(): Place {
    return this.source.file.place(this.source.span(this.path));
  }

  finding(rule: Rule, text: string, advice: Advice, within?: Span): Finding {
    const span = within === undefined ? this.source.span(this.path) : this.source.spanWithin(this.path, within);
    return this.source.file.finding(rule, span, text, advice);
  }

  keyFinding(rule: Rule, text: string, advice: Advice): Finding {
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

/** What keeps a document without errors from being a value: aliases that hold themselves, name nothing or grow like a bomb, and `<<` of something else than keys. */
function unreadableValue(file: SourceFile, document: Document): Finding[] {
  const first = firstAlias(document, file.text);
  const endless = first === undefined ? undefined : selfHeld(document);
  try {
    if (endless === undefined) {
      document.toJS();
      return [];
    }
  } catch (error) {
    if (error instanceof RangeError || !(error instanceof Error)) throw error;
    if (!(error instanceof ReferenceError)) {
      const span = mergeKey(document) ?? { from: 0, to: 1 };
      return [file.finding(FILE_RULES["yaml-syntax"], span, lowerFirst(error.message), "Write the keys out here.")];
    }
  }
  const alias = endless ?? first;
  if (alias === undefined) return [];
  const wrong = `\`*${alias.source}\` names nothing before it, or makes the value larger than can be read`;
  return [file.finding(FILE_RULES["yaml-alias"], spanOf(alias), wrong, "Write the value out here.")];
}

function selfHeld(document: Document): Alias | undefined {
  let found: Alias | undefined;
  visit(document, {
    Alias: (_key, alias, ancestors) => {
      if (!ancestors.some((around) => around === alias.resolve(document))) return undefined;
      found = alias;
      return visit.BREAK;
    },
  });
  return found;
}

function mergeKey(document: Document): Span | undefined {
  let found: Span | undefined;
  visit(document, {
    Pair: (_key, { key }) => {
      if (!isScalar(key) || key.value !== "<<") return undefined;
      found = spanOf(key);
      return visit.BREAK;
    },
  });
  return found;
}

function spanOf(node: Node): Span {
  const [from = 0, to = from + 1] = node.range ?? [];
  return { from, to };
}

function problemsOf(file: SourceFile, document: Document): Finding[] {
  return tellingErrors(document).map(({ code, pos: [from, to], message }) => {
    const [wrong, what] = code === "DUPLICATE_KEY" ? DUPLICATE_KEY : [lowerFirst(message), MEND];
    return file.finding(FILE_RULES["yaml-syntax"], { from, to }, wrong, what);
  });
}

/** Every duplicate key, and the first of the other errors: those after it mostly follow from it. */
function tellingErrors(document: Document): YAMLError[] {
  const all: YAMLError[] = [...document.errors, ...document.warnings];
  const first = all.find((error) => error.code !== "DUPLICATE_KEY");
  return all.filter((error) => error.code === "DUPLICATE_KEY" || error === first);
}

/** All documents of a text, with merge keys (`<<`) where the readers of other tools take them. */
function parseDocuments(file: SourceFile, advice: YamlAdvice, merge: boolean): Read<readonly Document.Parsed[]> {
  const refuse = (rule: keyof typeof FILE_RULES, wrong: string, what: string): Read<never> => ({
    findings: [file.finding(FILE_RULES[rule], { from: 0, to: 1 }, wrong, what)],
  });
  const size = file.text.length;
  if (size > MAXIMUM_BYTES)
    return refuse("file-too-large", `the file has ${(size / 1_000_000).toFixed(1)} MB`, advice.tooLarge);
  try {
    const documents = Array.from(
      parseAllDocuments(file.text, { prettyErrors: false, uniqueKeys: true, logLevel: "error", merge }),
    );
    return { value: documents, findings: [] };
  } catch (error) {
    if (error instanceof RangeError)
      return refuse("yaml-syntax", "the YAML is nested too deeply to read", advice.tooDeep);
    throw error;
  }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
