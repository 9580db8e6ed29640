import type { Context } from "@opentelemetry/api";

/**
 * A context as OpenTelemetry defines it. Its own (1.9) are made of closures, which V8 carries over into its old generation
 * together with the span, although nobody holds them any more.
 */
class LinkedContext implements Context {
  readonly #parent: LinkedContext | undefined;
  readonly #key: symbol | undefined;
  readonly #value: unknown;

  constructor(parent?: LinkedContext, key?: symbol, value?: unknown) {
    this.#parent = parent;
    this.#key = key;
    this.#value = value;
  }

  getValue(key: symbol): unknown {
    return key === this.#key ? this.#value : this.#parent?.getValue(key);
  }

  setValue(key: symbol, value: unknown): Context {
    return new LinkedContext(this, key, value);
  }

  deleteValue(key: symbol): Context {
    return new LinkedContext(this, key, undefined);
  }
}

/** What each request's context begins with. */
export const REQUEST_ROOT_CONTEXT: Context = new LinkedContext();
