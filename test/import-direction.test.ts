import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { createVirtualFileSystem } from "typescript/unstable/fs";
import { describe, expect, it } from "vitest";
import { circles, graphOf } from "./imports/circles.ts";
import {
  homeless,
  permissions,
  roomOf,
  unknownPackages,
  unneeded,
  unusedPermissions,
  wrongImports,
} from "./imports/direction.ts";
import { readImports } from "./imports/read-imports.ts";
import { ROOMS, type Rooms } from "./imports/rooms.ts";

const ROOT = resolve(import.meta.dirname, "..");
const git = (...words: string[]) =>
  execFileSync("git", ["-c", "core.quotePath=off", ...words], { cwd: ROOT, encoding: "utf8" })
    .trim()
    .split("\n");

describe("the house", () => {
  const house = readImports(ROOT);

  it("is read whole: every file in TypeScript, those to be added too", () => {
    const ours = git("ls-files", "--cached", "--others", "--exclude-standard", "*.ts", "*.mts", "*.cts", "*.tsx");
    expect(house.files.length).toBeGreaterThan(500);
    expect([...house.files].sort()).toEqual(ours.filter((file) => existsSync(join(ROOT, file))).sort());
  });

  it("has a room for every file", () => {
    expect(homeless(house, ROOMS)).toEqual([]);
  });

  it("imports one way only", () => {
    expect(wrongImports(house, ROOMS)).toEqual([]);
  });

  it("allows no circle of rooms", () => {
    expect(circles(graphOf(permissions(ROOMS.mayImport)))).toEqual([]);
  });

  it("allows nothing that nobody needs", () => {
    expect(unusedPermissions(house, ROOMS)).toEqual([]);
  });

  it("has no circle of files", () => {
    expect(circles(graphOf(house.imports))).toEqual([]);
  });

  it("holds nothing that only tests need, which has its place in test/", () => {
    expect(ROOMS.entries.filter((entry) => !house.files.includes(entry))).toEqual([]);
    expect(unneeded(house, ROOMS)).toEqual([]);
  });

  it("imports nothing under a name that only a run can tell", () => {
    expect(house.computed).toEqual([]);
  });

  it("compiles schemas in one place, and ahead of time where programs are bundled", () => {
    const compilers = house.packages.filter(({ from, to }) => to === "ajv" && !/\.test\.ts$|^test\//.test(from));
    const rooms = new Set(compilers.map(({ from }) => roomOf(from, ROOMS)));
    expect([...rooms].sort()).toEqual(["foundation/schema", "packaging"]);
  });

  it("imports packages that package.json gives, and no other name", () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const given = { dependencies: Object.keys(dependencies), devDependencies: Object.keys(devDependencies) };
    expect(unknownPackages(house, given, ROOMS)).toEqual([]);
  });
});

/** A package of these files, as the compiler reads it. */
function world(files: Readonly<Record<string, string>>) {
  const config = { compilerOptions: { noLib: true, types: [], module: "nodenext" }, include: ["**/*.ts"] };
  const all = {
    "package.json": '{ "name": "house", "type": "module" }',
    "tsconfig.json": JSON.stringify(config),
    ...files,
  };
  return readImports(
    "/house",
    createVirtualFileSystem(Object.fromEntries(Object.entries(all).map(([path, text]) => [`/house/${path}`, text]))),
  );
}

const SMALL: Rooms = {
  mayImport: { cellar: [], "cellar/wine": [], "cellar/lamp.ts": [], hall: ["cellar"], attic: ["hall"] },
  testsMayImport: { hall: ["attic"] },
  onTop: { test: [], bench: ["test"] },
  undivided: ["attic"],
  entries: ["hall/start.ts"],
};

describe("an import", () => {
  it.each([
    'import { a } from "../hall/a.ts";',
    'import type { A } from "../hall/a.ts";',
    'import { type A } from "../hall/a.ts";',
    "import '../hall/a.ts';",
    'import * as a from "./../cellar/../hall/a.ts"',
    'export { a } from "../hall/a.ts";',
    'export type { A } from "../hall/a.ts";',
    'export * from "../hall/a.ts";',
    'export const a = () => import("../hall/a.ts");',
    "export const a = () => import(`../hall/a.ts`);",
    'export const a = () => import(/* why */ "../hall/a.ts", { with: {} });',
    'export type A = import("../hall/a.ts").A;',
    'export type A = typeof import("../hall/a.ts");',
    'import a = require("../hall/a.ts");',
  ])("is seen in %s", (text) => {
    const house = world({ "cellar/b.ts": text });
    expect(house.imports).toEqual([{ from: "cellar/b.ts", to: "hall/a.ts" }]);
    expect(wrongImports(house, SMALL)).toEqual(["cellar/b.ts imports hall/a.ts"]);
    expect(house.computed).toEqual([]);
  });

  it("is not seen in comments and texts", () => {
    const text = '// import "../hall/a.ts"\nexport const a = `import "../hall/a.ts"; ${"import(\'../hall/a.ts\')"}`;';
    expect(world({ "cellar/b.ts": text })).toMatchObject({ imports: [], computed: [] });
  });

  it.each(["import(`../${b}.ts`)", "import(b)", 'import(b + ".ts")', "[[import(b)]]"])(
    "whose target only a run can tell is one: %s",
    (expression) => {
      const text = `const b = "a";\nexport const a = () => ${expression};`;
      expect(world({ "cellar/b.ts": text }).computed).toEqual(["cellar/b.ts"]);
    },
  );

  it("under the package's own name, or of a package that is not given, is none of ours", () => {
    const house = world({
      "hall/b.ts": 'import "house"; import "@a/b/c"; import "node:fs"; import "d/e";',
      "hall/b.test.ts": 'import "d";',
    });
    expect(unknownPackages(house, { dependencies: ["@a/b"], devDependencies: ["d"] }, SMALL)).toEqual([
      "hall/b.ts imports the package house",
      "hall/b.ts imports the package d",
    ]);
  });
});

describe("the table", () => {
  it("is for every folder of the first and second level but those of an undivided one", () => {
    const files = ["cellar/a.ts", "cellar/wine/deep/a.ts", "cellar/lamp.ts", "attic/box/a.ts", "test/real/a.ts"];
    const lost = ["garden/a.ts", "a.ts", "cellar/coal/a.ts", "hall/a/b.ts", "cellars/a.ts"];
    const house = { files: [...files, ...lost], imports: [], packages: [], computed: [] };
    expect(homeless(house, SMALL)).toEqual(lost);
  });

  it.each([
    ["hall/a.ts", "cellar/a.ts", true],
    ["hall/a.ts", "cellar/wine/a.ts", false],
    ["cellar/a.ts", "cellar/lamp.ts", false],
    ["attic/a.ts", "cellar/a.ts", false],
    ["hall/a.ts", "garden/a.ts", false],
    ["hall/a.ts", "../other/a.ts", false],
    ["hall/a.ts", "attic/a.ts", false],
    ["hall/a.test.ts", "attic/a.ts", true],
    ["hall/a.ts", "hall/b.test.ts", false],
    ["hall/a.ts", "test/a.ts", false],
    ["hall/a.test.ts", "test/a.ts", true],
    ["hall/a.test.ts", "bench/a.ts", false],
    ["test/real/a.ts", "attic/a.ts", true],
    ["test/a.ts", "bench/a.ts", false],
    ["bench/a.ts", "test/a.ts", true],
  ])("%s importing %s is allowed: %s", (from, to, isAllowed) => {
    const house = { files: [], imports: [{ from, to }], packages: [], computed: [] };
    expect(wrongImports(house, SMALL)).toEqual(isAllowed ? [] : [`${from} imports ${to}`]);
  });

  it("finds what only tests need, and what nobody needs", () => {
    const house = world({
      "hall/start.ts": 'import { a } from "./a.ts";',
      "hall/a.ts": 'export const a = () => import("../cellar/a.ts");',
      "hall/a.test.ts": 'import "../cellar/b.ts";',
      "cellar/a.ts": "",
      "cellar/b.ts": 'import "./c.ts";',
      "cellar/c.ts": "",
      "test/a.ts": 'import "../cellar/b.ts";',
    });
    expect(unneeded(house, SMALL).sort()).toEqual(["cellar/b.ts", "cellar/c.ts"]);
  });

  it("names what it allows and nobody needs", () => {
    const house = world({
      "hall/a.ts": 'import "../cellar/a.ts";',
      "attic/a.test.ts": 'import "../hall/a.ts";',
      "cellar/a.ts": "",
    });
    expect(unusedPermissions(house, SMALL)).toEqual([
      "no code of attic imports hall",
      "no test of hall needs to be allowed attic",
    ]);
  });
});
