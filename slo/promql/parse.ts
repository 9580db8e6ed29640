import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { parseDuration, SECOND } from "./duration.ts";
import { unquote } from "./string-literal.ts";
import type {
  Expression,
  Matcher,
  MatchOperator,
  Modifier,
  PromqlProblem,
  Range,
  Selector,
  VectorMatching,
} from "./syntax.ts";
import { canBeGroupedBy, canNameMetric } from "./words.ts";

/** Stands in for `$window` while the official grammar parses: as long as the variable, so that every offset stays true. */
const WINDOW_VARIABLE = /\$window\b/g;
const WINDOW_STAND_IN = "999999s";
/** How dashboards and other tools write what the compiler calls `$window`. */
const OTHERS_WINDOW = /^(?:\{\{\s*\.?\s*window\s*\}\}|\$\{?\w+\}?)/i;

const NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LABEL = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const NEWER_NAMES = "quoted names are newer PromQL than the compiler takes";

class Rejected extends Error {
  readonly problem: PromqlProblem;

  constructor(message: string, node: { readonly from: number; readonly to: number }, instead?: string) {
    super(message);
    const fix = instead === undefined ? {} : { instead };
    this.problem = { message, from: node.from, to: Math.max(node.to, node.from + 1), ...fix };
  }
}

/**
 * Parses one PromQL expression with the official grammar (`@prometheus-io/lezer-promql`) into plain values.
 * `$window` may stand for any stretch of time (range, resolution, offset) and for a number, its seconds; anywhere else it is a problem. Only classic names are taken (no quoted UTF-8 names): the rules must load in Prometheus 2.
 */
export function parseExpression(text: string): Expression | PromqlProblem {
  const source = text.replace(WINDOW_VARIABLE, WINDOW_STAND_IN);
  const windows = new Set(Array.from(text.matchAll(WINDOW_VARIABLE), (match) => match.index));
  const { topNode } = parser.parse(source);
  return orProblem(() => {
    rejectErrors(topNode, source);
    const root = children(topNode)[0];
    if (root === undefined) throw new Rejected("the expression is empty", topNode);
    const reader = new Reader(source, windows);
    const expression = reader.expression(root);
    rejectStrays(topNode, windows, reader.windowsRead);
    return expression;
  });
}

/** Parses a vector selector: one metric name with label matchers, no range, no function. */
export function parseSelector(text: string): Selector | PromqlProblem {
  const parsed = parseExpression(text);
  if (isProblem(parsed) || parsed.kind === "selector") return parsed;
  return {
    message: 'expected a selector such as metric_name{label="value"}, without functions or ranges',
    from: 0,
    to: text.length,
  };
}

/** Parses label matchers in braces, of no metric: `{severity="page", owner=~"order-.+"}`. */
export function parseMatchers(text: string): readonly Matcher[] | PromqlProblem {
  const message = 'expected matchers in braces, such as {severity="page"}';
  const misshapen = { message, from: 0, to: Math.max(1, text.length) };
  if (!text.trimStart().startsWith("{")) return misshapen;
  return orProblem(() => {
    const { topNode } = parser.parse(text);
    rejectErrors(topNode, text);
    const [selector] = children(topNode);
    return selector?.name === "VectorSelector" ? new Reader(text, new Set()).selected(selector).matchers : misshapen;
  });
}

export function isProblem<T extends object>(value: T | PromqlProblem): value is PromqlProblem {
  return "message" in value;
}

function orProblem<T>(parse: () => T): T | PromqlProblem {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Rejected) return error.problem;
    throw error;
  }
}

/** The nodes of a PromQL node that mean something: comments are dropped. */
function children(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) {
    if (child.name !== "LineComment") found.push(child);
  }
  return found;
}

function rejectErrors(top: SyntaxNode, source: string): void {
  top.cursor().iterate((node) => {
    if (!node.type.isError) return;
    const rest = source.slice(node.from).trimStart();
    if (rest === "")
      throw new Rejected("the expression ends too early", { from: Math.max(0, source.length - 1), to: source.length });
    const word = /^[\w:]+|^./s.exec(rest)?.[0] ?? "";
    const from = source.length - rest.length;
    const before = /([a-zA-Z_]\w*)\s*$/.exec(source.slice(0, from))?.[1];
    const others = OTHERS_WINDOW.exec(rest)?.[0];
    if (others !== undefined)
      throw new Rejected(
        `\`${others}\` is not known here; the window is written \`$window\``,
        { from, to: from + others.length },
        "$window",
      );
    if (word === "(" && before !== undefined)
      throw new Rejected(`\`${before}\` is not a PromQL function`, { from: from - before.length, to: from });
    throw new Rejected(`unexpected \`${word}\``, { from, to: from + word.length });
  });
}

/** Every `$window` has to be read as the window: one that was not stands in a text or a name, where its stand-in would leak into the rules. */
function rejectStrays(top: SyntaxNode, windows: ReadonlySet<number>, read: ReadonlySet<number>): void {
  for (const at of windows) {
    if (read.has(at) || top.resolveInner(at, 1).name === "LineComment") continue;
    throw new Rejected("`$window` means nothing here; it stands for a range, an offset or a number of seconds", {
      from: at,
      to: at + WINDOW_STAND_IN.length,
    });
  }
}

/** An expression before it is told where it stands. */
type Shape = { [K in Expression["kind"]]: Omit<Extract<Expression, { kind: K }>, "from" | "to"> }[Expression["kind"]];

/** Reads lezer's concrete tree into `Expression`s; throws `Rejected` at what we do not take. */
class Reader {
  readonly #source: string;
  readonly #windows: ReadonlySet<number>;
  /** Offsets of those that were understood. */
  readonly windowsRead = new Set<number>();

  constructor(source: string, windows: ReadonlySet<number>) {
    this.#source = source;
    this.#windows = windows;
  }

  expression(node: SyntaxNode): Expression {
    return { ...this.#shape(node), from: node.from, to: node.to };
  }

  #shape(node: SyntaxNode): Shape {
    const parts = children(node);
    switch (node.name) {
      case "VectorSelector":
        return this.#selector(node);
      case "MatrixSelector": {
        const selector = this.expression(this.#part(node, 0));
        if (selector.kind !== "selector") throw new Rejected("a range needs a selector before it", node);
        return { kind: "matrix", selector, range: this.#range(this.#part(node, 1)) };
      }
      case "SubqueryExpr": {
        const step = parts[2] === undefined ? undefined : this.#range(parts[2]);
        const range = this.#range(this.#part(node, 1));
        return {
          kind: "subquery",
          of: this.expression(this.#part(node, 0)),
          range,
          ...(step === undefined ? {} : { step }),
        };
      }
      case "OffsetExpr":
        return {
          kind: "modified",
          of: this.expression(this.#part(node, 0)),
          modifier: this.#offset(this.#part(node, 2)),
        };
      case "StepInvariantExpr": {
        const moment = this.#part(node, 2);
        if (this.#readsWindow(moment.from)) throw new Rejected("`$window` is no moment", moment);
        const text = this.#source.slice(moment.from, node.to).replace(/\s+/g, "");
        return {
          kind: "modified",
          of: this.expression(this.#part(node, 0)),
          modifier: { kind: "at", moment: text },
        };
      }
      case "FunctionCall":
        return {
          kind: "call",
          function: this.#text(this.#part(node, 0)),
          arguments: this.#arguments(parts[1]),
        };
      case "AggregateExpr":
        return this.#aggregate(node, parts);
      case "BinaryExpr":
        return this.#binary(node, parts);
      case "UnaryExpr":
        return { kind: "unary", operator: this.#text(this.#part(node, 0)), of: this.expression(this.#part(node, 1)) };
      case "ParenExpr":
        return { kind: "parenthesis", of: this.expression(this.#part(node, 0)) };
      case "NumberDurationLiteral":
        return this.#number(node);
      case "StringLiteral":
        return { kind: "string", value: this.#string(node) };
      default:
        throw new Rejected(`\`${this.#text(node)}\` is newer PromQL than the compiler takes`, node);
    }
  }

  #aggregate(node: SyntaxNode, parts: readonly SyntaxNode[]): Shape {
    const modifier = parts.find((part) => part.name === "AggregateModifier");
    const body = parts.find((part) => part.name === "FunctionCallBody");
    const base = {
      kind: "aggregate" as const,
      operator: this.#text(this.#part(node, 0)),
      arguments: this.#arguments(body),
    };
    if (modifier === undefined) return base;
    const mode = this.#text(this.#part(modifier, 0)).toLowerCase() === "without" ? "without" : "by";
    const labels = this.#labels(this.#part(modifier, 1));
    return { ...base, grouping: { mode, labels } };
  }

  #binary(node: SyntaxNode, parts: readonly SyntaxNode[]): Shape {
    const [left, operator, ...rest] = parts;
    const right = rest.pop();
    if (left === undefined || operator === undefined || right === undefined)
      throw new Rejected("an operand is missing", node);
    const matching = rest.find((part) => part.name === "MatchingModifierClause");
    return {
      kind: "binary",
      operator: this.#text(operator).toLowerCase(),
      bool: rest.some((part) => part.name === "BoolModifier"),
      ...(matching === undefined ? {} : { matching: this.#matching(matching) }),
      left: this.expression(left),
      right: this.expression(right),
    };
  }

  #matching(node: SyntaxNode): VectorMatching {
    const [mode, labels, side, included] = children(node);
    const match = { mode: mode?.name === "On" ? "on" : "ignoring", labels: this.#labels(labels) } as const;
    if (side === undefined) return match;
    return { ...match, group: { many: side.name === "GroupLeft" ? "left" : "right", labels: this.#labels(included) } };
  }

  #labels(node: SyntaxNode | undefined): string[] {
    return node === undefined ? [] : children(node).map((label) => this.#groupingLabel(label));
  }

  #groupingLabel(node: SyntaxNode): string {
    const label = this.#text(node);
    if (!LABEL.test(label)) throw new Rejected(NEWER_NAMES, node);
    if (!canBeGroupedBy(label)) throw new Rejected(`\`${label}\` is a word of PromQL and no label here`, node);
    return label;
  }

  /** The metric that stands before the braces, and everything that stands in them. */
  selected(node: SyntaxNode): { metric: string; matchers: Matcher[] } {
    let metric = "";
    const matchers: Matcher[] = [];
    for (const part of children(node)) {
      if (part.name === "Identifier") metric = this.#text(part);
      else for (const matcher of children(part)) matchers.push(this.#matcher(matcher));
    }
    return { metric, matchers };
  }

  #selector(node: SyntaxNode): Shape {
    const { metric: written, matchers } = this.selected(node);
    const named = matchers.find((matcher) => matcher.label === "__name__");
    const metric = written === "" && named?.operator === "=" ? named.value : written;
    if (!NAME.test(metric)) throw new Rejected("a selector must name one metric", node);
    if (!canNameMetric(metric)) throw new Rejected(`\`${metric}\` is a word of PromQL and names no metric`, node);
    const others = matchers.filter((matcher) => matcher.label !== "__name__");
    return { kind: "selector", metric, matchers: others };
  }

  #matcher(node: SyntaxNode): Matcher {
    const label = this.#text(this.#part(node, 0));
    if (!LABEL.test(label)) throw new Rejected(NEWER_NAMES, node);
    const operator = matchOperator(this.#text(this.#part(node, 1)));
    return { label, operator, value: this.#string(this.#part(node, 2)), from: node.from, to: node.to };
  }

  #arguments(body: SyntaxNode | undefined): Expression[] {
    return body === undefined ? [] : children(body).map((argument) => this.expression(argument));
  }

  /** `5m`, `-5m`, or `$window`. */
  #offset(node: SyntaxNode): Modifier {
    const [sign, duration] = children(node);
    if (sign?.name !== "UnaryOp" || duration === undefined)
      return { kind: "offset", by: this.#range(node), isAhead: false };
    const inner = this.#offset(duration);
    if (inner.kind !== "offset") return inner;
    return { ...inner, isAhead: (this.#text(sign) === "-") !== inner.isAhead };
  }

  #range(node: SyntaxNode): Range {
    const inner = children(node);
    const [only] = inner;
    if (inner.length > 1 || only?.name !== "NumberDurationLiteralInDurationContext")
      throw new Rejected("arithmetic with durations is newer PromQL than the compiler takes", node);
    if (this.#readsWindow(node.from)) return "$window";
    const text = this.#text(node);
    const milliseconds = parseDuration(text);
    if (milliseconds === undefined) throw new Rejected(`\`${text}\` is not a duration such as 5m`, node);
    return milliseconds;
  }

  /** The grammar also takes a text that nobody has ended. */
  #string(node: SyntaxNode): string {
    const literal = this.#text(node);
    if (literal.length < 2 || literal.at(-1) !== literal.at(0)) throw new Rejected("the text has no end", node);
    return unquote(literal);
  }

  #number(node: SyntaxNode): Shape {
    if (this.#readsWindow(node.from)) return { kind: "window" };
    // The grammar counts a sign to the number.
    const from = node.from + 1;
    if (!this.#readsWindow(from)) return { kind: "number", text: plainNumber(this.#text(node)) };
    return { kind: "unary", operator: this.#source.charAt(node.from), of: { kind: "window", from, to: node.to } };
  }

  #readsWindow(offset: number): boolean {
    if (!this.#windows.has(offset)) return false;
    this.windowsRead.add(offset);
    return true;
  }

  #part(node: SyntaxNode, index: number): SyntaxNode {
    const part = children(node)[index];
    if (part === undefined) throw new Rejected("the expression is incomplete", node);
    return part;
  }

  #text(node: SyntaxNode): string {
    return this.#source.slice(node.from, node.to);
  }
}

/** A duration where a number stands is its seconds (Prometheus 2.54 and newer); written as such every version takes it. */
function plainNumber(text: string): string {
  const [, sign = "", duration = ""] = /^([+-]?)(.*)$/.exec(text) ?? [];
  const milliseconds = parseDuration(duration);
  // Prometheus 2.42 knows no `1_000`.
  return milliseconds === undefined ? text.replaceAll("_", "") : `${sign}${milliseconds / SECOND}`;
}

function matchOperator(text: string): MatchOperator {
  return text === "!=" || text === "=~" || text === "!~" ? text : "=";
}
