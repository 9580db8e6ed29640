import { join } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkOf } from "../../foundation/schema/check.ts";
import { expectGolden } from "../../test/golden.ts";
import { startTestService, type TestService } from "../../test/service/started-service.ts";

let service: TestService;
let text = "";

interface DocumentedOperation {
  readonly parameters?: ReadonlyArray<{ readonly schema: object }>;
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly schema: object } } };
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

  it("holds only schemas that requests can be checked against", () => {
    const { paths }: { paths: Record<string, Record<string, DocumentedOperation>> } = JSON.parse(text);
    const operations = Object.values(paths).flatMap((own) => Object.values(own));
    const bodies = operations.flatMap(({ requestBody }) => requestBody?.content["application/json"].schema ?? []);
    const texts = operations.flatMap(({ parameters = [] }) => parameters.map(({ schema }) => schema));
    expect(bodies.length).toBeGreaterThan(10);
    for (const schema of bodies) expect(checkOf(schema).offences(null)).not.toEqual([]);
    for (const schema of texts) expect(checkOf(schema, "texts").offences([])).not.toEqual([]);
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
      "`CORS_ORIGINS` may call all of it.\n\n" +
      "A delivery, call by call: a customer's `POST /orders` answers with its `delivery_id`. A dispatcher looks at `GET /dispatch/unassigned` and\n" +
      "`GET /drivers?on=2026-11-25`, and gives it to a driver with `POST /dispatch/assignments`. The driver's `GET /deliveries?on=2026-11-25` has\n" +
      "whom to go to, where and with what; `…/departure` as they leave, `…/proof` when it is done, each again when an answer was lost. Meanwhile the\n" +
      'customer sends `{"watch": "DELIVERY"}` on the live map and is told where the lorry is, until `{"ended": "DELIVERY"}`.\n\n';
    expectGolden(
      join(import.meta.dirname, "../../docs/api.md"),
      `${head}| operation | who | what |\n| --- | --- | --- |\n${rows.join("")}`,
    );
  });
});
