import { closest } from "../../../../foundation/findings/closest.ts";
import type { Finding } from "../../../../foundation/findings/finding.ts";
import type { Field } from "../field.ts";
import { DIALECT_RULES } from "../rules.ts";

/** The objects of all files that others may refer to, by kind and name. */
export class Catalogue {
  readonly #objects = new Map<string, Map<string, Field>>();
  readonly #used = new Set<Field>();

  add(kind: string, object: Field): void {
    const known = this.#objects.get(kind) ?? new Map<string, Field>();
    known.set(object.get("metadata").get("name").text ?? "", object);
    this.#objects.set(kind, known);
  }

  /** The object that a name stands for; undefined, for whoever does not need it. */
  find(kind: string, name: string | undefined): Field | undefined {
    const found = this.#objects.get(kind)?.get(name ?? "");
    if (found !== undefined) this.#used.add(found);
    return found;
  }

  /** The `spec` of an object, which stands there or is named by `ref`. */
  resolve(
    kind: string,
    ref: Field,
    inline: Field,
  ): { readonly spec?: Field; readonly name?: Field; readonly findings: readonly Finding[] } {
    if (!ref.isThere) {
      inline.get("apiVersion").ignore();
      const said = inline.get("kind");
      const isOther = said.text !== undefined && said.text !== kind;
      const findings = isOther
        ? [
            said.at.finding(
              DIALECT_RULES["dialect-unknown"],
              `a \`${said.text ?? ""}\` cannot stand here`,
              `Write ${kind}.`,
            ),
          ]
        : [];
      const name = inline.get("metadata").get("name");
      name.ignore();
      return { spec: inline.get("spec"), ...(name.isThere ? { name } : {}), findings };
    }
    const found = this.find(kind, ref.text);
    if (found !== undefined) return { spec: found.get("spec"), name: ref, findings: [] };
    const near = closest(ref.text ?? "", this.#objects.get(kind)?.keys() ?? []);
    const advice = near === undefined ? `Name the file that holds it, too.` : `Did you mean \`${near}\`?`;
    const wrong = `there is no ${kind} \`${ref.text ?? ""}\` in these files`;
    return { name: ref, findings: [ref.at.finding(DIALECT_RULES["dialect-reference"], wrong, advice)] };
  }

  /** A word about each object that nothing refers to. */
  unused(): Finding[] {
    return Array.from(this.#objects).flatMap(([kind, objects]) =>
      [...objects.values()].flatMap((object) => {
        if (this.#used.has(object)) return [];
        const advice = "Refer to it from an SLO, or take it out.";
        return [object.get("kind").at.finding(DIALECT_RULES["dialect-field"], `no SLO uses this ${kind}`, advice)];
      }),
    );
  }

  /** The objects that something refers to. */
  get used(): Iterable<Field> {
    return this.#used;
  }
}
