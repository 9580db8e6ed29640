import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ignore from "@balena/dockerignore";

/** The files of a folder that Docker would send to the builder: those that `.dockerignore` leaves. Paths from the folder, with slashes. */
export function buildContext(folder: string): string[] {
  const rules = readFileSync(join(folder, ".dockerignore"), "utf8");
  // CommonJS: its default export is the module.
  const ignored = ignore.default().add(rules);
  // A folder that is left out and of which no rule brings anything back need not be looked into.
  const isClosed = (name: string) => ignored.ignores(name) && !rules.includes(`!${name}`);
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (isClosed(entry.name)) return [];
    const paths = entry.isDirectory() ? filesUnder(folder, entry.name) : [entry.name];
    return paths.filter((path) => !ignored.ignores(path));
  });
}

function filesUnder(folder: string, path: string): string[] {
  return readdirSync(join(folder, path), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesUnder(folder, `${path}/${entry.name}`) : [`${path}/${entry.name}`],
  );
}
