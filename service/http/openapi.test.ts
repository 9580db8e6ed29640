import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectGolden } from "../../test/golden.ts";
import { startTestService, type TestService } from "../../test/service/started-service.ts";

let service: TestService;
let text = "";

interface DocumentedOperation {
  readonly summary: string;
  readonly "x-roles"?: readonly string[];
}
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

  it("is listed in docs/api.md for people", () => {
    const { paths }: { paths: Record<string, Record<string, DocumentedOperation>> } = JSON.parse(text);
    const rows = Object.entries(paths).flatMap(([path, own]) =>
      Object.entries(own).map(([method, { summary, "x-roles": roles }]) => {
        const who = roles === undefined ? "anybody" : roles.length === 5 ? "who is signed in" : roles.join(", ");
        return `| \`${method.toUpperCase()} ${path}\` | ${who} | ${summary} |\n`;
      }),
    );
    expect(rows.length).toBeGreaterThan(30);
    const head =
      "# The API\n\nUnder `/api/v1`. Made from the contracts that requests are checked against (`npm run golden`); " +
      "[openapi.json](openapi.json)\nhas every field, and the service serves it at `/api/v1/openapi.json`. The live map is a WebSocket at " +
      "`/api/v1/tracking`:\n[asyncapi.json](asyncapi.json) (served at `/api/v1/asyncapi.json`) has its messages. Pages of the origins in " +
      "`CORS_ORIGINS` may call all of it.\n\n";
    expectGolden(
      join(import.meta.dirname, "../../docs/api.md"),
      `${head}| operation | who | what |\n| --- | --- | --- |\n${rows.join("")}`,
    );
  });
});
