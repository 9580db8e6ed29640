import { STATUS_CODES } from "node:http";
import type { TObject, TSchema } from "typebox";
import { storable } from "./contract-checks.ts";
import type { Contract, Operation } from "./operation.ts";

const PROBLEM = {
  type: "object",
  required: ["title", "status", "code", "detail"],
  properties: {
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", description: "For programs; does not change." },
    detail: { type: "string", description: "For people." },
    violations: {
      type: "array",
      items: {
        type: "object",
        required: ["pointer", "detail"],
        properties: { pointer: { type: "string" }, detail: { type: "string" } },
      },
    },
  },
} as const;

/** The OpenAPI 3.1 document of these operations. */
export function openApiDocument(operations: readonly Operation[]): object {
  const byPath = Map.groupBy(operations, ({ contract }) => contract.path);
  const paths = Array.from(byPath, ([path, own]) => [
    path,
    Object.fromEntries(own.map(({ contract }) => [contract.method, operationObject(contract)])),
  ]);
  return {
    openapi: "3.1.0",
    info: {
      title: "Lucky Gas",
      version: "1",
      description: "Orders, deliveries, invoices and live tracking of a gas company in Taiwan.",
    },
    servers: [{ url: "/api/v1" }],
    paths: Object.fromEntries(paths),
    components: {
      schemas: { Problem: PROBLEM },
      responses: Object.fromEntries(
        Array.from(new Set(operations.flatMap(({ contract }) => refusalsOf(contract))), (status) => [
          nameOf(status),
          refusal(status),
        ]),
      ),
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
    },
  };
}

function isPublic({ access }: Contract): boolean {
  return access === "public" || access === "signed";
}

function refusalsOf(contract: Contract): number[] {
  return [
    400,
    ...(isPublic(contract) ? [] : [401, 403]),
    ...(contract.body === undefined ? [] : [413, 415]),
    ...(contract.refusals ?? []),
    429,
    500,
    503,
  ];
}

function operationObject(contract: Contract): object {
  return {
    operationId: contract.id,
    tags: [contract.component],
    summary: contract.summary,
    ...(isPublic(contract) ? {} : { security: [{ bearer: [] }], "x-roles": contract.access }),
    parameters: [
      ...parameters("path", contract.params),
      ...parameters("query", contract.query),
      ...parameters("header", contract.headers),
    ],
    ...(contract.body === undefined
      ? {}
      : { requestBody: { required: true, content: { "application/json": { schema: storable(contract.body) } } } }),
    responses: {
      ...Object.fromEntries(
        Object.entries(contract.responses).map(([status, schema]) => [status, success(status, schema)]),
      ),
      ...Object.fromEntries(
        refusalsOf(contract).map((status) => [status, { $ref: `#/components/responses/${nameOf(status)}` }]),
      ),
    },
  };
}

function parameters(place: "path" | "query" | "header", schema: TObject | undefined): object[] {
  return Object.entries<TSchema>(schema?.properties ?? {}).map(([name, own]) => ({
    name,
    in: place,
    required: schema?.required?.includes(name) ?? false,
    schema: storable(own),
  }));
}

function success(status: string, schema: TSchema | null): object {
  const description = STATUS_CODES[status] ?? status;
  return schema === null ? { description } : { description, content: { "application/json": { schema } } };
}

/** `NotFound` */
function nameOf(status: number): string {
  return (STATUS_CODES[status] ?? String(status)).replaceAll(/[^A-Za-z]/g, "");
}

function refusal(status: number): object {
  const schema = { $ref: "#/components/schemas/Problem" };
  return { description: STATUS_CODES[status] ?? String(status), content: { "application/problem+json": { schema } } };
}
