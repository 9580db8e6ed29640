import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import standaloneModule from "ajv/dist/standalone/index.js";
import type { Plugin } from "rolldown";
import { compilerFor } from "../foundation/schema/compile.ts";

const READY = "\0ready-checks";
const CHECK = "\0ready-check:";
/** Schemas of what people write. */
const PURPOSE = "writing";

/**
 * Schemas that are kept as JSON (`*.schema.json`) are compiled when the bundle is made and not at each start. A schema that is not
 * among them, to the letter, is compiled as ever: a bundle may be slower than it could be, never wrong.
 */
export function readyChecks(root: string): Plugin {
  const compiling = join(root, "foundation/schema/compile.ts");
  const schemas = globSync("{alerts,runbooks,slo}/**/*.schema.json", { cwd: root }).map((path) => join(root, path));
  return {
    name: "ready-checks",
    resolveId: {
      filter: { id: [/\/compile\.ts$/, /^\0ready-check/] },
      handler(id, importer) {
        if (id.startsWith("\0")) return id;
        return importer === join(root, "foundation/schema/check.ts") ? READY : undefined;
      },
    },
    load: {
      filter: { id: /^\0ready-check/ },
      handler(id) {
        if (id !== READY) return { code: standalone(id.slice(CHECK.length)), moduleType: "js" };
        for (const schema of schemas) this.addWatchFile(schema);
        const checks = schemas.map((place, index) => ({ place, name: `check${index}` }));
        return [
          ...checks.map(({ place, name }) => `import ${name} from ${JSON.stringify(CHECK + place)};`),
          `const ready = new Map([${checks.map(({ place, name }) => `[${JSON.stringify(keyOf(place))}, ${name}]`).join(", ")}]);`,
          "export function compileSchema(schema, purpose) {",
          `  const found = purpose === ${JSON.stringify(PURPOSE)} ? ready.get(JSON.stringify(schema)) : undefined;`,
          // Loaded when it is needed: most runs of the command never do.
          `  return found ?? require(${JSON.stringify(compiling)}).compileSchema(schema, purpose);`,
          "}",
        ].join("\n");
      },
    },
  };
}

function keyOf(place: string): string {
  return JSON.stringify(JSON.parse(readFileSync(place, "utf8")));
}

/** The code of the function that ajv makes of a schema. */
function standalone(place: string): string {
  const compiler = compilerFor(PURPOSE, { source: true, esm: true });
  return standaloneModule.default(compiler, compiler.compile(JSON.parse(readFileSync(place, "utf8"))));
}
