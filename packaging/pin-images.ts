import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./bundle.ts";
import { imagesIn, pinned } from "./image-references.ts";

/*
 * Asks each registry for the digest behind a name and version, and writes it beside them. Needs Docker's client with buildx, but no
 * engine. `--check` writes nothing and fails when an image has no digest.
 */
const FILES = ["docker-compose.yml", "Dockerfile"].map((name) => join(ROOT, name));

if (process.argv.includes("--check")) {
  const loose = FILES.flatMap((file) => imagesIn(readFileSync(file, "utf8"))).filter(
    ({ digest }) => digest === undefined,
  );
  for (const { image } of loose) console.log(`${image} has no digest`);
  process.exitCode = loose.length === 0 ? 0 : 1;
} else {
  for (const file of FILES) {
    const text = readFileSync(file, "utf8");
    const digests = new Map(imagesIn(text).map(({ image }) => [image, digestOf(image)]));
    writeFileSync(file, pinned(text, digests));
  }
}

/** Of the index over all architectures. */
function digestOf(image: string): string {
  const args = ["buildx", "imagetools", "inspect", image, "--format", "{{.Manifest.Digest}}"];
  return execFileSync("docker", args, { encoding: "utf8" }).trim();
}
