/** `$name`, `${name}`, `${name.field:format}` and `[[name]]` (https://grafana.com/docs/grafana/latest/dashboards/variables/variable-syntax/). */
const REFERENCE = /\$([a-zA-Z_]\w*)|\$\{([a-zA-Z_]\w*)[^}]*\}|\[\[([a-zA-Z_]\w*)(?::\w+)?\]\]/g;

/** What Grafana fills into queries, at a scrape interval of 15 s and a time range of an hour. */
const IN_QUERIES: Readonly<Record<string, string>> = {
  __rate_interval: "1m",
  __interval: "15s",
  __interval_ms: "15000",
  __range: "1h",
  __range_s: "3600",
  __range_ms: "3600000",
  __from: "1767222000000",
  __to: "1767225600000",
  __dashboard: "dashboard",
};

/** What Grafana fills into links, titles and texts besides. */
const ELSEWHERE = [
  "__all",
  "__all_variables",
  "__cell",
  "__data",
  "__field",
  "__name",
  "__org",
  "__searchFilter",
  "__series",
  "__timezone",
  "__url",
  "__url_time_range",
  "__user",
  "__value",
];

export const GRAFANA_VARIABLES: ReadonlySet<string> = new Set([...Object.keys(IN_QUERIES), ...ELSEWHERE]);

/** Stands in for a variable whose value nobody gave: a duration and a label value alike. */
const ANY_VALUE = "1m";

/** The names of all variables that a text refers to. `$1` is a group of a regular expression, not a variable. */
export function references(text: string): string[] {
  return Array.from(text.matchAll(REFERENCE), ([, plain, braced, bracketed]) => plain ?? braced ?? bracketed ?? "");
}

/** A query with its variables filled in: from `values`, else as Grafana would. */
export function expand(query: string, values: Readonly<Record<string, string>> = {}): string {
  return query.replace(REFERENCE, (_, plain?: string, braced?: string, bracketed?: string) => {
    const name = plain ?? braced ?? bracketed ?? "";
    return values[name] ?? IN_QUERIES[name] ?? ANY_VALUE;
  });
}
