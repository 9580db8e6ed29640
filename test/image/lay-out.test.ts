import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildContext } from "./build-context.ts";
import { readDockerfile } from "./dockerfile.ts";
import { layOutImages } from "./lay-out.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "image-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function project(files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(folder, "project", dirname(path)), { recursive: true });
    writeFileSync(join(folder, "project", path), text);
  }
  return join(folder, "project");
}

describe("the build's context", () => {
  const left = (rules: string, ...paths: string[]): string[] =>
    buildContext(project({ ".dockerignore": rules, ...Object.fromEntries(paths.map((path) => [path, ""])) }));

  // The rules and examples of https://docs.docker.com/build/concepts/context/#dockerignore-files
  it.each<[rules: string, files: string[], left: string[]]>([
    ["*/temp*\n.dockerignore", ["temp", "a/temporary.txt", "a/temp/x", "a/b/temp"], ["a/b/temp", "temp"]],
    ["*/*/temp*\n.dockerignore", ["a/temp", "a/b/temporary.txt"], ["a/temp"]],
    ["temp?\n.dockerignore", ["tempa", "tempab", "a/tempa"], ["a/tempa", "tempab"]],
    ["**/*.go\n.dockerignore", ["a.go", "x/y/b.go", "x/c.ts"], ["x/c.ts"]],
    ["*.md\n!README.md\n.dockerignore", ["README.md", "OTHER.md", "docs/x.md"], ["README.md", "docs/x.md"]],
    ["*.md\n!README*.md\nREADME-secret.md\n.dockerignore", ["README.md", "README-secret.md"], ["README.md"]],
    ["*.md\nREADME-secret.md\n!README*.md\n.dockerignore", ["README-secret.md", "x.md"], ["README-secret.md"]],
    ["**\n!kept\n**/*.test.ts", ["kept/a/b.ts", "kept/a/b.test.ts", "other/kept", "x"], ["kept/a/b.ts"]],
    ["/a\n.dockerignore\n# a comment\n", ["a/x", "b/a/x"], ["b/a/x"]],
  ])("%j", (rules, files, expected) => {
    expect(left(rules, ...files).sort()).toEqual(expected);
  });
});

describe("laying out", () => {
  const BASE = "gcr.io/distroless/nodejs24-debian13:nonroot";

  it("puts files where COPY says, takes what an earlier stage made, and remembers how it begins", () => {
    const place = project({
      ".dockerignore": "**\n!source\n!one.txt\n**/*.test.ts",
      Dockerfile: `FROM node:24-bookworm-slim AS made
WORKDIR /work
COPY source ./
RUN mkdir out && cp a.ts out/made.ts
FROM ${BASE} AS role
ENV A=1 B=two
WORKDIR /app
COPY --from=made --chown=65532 /work/out /out
COPY one.txt ./texts/
COPY source ./source
VOLUME /out
CMD ["a.ts", "--flag"]`,
      "source/a.ts": "",
      "source/deep/b.ts": "",
      "source/a.test.ts": "",
      "one.txt": "",
    });
    const role = layOutImages(place, folder)("role");
    expect(
      readdirSync(role.root, { recursive: true, encoding: "utf8" })
        .filter((path) => /\.[a-z]+$/.test(path))
        .sort(),
    ).toEqual(["app/source/a.ts", "app/source/deep/b.ts", "app/texts/one.txt", "out/made.ts"]);
    expect(role).toMatchObject({ workdir: "/app", user: 65_532, environment: { A: "1", B: "two" }, volumes: ["/out"] });
    expect([...role.entrypoint, ...role.command]).toEqual(["/nodejs/bin/node", "a.ts", "--flag"]);
  });

  it("fails where Docker fails: on a folder that .dockerignore leaves out, on one that is not there, on a command", () => {
    const layOut = (instruction: string) => () =>
      layOutImages(
        project({
          ".dockerignore": "**\n!kept",
          Dockerfile: `FROM ${BASE} AS role\n${instruction}`,
          "kept/a.ts": "",
          "forgotten/b.ts": "",
        }),
        mkdtempSync(join(folder, "out-")),
      )("role");
    expect(layOut("COPY forgotten ./forgotten")).toThrow("COPY forgotten: .dockerignore leaves it out");
    expect(layOut("COPY elsewhere ./")).toThrow("COPY elsewhere: it is not there");
    expect(layOut("RUN exit 3")).toThrow("exit 3");
    expect(layOut("COPY kept ./")).not.toThrow();
  });

  it.each([
    "ADD a b",
    'SHELL ["bash"]',
    "COPY --link a b",
    "COPY a* b",
    "COPY a",
    "RUN mkdir /somewhere",
    "RUN --mount=type=cache true",
    "CMD node a.ts",
    "USER node",
    "FROM scratch",
  ])("refuses what it does not know: %s", (instruction) => {
    expect(() => readDockerfile(`FROM ${BASE} AS role\n${instruction}`)).toThrow(/^Dockerfile:2: /);
  });
});
