import type { Labels } from "./labelled-series.ts";

/** What a scraper asks for that wants exemplars. https://prometheus.io/docs/specs/om/open_metrics_spec/ */
export const OPEN_METRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
const CLASSIC = "text/plain; version=0.0.4; charset=utf-8";

/** Links a bucket with one observation's trace. */
export interface Exemplar {
  readonly labels: Labels;
  readonly value: number;
  /** Unix time in seconds. */
  readonly timestamp: number;
}

export interface Sample {
  /** What the sample's name has after its metric's: _bucket. */
  readonly suffix: string;
  readonly labels: Labels;
  readonly value: number;
  readonly exemplar?: Exemplar | undefined;
}

/** A metric with its samples of now. */
export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** The answer to a scrape. */
export interface Exposition {
  readonly contentType: string;
  readonly body: string;
}

/** Metrics as text in the format that the scraper's Accept header prefers; without that header in the classic one. */
export function expose(families: readonly Family[], accept = ""): Exposition {
  const isOpen =
    weight(accept, "application/openmetrics-text") >= Math.max(weight(accept, "text/plain"), Number.EPSILON);
  const text = families.map((family) => (isOpen ? openText(family) : classicText(family))).join("");
  return isOpen ? { contentType: OPEN_METRICS, body: `${text}# EOF\n` } : { contentType: CLASSIC, body: text };
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

/** OpenMetrics describes a counter without the suffix of its samples, and names the unit that a name ends with. */
function openText({ name, type, help, samples }: Family): string {
  const family = type === "counter" ? name.replace(/_total$/, "") : name;
  const unit = /_(seconds|bytes|ratio)$/.exec(family)?.[1];
  return [
    `# TYPE ${family} ${type}\n`,
    unit === undefined ? "" : `# UNIT ${family} ${unit}\n`,
    `# HELP ${family} ${escaped(help)}\n`,
    ...samples.map((sample) => `${sampleText(name, sample)}${exemplarText(sample)}\n`),
  ].join("");
}

function classicText({ name, type, help, samples }: Family): string {
  const head = `# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}\n# TYPE ${name} ${type}\n`;
  return head + samples.map((sample) => `${sampleText(name, sample)}\n`).join("");
}

function sampleText(name: string, { suffix, labels, value }: Sample): string {
  const text = labelsText(labels);
  return `${name}${suffix}${text === "{}" ? "" : text} ${numberText(value)}`;
}

function exemplarText({ exemplar }: Sample): string {
  if (exemplar === undefined) return "";
  return ` # ${labelsText(exemplar.labels)} ${numberText(exemplar.value)} ${exemplar.timestamp}`;
}

function labelsText(labels: Labels): string {
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}="${escaped(value)}"`)
    .join(",")}}`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}
