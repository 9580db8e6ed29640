import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectGolden } from "../../test/golden.ts";
import { startTestService, type TestService } from "../test-service.ts";

let service: TestService;
let text = "";
beforeAll(async () => {
  service = await startTestService();
  text = await (await fetch(`${service.url}/api/v1/openapi.json`)).text();
});
afterAll(() => service.close());

describe("the OpenAPI document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate(JSON.parse(text));
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  it("is kept in docs/openapi.json, so that a change of the contract is seen in review", () => {
    expectGolden(
      join(import.meta.dirname, "../../docs/openapi.json"),
      `${JSON.stringify(JSON.parse(text), undefined, 2)}\n`,
    );
  });
});
