import type { Finding } from "../foundation/findings/finding.ts";
import type { Catalogue as Runbooks } from "../runbooks/catalogue.ts";
import { lintRunbooks } from "../runbooks/lint.ts";
import type { MetricCatalogue } from "../slo/model/metric-catalogue.ts";
import type { Slo } from "../slo/model/slo.ts";
import { isProblem, parseExpression } from "../slo/promql/parse.ts";
import { selectorsOf } from "../slo/promql/walk.ts";

/** What the router's own incidents lead to. */
const NAMED_BY_THE_ROUTER = new Set(["alert-router-silence"]);
/** Series that no program declares: Prometheus makes them itself, or the compiled rules record them. */
const MADE_BY_PROMETHEUS = /^(slo:|(ALERTS|ALERTS_FOR_STATE|up|scrape_duration_seconds|scrape_samples_scraped)$)/;

/** What is wrong between runbooks and all SLOs. `now` is in Unix milliseconds; without it nothing is too old. */
export function lintAgainst(
  runbooks: Runbooks,
  {
    slos,
    catalogue,
    now,
  }: { readonly slos: readonly Slo[]; readonly catalogue: MetricCatalogue; readonly now: number | undefined },
): Finding[] {
  return lintRunbooks(runbooks, {
    slos: new Map(slos.map(({ id, runbook }) => [id, runbook])),
    alsoUsed: NAMED_BY_THE_ROUTER,
    checkQuery: (query) => problemOf(query, catalogue),
    now,
  });
}

function problemOf(query: string, catalogue: MetricCatalogue): string | undefined {
  const expression = parseExpression(query);
  if (isProblem(expression)) return expression.message;
  if (catalogue.isEmpty) return undefined;
  const names = selectorsOf(expression).flatMap(({ metric }) => metric ?? []);
  const unknown = names.find((name) => !MADE_BY_PROMETHEUS.test(name) && catalogue.series(name) === undefined);
  return unknown === undefined ? undefined : `nobody declares the metric \`${unknown}\``;
}
