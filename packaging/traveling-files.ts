import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import type { Plugin } from "rolldown";
import { type ESTree, parseSync, Visitor } from "rolldown/utils";

/** An expression of a module that names a file or folder. */
interface Reference {
  /** The part of the module's text that reads otherwise in the bundle. */
  readonly start: number;
  readonly end: number;
  /** `join(import.meta.dirname, …names)`, or the package of `import.meta.resolve("package")`. */
  readonly names: readonly string[];
  readonly isPackage: boolean;
}

/**
 * Files that our code reads by path travel with the bundle, at the path that they have from the project's root. They are named as
 * `join(import.meta.dirname, "folder", "file")` or `import.meta.resolve("package")`. Any other use of `import.meta` is an error:
 * nobody could tell what it reads.
 */
export function travelingFiles(root: string): Plugin {
  return {
    name: "traveling-files",
    transform: {
      filter: { id: { include: /\.ts$/, exclude: /node_modules/ }, code: "import.meta" },
      async handler(code, id) {
        const pieces: string[] = [];
        let end = 0;
        for (const reference of findReferences(code, id)) {
          const place = reference.isPackage
            ? ((await this.resolve(reference.names.join(), id))?.id ??
              this.error(`${id}: there is no ${reference.names}`))
            : join(dirname(id), ...reference.names);
          this.addWatchFile(place);
          for (const file of filesOf(place)) {
            this.addWatchFile(file);
            this.emitFile({ type: "asset", fileName: inTree(file), source: readFileSync(file) });
          }
          const text = reference.isPackage
            ? JSON.stringify(`./${inTree(place)}`)
            : `import.meta.dirname + ${JSON.stringify(`/${inTree(dirname(id))}`)}`;
          pieces.push(code.slice(end, reference.start), text);
          end = reference.end;
        }
        return { code: pieces.join("") + code.slice(end), map: null };
      },
    },
  };

  function inTree(place: string): string {
    return relative(root, place).split(sep).join("/");
  }
}

function filesOf(place: string): string[] {
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function findReferences(code: string, id: string): Reference[] {
  const references: Reference[] = [];
  let uses = 0;
  new Visitor({
    MetaProperty: () => {
      uses++;
    },
    CallExpression: ({ callee, arguments: given }) => {
      const [first, ...others] = given;
      if (isMember(callee, "resolve") && first !== undefined) {
        references.push({ start: first.start, end: first.end, names: [textOf(first, id)], isPackage: true });
      } else if (
        callee.type === "Identifier" &&
        callee.name === "join" &&
        first !== undefined &&
        isMember(first, "dirname")
      ) {
        const names = others.map((name) => textOf(name, id));
        references.push({ start: first.start, end: first.end, names, isPackage: false });
      }
    },
  }).visit(parseSync(id, code).program);
  if (uses === references.length) return references;
  throw new Error(
    `${id}: name a file as join(import.meta.dirname, "…") or import.meta.resolve("…"), so that it can travel`,
  );
}

function isMember(node: ESTree.Node, property: "dirname" | "resolve"): boolean {
  return (
    node.type === "MemberExpression" &&
    node.object.type === "MetaProperty" &&
    node.property.type === "Identifier" &&
    node.property.name === property
  );
}

function textOf(node: ESTree.Node, id: string): string {
  if (node.type === "Literal" && typeof node.value === "string") return node.value;
  throw new Error(`${id}: the names of a file that travels are written out, without variables`);
}
