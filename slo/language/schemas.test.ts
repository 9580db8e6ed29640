import { join } from "node:path";
import { expect, it } from "vitest";
import { expectGolden } from "../../test/golden.ts";
import { schemaText } from "../../test/schema-text.ts";
import { Definition } from "./definition.ts";
import { WrittenConfig } from "./written-config.ts";
import { WrittenMetrics } from "./written-metrics.ts";

it.each([
  ["slo.schema.json", Definition],
  ["config.schema.json", WrittenConfig],
  ["metrics.schema.json", WrittenMetrics],
])("%s is what the types say", (name, schema) => {
  expect(Object.keys(schema.properties).length).toBeGreaterThan(1);
  expectGolden(join(import.meta.dirname, name), schemaText(schema, name));
});
