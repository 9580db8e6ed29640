import type { Finding } from "../../../foundation/findings/finding.ts";
import { FILE_RULES } from "../../../foundation/findings/rules.ts";
import { type YamlPart, YamlSource } from "../../../foundation/findings/yaml-source.ts";
import type { ForeignObject } from "./dialect.ts";

/** A key at the beginning of a line, of a list's item or of JSON, by which other tools' documents tell what they are. */
const TELLING = /^[ \t]*(?:[-{[][ \t]*)*["']?(?:apiVersion|kind|version)["']?[ \t]*:/m;
const LIST = /List$/;

/** The objects of a file, taken out of lists; undefined when none of them is of another tool. */
export function foreignObjects(
  path: string,
  text: string,
): { readonly objects: readonly ForeignObject[]; readonly findings: readonly Finding[] } | undefined {
  if (!TELLING.test(text)) return undefined;
  const { value: documents, findings } = YamlSource.parseAll(path, text);
  const parts = documents.flatMap((document) => partsOf(document.value(), document.at()));
  const isForeign = ({ value }: Candidate): boolean => isRecord(value) && saysWhatItIs(value);
  if (!parts.some(isForeign)) return undefined;
  const strays = parts.filter((part) => !isForeign(part));
  return {
    objects: parts.flatMap(({ value, at }) => (isRecord(value) && saysWhatItIs(value) ? [{ value, at }] : [])),
    findings: [
      ...findings,
      ...strays.map(({ at }) => {
        const advice = "Put it in a file of its own; other tools' objects say their `apiVersion` or `version`.";
        return at.finding(FILE_RULES["yaml-multiple-documents"], "this does not say whose language it is in", advice);
      }),
    ],
  };
}

interface Candidate {
  readonly value: unknown;
  readonly at: YamlPart;
}

/** A document, or the items of one that is a list of objects. What is written as nothing is as if it were not there, as in the tools. */
function partsOf(value: unknown, at: YamlPart): Candidate[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown, index) => partsOf(item, at.at(index)));
  if (!isRecord(value)) return [{ value, at }];
  const { kind, items } = value;
  if (typeof kind === "string" && LIST.test(kind) && Array.isArray(items)) return partsOf(items, at.at("items"));
  return [{ value: withoutNothing(value), at }];
}

function withoutNothing(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutNothingIn(inner)]));
}

function withoutNothingIn(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNothingIn);
  return isRecord(value) ? withoutNothing(value) : value;
}

/** Native definitions have none of these keys, but for a `version` that somebody may think they have. */
function saysWhatItIs(value: Readonly<Record<string, unknown>>): boolean {
  const { version } = value;
  return "apiVersion" in value || "kind" in value || (typeof version === "string" && version.includes("/"));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
