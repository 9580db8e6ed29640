import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { expectGolden } from "../../test/golden.ts";
import { asyncApiDocument } from "./asyncapi.ts";

const SCHEMA = createRequire(import.meta.url).resolve("@asyncapi/specs/schemas/3.0.0-without-$id.json");
const document: object = JSON.parse(JSON.stringify(asyncApiDocument()));

it("the AsyncAPI document is valid AsyncAPI 3.0", () => {
  const check = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(SCHEMA, "utf8")));
  check(document);
  expect(check.errors ?? []).toEqual([]);
  expect(check({ ...document, channels: { tracking: { address: 1 } } })).toBe(false);
});

it("the AsyncAPI document is kept in docs/asyncapi.json, so that a change is seen in review", () => {
  expectGolden(join(import.meta.dirname, "../../docs/asyncapi.json"), `${JSON.stringify(document, undefined, 2)}\n`);
});
