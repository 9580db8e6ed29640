import { describe, expect, it } from "vitest";
import { YamlPart, YamlSource } from "../../foundation/findings/yaml-source.ts";
import { readMatch } from "./read-match.ts";

function read(match: string) {
  const source = YamlSource.parse("routing.yaml", `match: |-\n  ${match}\n`).value;
  if (source === undefined) throw new Error(`${match} is no YAML`);
  const { value, findings } = readMatch(match, new YamlPart(source, ["match"]));
  // The text of a block begins at column 3.
  return { matchers: value?.length, findings: findings.map(({ rule, place }) => `${rule} at ${place.column - 3}`) };
}

describe("matchers of a route", () => {
  it.each(["{}", '{severity="page"}', '{severity!="page", owner=~"order-.+"}'])("are %s", (text) => {
    expect(read(text)).toEqual({ matchers: expect.any(Number), findings: [] });
  });

  it.each([
    ["{a=b}", ["invalid-expression at 3"]],
    ['{a="b", owner=~"("}', ["invalid-regex at 8"]],
    ['{a="b", __name__!="up"}', ["invalid-expression at 8"]],
    ['{a="b", severity="warning"}', ["unknown-label-value at 8"]],
    ['{severity="warning", a=~"("}', ["unknown-label-value at 1", "invalid-regex at 21"]],
  ])("are not %s, and each finding points at the one that is wrong", (text, findings) => {
    expect(read(text)).toEqual({ matchers: undefined, findings });
  });
});
