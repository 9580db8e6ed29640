import { REDACTED } from "./redaction.ts";

const LONGEST_PATH = 256;
/** What we make ourselves: ids, and numbers shorter than a telephone's. */
const OURS = /^(?:[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|\d{1,6})?$/;

/**
 * Paths without what people may have written in them. A name looks like any other word, so only what is known stays: the
 * words of the routes that there are, and ids.
 */
export class KnownPaths {
  readonly #words = new Set<string>();

  /** `template` is a route's: /api/v1/orders/{orderId}. */
  learn(template: string): void {
    for (const word of template.split("/")) if (!word.startsWith("{")) this.#words.add(word);
  }

  /** The path of a request's target, without its query. */
  of(target: string): string {
    const [path = ""] = target.slice(0, LONGEST_PATH).split("?", 1);
    return path
      .split("/")
      .map((segment) => (OURS.test(segment) || this.#words.has(segment) ? segment : REDACTED))
      .join("/");
  }
}
