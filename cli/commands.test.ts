import { describe, expect, it } from "vitest";
import { COMMANDS, nameIn } from "./commands.ts";

describe("the table of commands", () => {
  it.each(Object.entries(COMMANDS))("has `slo %s` under the name that its help gives", async (name, load) => {
    const { usage, help } = await load();
    expect(`${usage} `.startsWith(`${name} `)).toBe(true);
    expect(help).toContain("--format FORMAT");
  });
});

describe("nameIn", () => {
  it.each([
    [["cloud", "plan", "--out"], "cloud plan"],
    [["cloud", "show"], "cloud"],
    [["cloud"], "cloud"],
    [["plan"], undefined],
    [["toString"], undefined],
    [[], undefined],
  ])("finds in %j %j", (argv, name) => {
    expect(nameIn(argv, ["cloud", "cloud plan"])).toBe(name);
  });
});
