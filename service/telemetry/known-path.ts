import { REDACTED } from "./redaction.ts";

const LONGEST_PATH = 256;
/** What we make ourselves: ids, and numbers shorter than a telephone's. */
const ID = "[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}|\\d{1,6}";
const OURS = new RegExp(`^(?:${ID})?$`);

/**
 * Paths without what people may have written in them. A name looks like any other word, so only what is known stays: the
 * words of the routes that there are, and ids.
 */
export class KnownPaths {
  readonly #words = new Set<string>();
  /** Matches paths of nothing else, which most are. */
  #whole: RegExp | undefined;

  /** `template` is a route's: /api/v1/orders/{orderId}. */
  learn(template: string): void {
    for (const word of template.split("/")) if (!word.startsWith("{")) this.#words.add(word);
    this.#whole = undefined;
  }

  /** The path of a request's target, without its query. */
  of(target: string): string {
    const query = target.indexOf("?");
    const path = target.slice(0, query === -1 || query > LONGEST_PATH ? LONGEST_PATH : query);
    this.#whole ??= new RegExp(`^(?:/(?:${[ID, ...Array.from(this.#words, escaped)].join("|")})?(?![^/]))*$`);
    if (this.#whole.test(path)) return path;
    return path
      .split("/")
      .map((segment) => (OURS.test(segment) || this.#words.has(segment) ? segment : REDACTED))
      .join("/");
  }
}

function escaped(word: string): string {
  return word.replaceAll(/[^\w-]/g, "\\$&");
}
