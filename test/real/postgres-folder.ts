import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Debian puts each major version of PostgreSQL's server into a folder of its own, none of them on the PATH. */
const DEBIAN = "/usr/lib/postgresql";

/** The folder of the newest version's programs; undefined where they are on the PATH, or nowhere. */
export function postgresFolder(): string | undefined {
  if (!existsSync(DEBIAN)) return undefined;
  return readdirSync(DEBIAN)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(DEBIAN, version, "bin"))
    .find((folder) => existsSync(join(folder, "postgres")));
}
