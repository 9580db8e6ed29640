import { didYouMean } from "../../../foundation/findings/advice.ts";
import { closest } from "../../../foundation/findings/closest.ts";
import type { Finding } from "../../../foundation/findings/finding.ts";
import type { Dialect, DialectContext, ForeignObject, Translation } from "./dialect.ts";
import { openslo } from "./openslo/openslo.ts";
import { pyrra } from "./pyrra/pyrra.ts";
import { DIALECT_RULES } from "./rules.ts";
import { sloth } from "./sloth/sloth.ts";

/** Every dialect that is read. A new one is a folder and a line here. */
export const DIALECTS: readonly Dialect[] = [openslo, sloth, pyrra];

const KNOWN = DIALECTS.flatMap(({ versions }) => versions);

/** Translates the objects of all files, each by the dialect that it says it is in. */
export function readDialects(objects: readonly ForeignObject[], context: DialectContext): Translation {
  const byDialect = Map.groupBy(objects, dialectOf);
  const strangers = byDialect.get(undefined) ?? [];
  const translations = DIALECTS.map((dialect) => dialect.read(byDialect.get(dialect) ?? [], context));
  const promising = new Set(objects.filter((object) => dialectOf(object) !== undefined).map(fileOf));
  return {
    definitions: translations.flatMap(({ definitions }) => definitions),
    findings: [
      ...strangers.map((object) => strange(object, promising.has(fileOf(object)))),
      ...translations.flatMap(({ findings }) => findings),
    ],
  };
}

/** The dialect that an object says it is in. */
export function dialectOf({ value }: ForeignObject): Dialect | undefined {
  const version = value["apiVersion"] ?? value["version"];
  return DIALECTS.find(
    ({ versions, kinds }) =>
      versions.some((one) => one === version) &&
      (value["apiVersion"] === undefined || kinds.some((kind) => kind === value["kind"])),
  );
}

/** An object of no dialect: something else beside promises, or a version or kind that nobody reads. */
function strange({ value, at }: ForeignObject, isBesidePromises: boolean): Finding {
  const key = value["apiVersion"] === undefined && value["version"] !== undefined ? "version" : "apiVersion";
  const version = typeof value[key] === "string" ? value[key] : "";
  const kind = typeof value["kind"] === "string" ? value["kind"] : "";
  const sameVersion = DIALECTS.find(({ versions }) => versions.includes(version));
  if (sameVersion !== undefined) {
    const near = closest(kind, sameVersion.kinds);
    const advice = didYouMean(near, `Kinds are: ${sameVersion.kinds.join(", ")}.`);
    return at
      .at("kind")
      .finding(DIALECT_RULES["dialect-unknown"], `${sameVersion.name} has no kind \`${kind}\``, advice);
  }
  const group = version.split("/")[0] ?? "";
  const isOfKnownGroup = KNOWN.some((known) => known.split("/")[0] === group);
  if (isBesidePromises && version !== "" && !isOfKnownGroup) {
    const advice = "Nothing is made of it; keep promises in files of their own.";
    return at
      .at(key)
      .finding(DIALECT_RULES["dialect-other-object"], `a \`${kind}\` is no promise and is left aside`, advice);
  }
  const near = closest(version, KNOWN);
  const known = `Known are: ${KNOWN.join(", ")}.`;
  const wrong = version === "" ? `\`${key}\` does not say what this is` : `nobody here reads \`${version}\``;
  return at
    .at(key)
    .finding(
      DIALECT_RULES["dialect-unknown"],
      wrong,
      near === undefined ? known : `Did you mean \`${near}\`? ${known}`,
    );
}

function fileOf({ at }: ForeignObject): string {
  return at.place.file;
}
