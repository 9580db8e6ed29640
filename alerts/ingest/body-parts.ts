import type { Labels } from "../routing/routing.ts";

/** Longer ones are cut; the whole stands in the body that is kept. */
const MOST_NAME = 1_024;
const MOST_VALUE = 32_768;
const MOST_TEXTS = 1_000;
const MOST_TOLD = 20;
const CUT = "… (cut)";

/** What was odd about a body, for people to read. The first ones are enough to see what the sender does. */
export class Oddities {
  readonly #told: string[] = [];
  #count = 0;

  /** `pointer` is the place as RFC 6901 writes it; `what` completes a sentence about it. */
  add(pointer: string, what: string): void {
    this.#count++;
    if (this.#told.length < MOST_TOLD) this.#told.push(`${shortened(pointer, 200)} ${what}`);
  }

  /** One sentence for each, undefined when there is none. */
  get text(): string | undefined {
    if (this.#count === 0) return undefined;
    const more = this.#count - this.#told.length;
    return [...this.#told, ...(more > 0 ? [`and ${more} more`] : [])].join("; ");
  }
}

export type Parts = Readonly<Record<string, unknown>>;

/** A JSON object's parts; undefined for anything else. */
export function partsOf(value: unknown): Parts | undefined {
  return isParts(value) ? value : undefined;
}

function isParts(value: unknown): value is Parts {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Names and texts that every database keeps, from whatever stands in their place: numbers and truth values as text, what is
 * nested as JSON, what is null left out. Most are fine, and are not copied.
 */
export function textsOf(value: unknown, pointer: string, oddities: Oddities): Labels {
  if (value === undefined || value === null) return {};
  if (!isParts(value)) {
    oddities.add(pointer, "is not an object of texts and was left out");
    return {};
  }
  const entries = Object.entries(value);
  if (entries.length <= MOST_TEXTS && isAllFine(value)) return value;
  if (entries.length > MOST_TEXTS) oddities.add(pointer, `has ${entries.length} names; ${MOST_TEXTS} were taken`);
  // Made of entries, so that a label named __proto__ is a label.
  return Object.fromEntries(
    entries.slice(0, MOST_TEXTS).flatMap(([name, written]): Array<[string, string]> => {
      const text = textOf(written, `${pointer}/${name}`, oddities);
      return text === undefined ? [] : [[shortened(clean(name), MOST_NAME), text]];
    }),
  );
}

function isAllFine(value: Parts): value is Labels {
  return Object.entries(value).every(
    ([name, text]) =>
      typeof text === "string" &&
      text.length <= MOST_VALUE &&
      name.length <= MOST_NAME &&
      isClean(text) &&
      isClean(name),
  );
}

/** A text that every database keeps, or undefined where there is none. */
export function textOf(written: unknown, pointer: string, oddities: Oddities): string | undefined {
  if (written === undefined || written === null) return undefined;
  if (typeof written !== "string") {
    oddities.add(pointer, "is no text; its JSON was taken");
    return textOf(JSON.stringify(written), pointer, oddities);
  }
  if (written.length > MOST_VALUE) oddities.add(pointer, `has ${written.length} characters and was cut`);
  return shortened(clean(written), MOST_VALUE);
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most - CUT.length).toWellFormed() + CUT;
}

function isClean(text: string): boolean {
  return !text.includes("\u0000") && text.isWellFormed();
}

/** PostgreSQL keeps no NUL, and nobody keeps half a character. */
function clean(text: string): string {
  return isClean(text) ? text : text.replaceAll("\u0000", "\uFFFD").toWellFormed();
}
