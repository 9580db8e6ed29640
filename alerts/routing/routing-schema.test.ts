import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectGolden } from "../../test/golden.ts";
import { schemaText } from "../../test/schema-text.ts";
import { readRouting } from "./read-routing.ts";
import { WrittenRouting } from "./written-routing.ts";

const ROOM = import.meta.dirname;
const PAGE = readFileSync(join(ROOM, "../../docs/routing.md"), "utf8");

describe("docs/routing.md", () => {
  it("has an example that is in order", () => {
    const example = /```yaml\n(.*?)```/s.exec(PAGE)?.[1] ?? "";
    expect(readRouting("example", example).value).toMatchObject({ timeZone: "Asia/Taipei" });
  });
});

describe("routing.schema.json", () => {
  it("is what the types say", () => {
    expectGolden(join(ROOM, "routing.schema.json"), schemaText(WrittenRouting, "routing.schema.json"));
  });

  it("describes every key, and so does the page", () => {
    const schema: unknown = JSON.parse(readFileSync(join(ROOM, "routing.schema.json"), "utf8"));
    const keys: string[] = [];
    const visit = (node: unknown, path: string): void => {
      if (typeof node !== "object" || node === null) return;
      for (const [name, value] of Object.entries(node)) {
        if (name === "properties") {
          for (const [key, described] of Object.entries(value)) {
            keys.push(key);
            expect(described, `${path} ${key}`).toHaveProperty("description");
          }
        }
        visit(value, `${path} ${name}`);
      }
    };
    visit(schema, "");
    expect(keys).toContain("routing_key_env");
    for (const key of keys) expect(PAGE, "docs/routing.md").toContain(`\`${key}\``);
  });
});
