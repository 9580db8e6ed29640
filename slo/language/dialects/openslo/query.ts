import { type Finding, hasErrors, type Read } from "../../../../foundation/findings/finding.ts";
import { isProblem, parseExpression } from "../../../promql/parse.ts";
import type { Expression } from "../../../promql/syntax.ts";
import { usesWindow } from "../../../promql/walk.ts";
import type { Field } from "../field.ts";
import type { Query } from "../rates.ts";
import { DIALECT_RULES } from "../rules.ts";
import { SourcedText } from "../sourced-text.ts";
import { overWindow } from "../window-template.ts";
import type { Catalogue } from "./catalogue.ts";

/** Data sources that speak PromQL, in small letters. */
const PROMQL: ReadonlySet<string> = new Set([
  "prometheus",
  "promql",
  "thanos",
  "mimir",
  "cortex",
  "victoriametrics",
  "sloth",
]);
const QUERY_KEYS: readonly string[] = ["query", "promql", "expr"];

/** The query of a metric source of either version. */
export function readQuery(metric: Field, catalogue: Catalogue): Read<Query> {
  const source = metric.get("metricSource");
  return source.isThere ? readSource(source, catalogue) : readAlphaSource(metric);
}

function readSource(source: Field, catalogue: Catalogue): Read<Query> {
  const [ref, own, spec] = [source.get("metricSourceRef"), source.get("type"), source.get("spec")];
  const { data, findings } = readDataSource(ref, own, catalogue);
  for (const key of ["connectionDetails", "type"]) data?.get(key).ignore();
  const query = QUERY_KEYS.map((key) => spec.get(key)).find(({ isThere }) => isThere);
  const wrong = [
    ...wrongType(own.isThere ? own : data?.get("type")),
    ...(query === undefined ? noQuery(spec.isThere ? spec : source) : []),
  ];
  if (query === undefined || hasErrors([...findings, ...wrong])) return { findings: [...findings, ...wrong] };
  return { value: { text: overWindow(query), at: query.at }, findings };
}

/** The data source that a query is sent to; one that is not there matters only where the query does not say what it is. */
function readDataSource(
  ref: Field,
  own: Field,
  catalogue: Catalogue,
): { readonly data?: Field; readonly findings: readonly Finding[] } {
  const known = catalogue.find("DataSource", ref.text);
  if (known !== undefined) return { data: known.get("spec"), findings: [] };
  if (!ref.isThere) return { findings: [] };
  if (!own.isThere) return { findings: catalogue.resolve("DataSource", ref, ref).findings };
  const wrong = `there is no DataSource \`${ref.text ?? ""}\` in these files; the type is enough`;
  return {
    findings: [ref.at.finding(DIALECT_RULES["dialect-field"], wrong, "Name the file that holds it, or take it out.")],
  };
}

function readAlphaSource(metric: Field): Read<Query> {
  metric.get("queryType").ignore();
  const wrong = wrongType(metric.get("source"));
  const query = metric.get("query");
  return wrong.length > 0 ? { findings: wrong } : { value: { text: overWindow(query), at: query.at }, findings: [] };
}

function wrongType(type: Field | undefined): Finding[] {
  const written = type?.text;
  if (type === undefined || written === undefined || PROMQL.has(written.toLowerCase())) return [];
  const advice =
    "Only what a Prometheus measures can become its rules: write the query in PromQL, with type Prometheus.";
  return [type.at.finding(DIALECT_RULES["dialect-source"], `\`${written}\` is no Prometheus`, advice)];
}

function noQuery(spec: Field): Finding[] {
  return [
    spec.at.finding(DIALECT_RULES["dialect-source"], "there is no query here", "Write it under `spec` as `query`."),
  ];
}

/**
 * A query as a rate over `$window`. A counter is read as it grows: bare selectors get a `rate`, fixed ranges of a rate become the window.
 * What is no counter counts by its mean over time.
 */
export function asRate({ text, at }: Query, isCounter: boolean): Query {
  const expression = parseExpression(text.text);
  if (isProblem(expression) || usesWindow(expression)) return { text, at };
  const rated = isCounter ? text.edit(ratesIn(expression)) : text;
  const now = parseExpression(rated.text);
  if (!isProblem(now) && usesWindow(now)) return { text: rated, at };
  return { text: SourcedText.join("avg_over_time((", text, ")[$window:])"), at };
}

interface Edit {
  readonly span: { readonly from: number; readonly to: number };
  readonly words: string;
}

/** What has to be written where, from the beginning of the text to its end, for counters to be read over `$window`. */
function ratesIn(expression: Expression): Edit[] {
  switch (expression.kind) {
    case "selector":
      return [
        { span: { from: expression.from, to: expression.from }, words: "rate(" },
        { span: { from: expression.to, to: expression.to }, words: "[$window])" },
      ];
    case "call": {
      const [of] = expression.arguments;
      if ((expression.function === "rate" || expression.function === "increase") && of?.kind === "matrix")
        return [{ span: { from: of.selector.to, to: of.to }, words: "[$window]" }];
      return expression.arguments.flatMap(ratesIn);
    }
    case "aggregate":
      return expression.arguments.flatMap(ratesIn);
    case "binary":
      return [...ratesIn(expression.left), ...ratesIn(expression.right)];
    case "parenthesis":
    case "unary":
    case "modified":
      return ratesIn(expression.of);
    default:
      return [];
  }
}
