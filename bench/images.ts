import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { table } from "../cli/table.ts";
import { layOutImages } from "../test/image/lay-out.ts";
import { sizeOf } from "../test/image/size.ts";
import { ROOT } from "./compile-process.ts";

/** What each role's image holds besides the image that it stands on, laid out as the Dockerfile says. */
export function benchImages(): void {
  const folder = mkdtempSync(join(tmpdir(), "images-"));
  try {
    const image = layOutImages(ROOT, folder);
    const rows = ["compiler", "service", "router"].map((role) => {
      const { files, megabytes } = sizeOf(image(role));
      return [role, String(files), megabytes.toFixed(1)];
    });
    const packages = execFileSync("du", ["--bytes", "--summarize", join(folder, "programs/app/node_modules")], {
      encoding: "utf8",
    });
    rows.push(["packages that they were bundled from", "", (Number.parseInt(packages, 10) / 1_000_000).toFixed(1)]);
    process.stdout.write(
      `Images, without what they stand on\n${table(["what", "files", "MB"], rows, new Set(["files", "MB"]))}\n`,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
