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
 * one of them, the object itself, is compiled as ever: a bundle may be slower than it could be, never wrong.
 */
export function readyChecks(root: string): Plugin {
  const compiling = join(root, "foundation/schema/compile.ts");
  const schemas = new Set(
    globSync("{alerts,runbooks,slo}/**/*.schema.json", { cwd: root }).map((path) => join(root, path)),
  );
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
      filter: { id: [/^\0ready-check/, /\.schema\.json$/] },
      handler(id) {
        if (id.startsWith(CHECK)) return { code: standalone(id.slice(CHECK.length)), moduleType: "js" };
        if (id === READY) return { code: compilingWhatIsNotReady(compiling), moduleType: "js" };
        if (!schemas.has(id)) return undefined;
        return { code: withItsCheck(id), moduleType: "js" };
      },
    },
  };
}

/** What is required here is loaded when it is needed: of the checks few are, and the compiler of schemas seldom. */
function compilingWhatIsNotReady(compiling: string): string {
  return `const checks = new WeakMap();
export function isReady(schema, check) {
  checks.set(schema, check);
}
export function compileSchema(schema, purpose) {
  const ready = purpose === ${JSON.stringify(PURPOSE)} ? checks.get(schema) : undefined;
  return ready?.() ?? require(${JSON.stringify(compiling)}).compileSchema(schema, purpose);
}
`;
}

function withItsCheck(place: string): string {
  return `import { isReady } from ${JSON.stringify(READY)};
const schema = ${readFileSync(place, "utf8")};
isReady(schema, () => require(${JSON.stringify(CHECK + place)}).default);
export default schema;
`;
}

/** The code of the function that ajv makes of a schema. */
function standalone(place: string): string {
  const compiler = compilerFor(PURPOSE, { source: true, esm: true });
  return standaloneModule.default(compiler, compiler.compile(JSON.parse(readFileSync(place, "utf8"))));
}
