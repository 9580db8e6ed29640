import type { Finding, Rule } from "../../../foundation/findings/finding.ts";
import type { YamlPart } from "../../../foundation/findings/yaml-source.ts";
import { SourcedText } from "./sourced-text.ts";

/**
 * A value of a foreign document while it is read. It remembers what was asked for, so that whatever nobody asked for can be told: no
 * key of a file is passed over in silence.
 */
export class Field {
  readonly at: YamlPart;
  readonly #value: unknown;
  readonly #children = new Map<string | number, Field>();
  #isTaken = false;

  constructor(value: unknown, at: YamlPart) {
    this.#value = value;
    this.at = at;
  }

  /** Whether it is written, and not as nothing. */
  get isThere(): boolean {
    return this.#value !== undefined && this.#value !== null;
  }

  /** The field under a key, there or not. */
  get(key: string): Field {
    const known = this.#children.get(key);
    if (known !== undefined) return known;
    const value = isRecord(this.#value) && Object.hasOwn(this.#value, key) ? this.#value[key] : undefined;
    const field = new Field(value, this.at.at(key));
    this.#children.set(key, field);
    return field;
  }

  /** The items of a list; none for anything else. */
  get items(): readonly Field[] {
    const list: readonly unknown[] = Array.isArray(this.#value) ? this.#value : [];
    if (Array.isArray(this.#value) && list.length === 0) this.#isTaken = true;
    for (const [index, value] of list.entries())
      if (!this.#children.has(index)) this.#children.set(index, new Field(value, this.at.at(index)));
    return list.flatMap((_, index) => this.#children.get(index) ?? []);
  }

  /** The fields of a group of keys that people choose. */
  get entries(): readonly (readonly [key: string, field: Field])[] {
    if (!isRecord(this.#value)) return [];
    const keys = Object.keys(this.#value);
    if (keys.length === 0) this.#isTaken = true;
    return keys.map((key) => [key, this.get(key)]);
  }

  /** A text, or a number or boolean as one. */
  get text(): string | undefined {
    this.#isTaken = true;
    return typeof this.#value === "string" || typeof this.#value === "number" || typeof this.#value === "boolean"
      ? String(this.#value)
      : undefined;
  }

  /** The text with its place, to take parts of. */
  get sourced(): SourcedText | undefined {
    const { text } = this;
    return text === undefined ? undefined : SourcedText.at(this.at, text);
  }

  get number(): number | undefined {
    this.#isTaken = true;
    return typeof this.#value === "number" ? this.#value : undefined;
  }

  get isTrue(): boolean {
    this.#isTaken = true;
    return this.#value === true;
  }

  get isFalse(): boolean {
    this.#isTaken = true;
    return this.#value === false;
  }

  /** Takes all of it, whatever is in it: it says nothing about the promise. */
  ignore(): void {
    this.#isTaken = true;
  }

  /** Takes all of it, and says what is lost of it when it is there. */
  lose(rule: Rule, text: string, advice: string): Finding[] {
    this.#isTaken = true;
    return this.isThere ? [this.at.keyFinding(rule, text, advice)] : [];
  }

  /** What nobody asked for: the outermost parts of it. */
  *unread(): Generator<Field> {
    if (this.#isTaken || !this.isThere) return;
    const inner = isRecord(this.#value) ? this.entries.map(([, field]) => field) : this.items;
    if (this.#isTaken) return;
    if (inner.length === 0 || !inner.some((field) => field.#wasTouched)) yield this;
    else for (const field of inner) yield* field.unread();
  }

  get #wasTouched(): boolean {
    return this.#isTaken || this.#children.size > 0;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
