import { Document, isMap, isNode, isPair, isScalar, isSeq, type Node } from "yaml";
import type { Path } from "../../../foundation/findings/part.ts";
import type { YamlSource } from "../../../foundation/findings/yaml-source.ts";
import type { DialectContext, ForeignObject } from "./dialect.ts";
import { readDialects } from "./read-dialects.ts";
import { sharedDefinitions, type WrittenFile } from "./shared-definitions.ts";
import type { Origin } from "./sourced.ts";

/** A native definition file, and what it is called. */
export interface ConvertedFile {
  /** Without a folder: `orders.yaml`. */
  readonly name: string;
  readonly text: string;
}

/** Writes other tools' objects as native definition files, one for each service, with the comments of their files. The same objects always give the same bytes. */
export function convertObjects(objects: readonly ForeignObject[], context: DialectContext): ConvertedFile[] {
  const { definitions } = readDialects(objects, context);
  const files = sharedDefinitions(definitions);
  const documents = files.map(({ value }) => new Document(value));
  const sources = new Set(objects.map(({ at }) => at.source));
  for (const source of sources) placeComments(source, files, documents);
  return files.map(({ name }, index) => ({
    name,
    text: documents[index]?.toString({ lineWidth: 0, flowCollectionPadding: true }) ?? "",
  }));
}

/** Puts each comment of a foreign document above what became of the part that it stands at, or of the nearest part around it. */
function placeComments(source: YamlSource, files: readonly WrittenFile[], documents: readonly Document[]): void {
  for (const { path, text } of source.comments()) {
    const nearest = files
      .flatMap(({ origins }, index) => closest(source, path, origins).map((found) => ({ ...found, index })))
      .reduce<{ readonly path: Path; readonly depth: number; readonly index: number } | undefined>(
        (best, one) => (best === undefined || one.depth > best.depth ? one : best),
        undefined,
      );
    const document = documents[nearest?.index ?? 0];
    if (document !== undefined) addComment(document, nearest?.path ?? [], text);
  }
}

/** The parts of a definition that come from where a comment stands, or from around it; `depth` tells how near. */
function closest(
  source: YamlSource,
  path: Path,
  origins: readonly Origin[],
): { readonly path: Path; readonly depth: number }[] {
  const fits = origins.flatMap(({ path: native, sourced: { from } }) => {
    const isAround = from.source === source && from.path.every((step, index) => step === path[index]);
    return isAround ? [{ path: native, depth: from.path.length }] : [];
  });
  const deepest = Math.max(-1, ...fits.map(({ depth }) => depth));
  const first = fits.find(({ depth }) => depth === deepest);
  return first === undefined ? [] : [first];
}

/** What has no place of its own goes to the nearest place around it, in the end to the beginning of the file. */
function addComment(document: Document, path: Path, text: string): void {
  const node = commented(document, path);
  if (node === undefined && path.length > 0) {
    addComment(document, path.slice(0, -1), text);
    return;
  }
  const place: { commentBefore?: string | null } = node ?? document;
  place.commentBefore = place.commentBefore ? `${place.commentBefore}\n${text}` : text;
}

/** The node above which a comment about a value is written: the value's key, or the item of a list; undefined for the whole. */
function commented(document: Document, path: Path): Node | undefined {
  const last = path.at(-1);
  if (last === undefined) return undefined;
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === last);
    return isNode(pair?.key) ? pair.key : undefined;
  }
  const item = isSeq(parent) && typeof last === "number" ? parent.items[last] : undefined;
  return isNode(item) ? item : undefined;
}
