import { join } from "node:path";
import type { Finding } from "../foundation/findings/finding.ts";
import { type ReadCatalogue, readCatalogue } from "../runbooks/catalogue.ts";
import { lintRunbooks } from "../runbooks/lint.ts";
import { LANGUAGES } from "../runbooks/runbook.ts";
import type { MetricCatalogue } from "../slo/model/metric-catalogue.ts";
import type { Slo } from "../slo/model/slo.ts";
import { isProblem, parseExpression } from "../slo/promql/parse.ts";
import { selectorsOf } from "../slo/promql/walk.ts";
import { shownPath } from "./files.ts";

/** What the router's own incidents lead to. */
const NAMED_BY_THE_ROUTER = new Set(["alert-router-silence"]);
/** Series that no program declares: Prometheus makes them itself, or the compiled rules record them. */
const MADE_BY_PROMETHEUS = /^(slo:|(ALERTS|ALERTS_FOR_STATE|up|scrape_duration_seconds|scrape_samples_scraped)$)/;

/** The runbooks of a folder, with what is wrong with their form. */
export function loadRunbooks(folder: string): ReadCatalogue | Finding {
  try {
    return readCatalogue(folder, shownPath);
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
    const message = `the folder of runbooks cannot be read (${reason})`;
    const help = `It holds a folder for each language: ${LANGUAGES.map((language) => join(folder, language)).join(", ")}.`;
    const file = shownPath(folder);
    return { rule: "file-unreadable", file, line: 1, column: 1, length: 1, excerpt: "", message, help };
  }
}

/** What is wrong between runbooks and all SLOs. `now` is in Unix milliseconds. */
export function lintAgainst(
  read: ReadCatalogue,
  {
    slos,
    catalogue,
    now,
  }: { readonly slos: readonly Slo[]; readonly catalogue: MetricCatalogue; readonly now: number },
): Finding[] {
  return lintRunbooks(read, {
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
