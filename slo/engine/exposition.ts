/** One line of what a target exposes. Its labels stay text until somebody needs them: most scrapes bring the series of the last. */
export interface ExposedSample {
  readonly name: string;
  /** What stands between the braces. */
  readonly labels: string;
  readonly value: number;
}

/** What a target answered is not the text format; the message says in which line. */
export class ExpositionError extends Error {}

const NAME = /[a-zA-Z_:][a-zA-Z0-9_:]*/y;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\\n]|\\.)*)"\s*(,|$)/y;
const SHOWN = 60;

/**
 * The samples of the metrics that are wanted, from the Prometheus text format 0.0.4 or OpenMetrics
 * (https://prometheus.io/docs/instrumenting/exposition_formats). Timestamps and exemplars are passed over: a sample is of
 * the moment of its scrape. Throws an ExpositionError.
 */
export function parseExposition(text: string, wanted: ReadonlySet<string>): ExposedSample[] {
  const samples: ExposedSample[] = [];
  let number = 0;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from);
    const to = end === -1 ? text.length : end;
    number++;
    const first = text.charCodeAt(from);
    // Comments, HELP and TYPE begin with #; a carriage return is what is left of an empty line.
    if (first !== 35 && first !== 10 && first !== 13) {
      const sample = readLine(text, from, to, number, wanted);
      if (sample !== undefined) samples.push(sample);
    }
    from = to + 1;
  }
  return samples;
}

function readLine(
  text: string,
  from: number,
  to: number,
  number: number,
  wanted: ReadonlySet<string>,
): ExposedSample | undefined {
  NAME.lastIndex = from;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) throw wrong(text, from, to, number);
  if (!wanted.has(name)) return undefined;
  const after = from + name.length;
  const close = text[after] === "{" ? endOfLabels(text, after + 1, to) : after - 1;
  if (close === undefined) throw wrong(text, from, to, number);
  const [, value] = /^\s*(\S+)/.exec(text.slice(close + 1, to)) ?? [];
  const parsed = value === undefined ? undefined : numberOf(value);
  if (parsed === undefined) throw wrong(text, from, to, number);
  return { name, labels: close < after ? "" : text.slice(after + 1, close), value: parsed };
}

/** A brace within a label's value does not end the labels. */
function endOfLabels(text: string, from: number, to: number): number | undefined {
  let isQuoted = false;
  for (let at = from; at < to; at++) {
    const character = text.charCodeAt(at);
    if (character === 92) at++;
    else if (character === 34) isQuoted = !isQuoted;
    else if (character === 125 && !isQuoted) return at;
  }
  return undefined;
}

function numberOf(text: string): number | undefined {
  if (text === "NaN") return Number.NaN;
  if (text === "+Inf" || text === "Inf") return Number.POSITIVE_INFINITY;
  if (text === "-Inf") return Number.NEGATIVE_INFINITY;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;
}

/** The labels of a sample. Throws an ExpositionError when they are none. */
export function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = Object.create(null);
  for (let at = 0; at < text.length && text.slice(at).trim() !== ""; ) {
    LABEL.lastIndex = at;
    const match = LABEL.exec(text);
    if (match === null) throw new ExpositionError(`{${text.slice(0, SHOWN)}} are no labels`);
    labels[match[1] ?? ""] = (match[2] ?? "").replace(/\\(.)/g, (_, escaped: string) =>
      escaped === "n" ? "\n" : escaped,
    );
    at = LABEL.lastIndex;
  }
  return labels;
}

function wrong(text: string, from: number, to: number, number: number): ExpositionError {
  const shown = text.slice(from, Math.min(to, from + SHOWN));
  return new ExpositionError(`line ${number} is no sample of the Prometheus text format: ${JSON.stringify(shown)}`);
}
