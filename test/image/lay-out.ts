import { execFileSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { basename, delimiter, dirname, join, posix } from "node:path";
import { buildContext } from "./build-context.ts";
import { type Instruction, readDockerfile, type Stage } from "./dockerfile.ts";

/** What an image is: its files, and how a container of it begins. */
export interface Image {
  /** The folder that is the image's root. */
  readonly root: string;
  readonly workdir: string;
  readonly user: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  readonly volumes: readonly string[];
}

/** How the images of others that ours stand on begin. Their files are not at hand: this machine's Node stands in for theirs. */
const BASES: Readonly<Record<string, Pick<Image, "user" | "entrypoint">>> = {
  "node:24-bookworm-slim": { user: 0, entrypoint: [] },
  "gcr.io/distroless/nodejs24-debian13:nonroot": { user: 65_532, entrypoint: ["/nodejs/bin/node"] },
};
const NODE = "/nodejs/bin/node";

/**
 * Does what `docker build --target` does, in folders instead of layers: each stage in a folder of its own under `place`. Every COPY
 * takes only what `.dockerignore` leaves, and RUN really runs. Throws where Docker would fail.
 */
export function layOutImages(project: string, place: string): (target: string) => Image {
  const stages = readDockerfile(readFileSync(join(project, "Dockerfile"), "utf8"));
  const context = buildContext(project);
  const done = new Map<string, Image>();

  const image = (name: string): Image => {
    const known = done.get(name);
    if (known !== undefined) return known;
    const stage = stages.find((one) => one.name === name);
    if (stage === undefined) throw new Error(`the Dockerfile has no stage ${name}`);
    let built = begin(stage);
    for (const instruction of stage.instructions) built = step(built, instruction);
    done.set(name, built);
    return built;
  };

  const begin = ({ name, base }: Stage): Image => {
    const root = join(place, name);
    if (stages.some((one) => one.name === base)) {
      const below = image(base);
      cpSync(below.root, root, { recursive: true, verbatimSymlinks: true });
      return { ...below, root };
    }
    const known = BASES[base.replace(/@sha256:.*/, "")];
    if (known === undefined) throw new Error(`nothing is known of the image ${base}; add it to test/image/lay-out.ts`);
    // Once for all: it is the largest file by far.
    const node = join(place, basename(NODE));
    if (!existsSync(node)) copyFileSync(process.execPath, node);
    mkdirSync(join(root, dirname(NODE)), { recursive: true });
    symlinkSync(node, join(root, NODE));
    return { root, workdir: "/", environment: {}, command: [], volumes: [], ...known };
  };

  const step = (built: Image, instruction: Instruction): Image => {
    switch (instruction.kind) {
      case "copy":
        copy(built, instruction);
        return built;
      case "run":
        run(built, instruction.command);
        return built;
      case "env":
        return { ...built, environment: { ...built.environment, ...instruction.variables } };
      case "workdir": {
        const workdir = posix.resolve(built.workdir, instruction.path);
        mkdirSync(join(built.root, workdir), { recursive: true });
        return { ...built, workdir };
      }
      case "user":
        return { ...built, user: instruction.id };
      case "volume":
        return { ...built, volumes: [...built.volumes, instruction.path] };
      case "cmd":
        return { ...built, command: instruction.words };
    }
  };

  const copy = (built: Image, { from, owner, sources, to }: Extract<Instruction, { kind: "copy" }>): void => {
    const destination = join(built.root, posix.resolve(built.workdir, to));
    const isFolder = to.endsWith("/") || sources.length > 1 || isDirectory(destination);
    for (const source of sources) {
      for (const [place, path] of from === undefined ? ofContext(source) : ofStage(image(from), source)) {
        const target =
          path === "" ? (isFolder ? join(destination, basename(place)) : destination) : join(destination, path);
        mkdirSync(dirname(target), { recursive: true });
        if (isDirectory(place)) mkdirSync(target, { recursive: true });
        else copyFileSync(place, target);
      }
    }
    if (owner !== undefined && process.getuid?.() === 0) chownSync(destination, owner, owner);
  };

  /** The files that a COPY takes of the build's context, and where they stand below its destination; empty for the source itself. */
  const ofContext = (source: string): [place: string, path: string][] => {
    const folder = posix.normalize(source).replace(/\/$/, "");
    const taken = context.flatMap((path): [string, string][] => {
      if (path === folder) return [[join(project, path), ""]];
      if (folder === ".") return [[join(project, path), path]];
      return path.startsWith(`${folder}/`) ? [[join(project, path), path.slice(folder.length + 1)]] : [];
    });
    if (taken.length > 0) return taken;
    const why = existsSync(join(project, source)) ? ".dockerignore leaves it out" : "it is not there";
    throw new Error(`COPY ${source}: ${why}`);
  };

  return image;
}

function ofStage({ root }: Image, source: string): [place: string, path: string][] {
  const place = join(root, source);
  if (!isDirectory(place)) return [[place, ""]];
  const below = readdirSync(place, { recursive: true, encoding: "utf8" });
  return [".", ...below].map((path) => [join(place, path), path]);
}

/** How this machine reaches a package registry is its own affair; nothing else of it is seen. */
const NETWORK = /^(npm_config_(?!local_prefix)|https?_proxy$|no_proxy$|node_extra_ca_certs$|ssl_cert_)/i;

function run({ root, workdir, environment }: Image, command: string): void {
  execFileSync("sh", ["-ec", command], {
    cwd: join(root, workdir),
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => NETWORK.test(name))),
      ...environment,
      HOME: process.env["HOME"],
      PATH: [dirname(process.execPath), process.env["PATH"]].join(delimiter),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** Nobody writes into a container's files but into its volumes: also when the tests are not root, whose files these are then. */
export function makeReadOnly({ root, volumes, user }: Image): void {
  chmodSync(root, 0o755);
  execFileSync("chmod", ["-R", "a-w,a+rX", root]);
  for (const volume of volumes) {
    chmodSync(join(root, volume), 0o755);
    if (process.getuid?.() === 0) chownSync(join(root, volume), user, user);
  }
}
