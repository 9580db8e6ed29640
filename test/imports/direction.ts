import { type Graph, graphOf } from "./circles.ts";
import type { Import, ReadImports } from "./read-imports.ts";
import type { Rooms } from "./rooms.ts";

/** The room of a file; undefined when the table has none for it. */
export function roomOf(file: string, { mayImport, onTop, undivided }: Rooms): string | undefined {
  const [top = "", ...rest] = file.split("/");
  const folder = rest.length > 1 ? `${top}/${rest[0]}` : top;
  if (Object.hasOwn(mayImport, file)) return file;
  if (Object.hasOwn(mayImport, folder)) return folder;
  return Object.hasOwn(onTop, top) || (undivided.includes(top) && Object.hasOwn(mayImport, top)) ? top : undefined;
}

/** Files that stand in no room of the table. */
export function homeless({ files }: ReadImports, rooms: Rooms): string[] {
  return files.filter((file) => roomOf(file, rooms) === undefined);
}

/** Imports that the table does not allow. */
export function wrongImports({ imports }: ReadImports, rooms: Rooms): string[] {
  return imports.filter((one) => !isAllowed(one, rooms)).map(({ from, to }) => `${from} imports ${to}`);
}

function isAllowed({ from, to }: Import, rooms: Rooms): boolean {
  const room = roomOf(from, rooms);
  const other = roomOf(to, rooms);
  if (room === undefined || other === undefined || isTest(to)) return false;
  if (room === other) return true;
  const { mayImport, testsMayImport, onTop } = rooms;
  if (onTop[room] !== undefined) return onTop[other] === undefined || onTop[room].includes(other);
  if (onTop[other] !== undefined) return other === "test" && isTest(from);
  return !!mayImport[room]?.includes(other) || (isTest(from) && !!testsMayImport[room]?.includes(other));
}

function isTest(file: string): boolean {
  return file.endsWith(".test.ts");
}

/** Permissions of the table that no import needs. */
export function unusedPermissions({ imports }: ReadImports, rooms: Rooms): string[] {
  const between = (wanted: readonly Import[]): Graph =>
    graphOf(wanted.map(({ from, to }) => ({ from: roomOf(from, rooms) ?? "", to: roomOf(to, rooms) ?? "" })));
  const code = between(imports.filter(({ from }) => !isTest(from)));
  const tests = between(imports.filter(({ from }) => isTest(from)));
  return [
    ...permissions(rooms.mayImport)
      .filter(({ from, to }) => !code.get(from)?.has(to))
      .map(({ from, to }) => `no code of ${from} imports ${to}`),
    ...permissions(rooms.testsMayImport)
      .filter(({ from, to }) => !tests.get(from)?.has(to) || rooms.mayImport[from]?.includes(to))
      .map(({ from, to }) => `no test of ${from} needs to be allowed ${to}`),
  ];
}

/** The table as imports between rooms. */
export function permissions(table: Readonly<Record<string, readonly string[]>>): Import[] {
  return Object.entries(table).flatMap(([from, others]) => others.map((to) => ({ from, to })));
}

/** Files of the product that no program needs: only tests import them, or nobody. */
export function unneeded({ files, imports }: ReadImports, { entries, onTop }: Rooms): string[] {
  const graph = graphOf(imports);
  const reached = new Set(entries);
  for (const file of reached) for (const next of graph.get(file) ?? []) reached.add(next);
  return files.filter((file) => !reached.has(file) && !isTest(file) && onTop[file.split("/")[0] ?? ""] === undefined);
}

/** Imports of packages that package.json does not give: what runs knows `dependencies` only, tests all of them. */
export function unknownPackages(
  { packages }: ReadImports,
  given: { readonly dependencies: readonly string[]; readonly devDependencies: readonly string[] },
  { onTop }: Rooms,
): string[] {
  return packages
    .filter(({ from, to }) => {
      const isOurs = isTest(from) || onTop[from.split("/")[0] ?? ""] !== undefined || !from.includes("/");
      return (
        !to.startsWith("node:") && !given.dependencies.includes(to) && !(isOurs && given.devDependencies.includes(to))
      );
    })
    .map(({ from, to }) => `${from} imports the package ${to}`);
}
