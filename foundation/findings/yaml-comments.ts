import { type Document, isMap, isNode, isPair, isScalar, isSeq } from "yaml";
import type { Path } from "./part.ts";

/** A comment, and the path of the value at or above which it stands; several lines are one comment. */
export interface YamlComment {
  readonly path: Path;
  readonly text: string;
}

/** Every comment of a document, in the order of its values. */
export function commentsOf(document: Document): YamlComment[] {
  return [...texts([], document.commentBefore), ...commentsIn(document.contents, []), ...texts([], document.comment)];
}

function commentsIn(node: unknown, path: Path): YamlComment[] {
  if (!isNode(node)) return [];
  const inner = isMap(node)
    ? node.items.flatMap((pair) => {
        if (!isPair(pair)) return [];
        const { key, value } = pair;
        const own = [...path, isScalar(key) ? String(key.value) : String(key)];
        return [...commentsIn(key, own), ...commentsIn(value, own)];
      })
    : isSeq(node)
      ? node.items.flatMap((item, index) => commentsIn(item, [...path, index]))
      : [];
  // What stands between a key and the first item of its list is about the item.
  const first = isSeq(node) && node.items.length > 0 ? [...path, 0] : path;
  return [...texts(first, node.commentBefore), ...inner, ...texts(path, node.comment)];
}

function texts(path: Path, text: string | null | undefined): YamlComment[] {
  return text === null || text === undefined || text === "" ? [] : [{ path, text }];
}
