import { isProblem, parseSelector } from "../../../promql/parse.ts";
import type { Field } from "../field.ts";
import { type IndicatorRead, indicatorOf, type Query } from "../rates.ts";
import { Sourced, type Tree } from "../sourced.ts";
import { SourcedText } from "../sourced-text.ts";

/** What the indicator counts, as a native one; `grouping` is what the promise is split by. */
export function readIndicator(indicator: Field): IndicatorRead {
  const [kind, written] = indicator.entries[0] ?? ["", indicator];
  const grouping = written.get("grouping");
  const labels = grouping.items.flatMap((item) => (item.text === undefined ? [] : new Sourced(item.text, item.at)));
  const by: Tree = labels.length === 0 ? undefined : new Sourced(labels, grouping.at);
  if (kind === "bool_gauge") {
    const gauge = written.get("metric");
    return { indicator: new Sourced({ probe: { gauge: trimmed(gauge) } }, written.at), by, findings: [] };
  }
  const total = written.get("total").get("metric");
  if (kind === "latencyNative") {
    const latency = written.get("latency");
    const native = {
      histogram: trimmed(total),
      threshold: new Sourced(latency.text, latency.at),
      native: true,
    };
    return { indicator: new Sourced({ latency: native }, written.at), by, findings: [] };
  }
  const part = written.get(kind === "latency" ? "success" : "errors").get("metric");
  const wrong = [part, total].some((field) => isProblem(parseSelector(field.text ?? "")));
  if (wrong) {
    const ratio = { [kind === "latency" ? "good" : "bad"]: trimmed(part), total: trimmed(total) };
    return { indicator: new Sourced({ ratio }, written.at), by, findings: [] };
  }
  const rates = kind === "latency" ? { good: rate(part), total: rate(total) } : { bad: rate(part), total: rate(total) };
  return { ...indicatorOf(rates, written.at), by };
}

function rate(metric: Field): Query {
  return { text: SourcedText.join("sum(rate(", metric.sourced ?? "", "[$window]))"), at: metric.at };
}

function trimmed(metric: Field): Sourced {
  return new Sourced(metric.sourced ?? "", metric.at);
}
