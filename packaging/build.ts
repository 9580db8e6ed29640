import { join } from "node:path";
import { bundle } from "./bundle.ts";
import { ROLES } from "./programs.ts";

/* What the images hold: `node packaging/build.ts FOLDER` bundles each role into a folder of its own. */
const [out = "dist"] = process.argv.slice(2);
for (const role of ROLES) await bundle(role, join(out, role));
