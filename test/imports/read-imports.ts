import { posix } from "node:path";
import { isCallExpression, isStringLiteralLikeNode, type Node, NodeFlags, SyntaxKind } from "typescript/unstable/ast";
import type { FileSystem } from "typescript/unstable/fs";
import { API } from "typescript/unstable/sync";

/** One file's import of another file, as paths from the root, or of a package, by its name. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

export interface ReadImports {
  /** Every file in TypeScript that the compiler reads as ours. */
  readonly files: readonly string[];
  readonly imports: readonly Import[];
  /** Bare names: packages, what Node brings, the package's own name. */
  readonly packages: readonly Import[];
  /** Files with an import whose target only a run can tell. */
  readonly computed: readonly string[];
}

/**
 * Who imports whom in the package at `root`, as the TypeScript compiler sees it: values and types, `export … from`,
 * `import "x"`, `import("x")` as value and as type. Throws when the compiler cannot read the package.
 */
export function readImports(root: string, fs?: FileSystem): ReadImports {
  const api = new API({ cwd: root, ...(fs === undefined ? {} : { fs }) });
  try {
    const [project] = api.updateSnapshot({ openProjects: [posix.join(root, "tsconfig.json")] }).getProjects();
    if (project === undefined) throw new Error(`${root} has no tsconfig.json`);
    const { program } = project;
    const paths = program
      .getSourceFileNames()
      .filter((path) => path.endsWith("ts") && !path.includes("/node_modules/"));
    const sources = paths.map((path) => {
      const source = program.getSourceFile(path);
      if (source === undefined) throw new Error(`the compiler does not show ${path}`);
      return { file: posix.relative(root, path), path, source };
    });
    const named = sources.flatMap(({ file, path, source }) =>
      source.imports.filter(isStringLiteralLikeNode).map(({ text }) => ({ file, path, text })),
    );
    const isPath = (text: string) => /^[./]/.test(text);
    return {
      files: sources.map(({ file }) => file),
      imports: named
        .filter(({ text }) => isPath(text))
        .map(({ file, path, text }) => ({ from: file, to: posix.relative(root, posix.resolve(path, "..", text)) })),
      packages: named
        .filter(({ text }) => !isPath(text))
        .map(({ file, text }) => ({ from: file, to: packageOf(text) })),
      computed: sources
        .filter(({ source }) => (source.flags & NodeFlags.PossiblyContainsDynamicImport) !== 0 && isComputed(source))
        .map(({ file }) => file),
    };
  } finally {
    api.close();
  }
}

function packageOf(name: string): string {
  return name.split("/", name.startsWith("@") ? 2 : 1).join("/");
}

function isComputed(node: Node): boolean {
  if (isCallExpression(node) && node.expression.kind === SyntaxKind.ImportKeyword) {
    const [target] = node.arguments;
    if (target === undefined || !isStringLiteralLikeNode(target)) return true;
  }
  return node.forEachChild((child) => isComputed(child) || undefined) === true;
}
