import { Registry } from "prom-client";

/** What a scraper asks for that wants exemplars. */
export const OPEN_METRICS = Registry.OPENMETRICS_CONTENT_TYPE;
const CLASSIC = Registry.PROMETHEUS_CONTENT_TYPE;

/** The answer to a scrape. */
export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

/** OpenMetrics text in the format that the scraper's Accept header prefers; without that header in the classic one. */
export function expose(openMetrics: string, accept = ""): Exposition {
  const isOpen =
    weight(accept, "application/openmetrics-text") >= Math.max(weight(accept, "text/plain"), Number.EPSILON);
  return isOpen
    ? { contentType: OPEN_METRICS, body: openMetrics }
    : { contentType: CLASSIC, body: classicText(openMetrics) };
}

/** How much an Accept header wants a media type by name, 0 to 1. */
function weight(accept: string, mediaType: string): number {
  const weights = accept.split(",").map((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const quality = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2) ?? "1";
    return type === mediaType ? Number(quality) || 0 : 0;
  });
  return Math.max(0, ...weights);
}

const COUNTER = /^# TYPE (\w+) counter$/;
const DESCRIPTION = /^# (HELP|TYPE) (\w+) /;
/** A sample up to its value; what follows is an exemplar. */
const SAMPLE = /^\w+(?:\{(?:[^"}]|"(?:[^"\\]|\\.)*")*\})? \S+/s;

/** OpenMetrics text in the classic format: without exemplars, and with counters described under the name of their samples. */
function classicText(openMetrics: string): string {
  const lines = openMetrics.replace(/# EOF\n$/, "").split("\n");
  const counters = new Set(lines.map((line) => COUNTER.exec(line)?.[1]));
  const classic = lines.map((line) => {
    if (!line.startsWith("#")) return SAMPLE.exec(line)?.[0] ?? line;
    return line.replace(DESCRIPTION, (start, kind, name) => (counters.has(name) ? `# ${kind} ${name}_total ` : start));
  });
  return classic.join("\n");
}
