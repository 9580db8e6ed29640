import type { Finding } from "../../../foundation/findings/finding.ts";
import type { Field } from "./field.ts";
import { DIALECT_RULES } from "./rules.ts";

const TOLD: readonly string[] = ["labels", "annotations", "namespace"];

/** What is lost of a Kubernetes object's metadata besides what its reader took. */
export function lostMetadata(metadata: Field, used: ReadonlySet<Field> = new Set()): Finding[] {
  const told = metadata.entries.flatMap(([key, field]): string[] => {
    if (used.has(field) || !TOLD.includes(key)) return [];
    const inner = field.entries;
    if (inner.length === 0) return [`\`${key}\``];
    return inner.flatMap(([name, one]) => (used.has(one) ? [] : [`\`${key}.${name}\``]));
  });
  metadata.ignore();
  if (told.length === 0) return [];
  const wrong = `${told.join(", ")} of this object ${told.length === 1 ? "is" : "are"} not passed on`;
  const advice = "Label what the target prometheus-operator writes where it is applied, with kustomize for example.";
  return [metadata.at.keyFinding(DIALECT_RULES["dialect-resource"], wrong, advice)];
}
