import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Image } from "./lay-out.ts";

/** What an image holds besides the image that it stands on: files, and megabytes of 1,000,000 bytes. */
export function sizeOf({ root }: Image): { readonly files: number; readonly megabytes: number } {
  const sizes = readdirSync(root, { recursive: true, withFileTypes: true })
    // The base image's Node is a link.
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
  return { files: sizes.length, megabytes: sizes.reduce((sum, size) => sum + size, 0) / 1_000_000 };
}
