import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { PROGRAMS, ROLES } from "./programs.ts";

/* What the images hold: `node packaging/build.ts FOLDER` bundles each role into a folder of its own. */
const [out = "dist"] = process.argv.slice(2);
for (const role of ROLES) await bundle(PROGRAMS[role], join(out, role));
