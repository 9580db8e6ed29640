import { parser } from "@prometheus-io/lezer-promql";

type Node = ReturnType<typeof parser.parse>["topNode"];

export interface SelectorText {
  readonly name: string;
  /** Only the `label="value"` matchers. */
  readonly equal: ReadonlyMap<string, string>;
}

/** What an expression reads. By the official grammar and not the compiler's own reader, which is under test. */
export function selectorsIn(expression: string): SelectorText[] {
  const found: SelectorText[] = [];
  const text = (node: Node | null) => (node === null ? "" : expression.slice(node.from, node.to));
  parser.parse(expression).iterate({
    enter: ({ node, name }) => {
      if (name !== "VectorSelector") return;
      const equal = new Map<string, string>();
      for (const matcher of node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? []) {
        if (text(matcher.getChild("MatchOp")) !== "=") continue;
        equal.set(text(matcher.getChild("LabelName")), unquoted(text(matcher.getChild("StringLiteral"))));
      }
      const metric = text(node.getChild("Identifier")) || equal.get("__name__");
      if (metric === undefined) throw new Error(`a selector without a metric name in ${expression}`);
      equal.delete("__name__");
      found.push({ name: metric, equal });
    },
  });
  return found;
}

function unquoted(literal: string): string {
  return literal.startsWith('"') ? String(JSON.parse(literal)) : literal.slice(1, -1);
}
