import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** A node of the official grammar's tree, with its text. */
export interface Node {
  readonly name: string;
  readonly text: string;
  readonly from: number;
  readonly parent: Node | undefined;
  readonly children: readonly Node[];
}

/** Every node of an expression, parents before children. */
export function* nodes(expr: string): Generator<Node> {
  yield* descendants(wrap(parser.parse(expr).topNode, expr, undefined));
}

/** The nodes above a node, the nearest first. */
export function* ancestors(node: Node): Generator<Node> {
  for (let above = node.parent; above !== undefined; above = above.parent) yield above;
}

/** A node without the parentheses around it. */
export function unwrapped(node: Node): Node {
  const inner = node.children[0];
  return node.name === "ParenExpr" && inner !== undefined ? unwrapped(inner) : node;
}

/** The function that a call names, the operator of an aggregation, else an empty text. */
export function calledName(node: Node): string {
  if (node.name !== "FunctionCall" && node.name !== "AggregateExpr") return "";
  return node.children[0]?.text.toLowerCase() ?? "";
}

export function argumentsOf(call: Node): readonly Node[] {
  return call.children.find(({ name }) => name === "FunctionCallBody")?.children ?? [];
}

/** The metric that a vector selector names outright, else an empty text. */
export function metricOf(selector: Node): string {
  return selector.children.find(({ name }) => name === "Identifier")?.text ?? "";
}

function* descendants(node: Node): Generator<Node> {
  yield node;
  for (const child of node.children) yield* descendants(child);
}

function wrap(syntax: SyntaxNode, expr: string, parent: Node | undefined): Node {
  const children: Node[] = [];
  const { name, from, to } = syntax;
  const node = { name, from, text: expr.slice(from, to), parent, children };
  for (let child = syntax.firstChild; child !== null; child = child.nextSibling) {
    children.push(wrap(child, expr, node));
  }
  return node;
}
