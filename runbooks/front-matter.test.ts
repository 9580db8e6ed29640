import { join } from "node:path";
import { it } from "vitest";
import { expectGolden } from "../test/golden.ts";
import { schemaText } from "../test/schema-text.ts";
import { FrontMatter } from "./front-matter.ts";

it("front-matter.schema.json is what the types say", () => {
  const name = "front-matter.schema.json";
  expectGolden(join(import.meta.dirname, name), schemaText(FrontMatter, name));
});
