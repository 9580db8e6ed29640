import express from "express";
import fc from "fast-check";
import Type from "typebox";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { closeServer, listen } from "../../foundation/http/listen.ts";
import { DatabaseError } from "../../foundation/storage/database.ts";
import { type TestApi, testApi } from "../../test/service/api.ts";
import { type TestCore, testCore } from "../../test/service/core.ts";
import { createLogger } from "../telemetry/logger.ts";
import { type Operation, operation, Refusal } from "./operation.ts";
import { problemHandler } from "./problem.ts";

let core: TestCore;
let api: TestApi;
const asked: unknown[] = [];
const lines: Record<string, unknown>[] = [];
const log = createLogger({ level: "info", destination: { write: (line) => lines.push(JSON.parse(line)) } });

/** An operation of each kind, which keeps what reached it. */
const operations: readonly Operation[] = [
  operation(
    {
      id: "bend",
      component: "orders",
      method: "post",
      path: "/spoons/{spoonId}",
      summary: "Bend a spoon.",
      access: "public",
      params: Type.Object({ spoonId: Type.Integer({ minimum: 1 }) }),
      query: Type.Object({ times: Type.Optional(Type.Integer({ maximum: 3 })) }, { additionalProperties: false }),
      headers: Type.Object({ "x-force": Type.Number() }),
      body: Type.Object({ angle: Type.Integer(), name: Type.Optional(Type.String()) }, { additionalProperties: false }),
      responses: { 201: Type.Object({ ok: Type.Boolean() }), 204: null },
    },
    async ({ params, query, headers, body }) => {
      asked.push({ params, query, headers, body });
      if (body.angle === 0) return { status: 204 };
      if (body.angle === 7) throw new Refusal(409, "bent-already", "It is bent already.", { "x-bent": "yes" });
      if (body.angle === 8) throw new DatabaseError("timeout", "SELECT secret FROM spoons");
      if (body.angle === 9) throw new Error("a secret");
      if (body.angle === 10) throw new Error(`no spoon of ${body.name}`);
      return { status: 201, body: { ok: true } };
    },
  ),
  operation(
    {
      id: "count",
      component: "orders",
      method: "get",
      path: "/spoons",
      summary: "Count them.",
      access: ["admin"],
      responses: { 200: Type.Object({}) },
    },
    async () => ({ status: 200, body: {} }),
  ),
];

beforeEach(async () => {
  core = await testCore();
  lines.length = 0;
  api = await testApi({ ...core, log }, operations);
  asked.length = 0;
});
afterEach(async () => {
  await api.close();
  await core.close();
});

async function bend(path: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${api.url}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-force": "1.5", ...headers },
    body,
  });
  const text = await response.text();
  return { response, status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

describe("a request that keeps the contract", () => {
  it("reaches its handler with numbers where the contract says so", async () => {
    expect((await bend("/spoons/12?times=2", '{"angle":30}')).status).toBe(201);
    expect(asked).toEqual([
      { params: { spoonId: 12 }, query: { times: 2 }, headers: { "x-force": 1.5 }, body: { angle: 30 } },
    ]);
  });

  it("may be answered without a body", async () => {
    expect(await bend("/spoons/1", '{"angle":0}')).toMatchObject({ status: 204, body: undefined });
  });
});

describe("a request that breaks it never reaches the handler, and hears where", () => {
  it.each([
    ["/spoons/0", '{"angle":1}', {}, "/params/spoonId", "must be >= 1"],
    ["/spoons/x", '{"angle":1}', {}, "/params/spoonId", "must be integer"],
    ["/spoons/1?times=4", '{"angle":1}', {}, "/query/times", "must be <= 3"],
    ["/spoons/1?tims=2", '{"angle":1}', {}, "/query", "must NOT have additional properties: tims"],
    ["/spoons/1", '{"angle":1}', { "x-force": "much" }, "/headers/x-force", "must be number"],
    ["/spoons/1", '{"angle":"30"}', {}, "/body/angle", "must be integer"],
    ["/spoons/1", '{"angle":1,"admin":true}', {}, "/body", "must NOT have additional properties: admin"],
    ["/spoons/1", "{}", {}, "/body", "must have required property 'angle'"],
    ["/spoons/1", "[]", {}, "/body", "must be object"],
    ["/spoons/1", '{"__proto__":{"angle":1}}', {}, "/body", "must have required property 'angle'"],
  ] as const)("%s %s %j", async (path, body, headers, pointer, detail) => {
    const answer = await bend(path, body, headers);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ code: "invalid-request", violations: [{ pointer, detail }] });
    expect(answer.response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
    expect(asked).toEqual([]);
  });

  it.each([
    ["{", 400, "invalid-body"],
    ["", 400, "invalid-request"],
    [`{"angle":${"1".repeat(70_000)}}`, 413, "too-large"],
  ])("a body that is %.20s", async (body, status, code) => {
    expect(await bend("/spoons/1", body)).toMatchObject({ status, body: { code } });
  });

  it("a body that is no JSON", async () => {
    const answer = await bend("/spoons/1", "angle=1", { "content-type": "application/x-www-form-urlencoded" });
    expect(answer).toMatchObject({ status: 415, body: { code: "unsupported-media-type" } });
  });

  it("all that is wrong is told at once, place by place", async () => {
    const { body } = await bend("/spoons/0?times=9", '{"angle":"x"}', { "x-force": "much" });
    expect(body.violations.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      "/params/spoonId",
      "/query/times",
      "/headers/x-force",
      "/body/angle",
    ]);
  });
});

describe("what goes wrong", () => {
  it("a rule that forbids it is told as it is, with its headers", async () => {
    const answer = await bend("/spoons/1", '{"angle":7}');
    expect(answer).toMatchObject({
      status: 409,
      body: { title: "Conflict", status: 409, code: "bent-already", detail: "It is bent already." },
    });
    expect(answer.response.headers.get("x-bent")).toBe("yes");
  });

  it("a database that is away is a reason to come back, and tells nothing of itself", async () => {
    const answer = await bend("/spoons/1", '{"angle":8}');
    expect(answer).toMatchObject({ status: 503, body: { code: "unavailable" } });
    expect(answer.response.headers.get("retry-after")).toBe("5");
    expect(JSON.stringify(answer.body)).not.toContain("SELECT");
  });

  it("our own mistakes are not explained", async () => {
    const answer = await bend("/spoons/1", '{"angle":9}');
    expect(answer).toMatchObject({ status: 500, body: { code: "internal" } });
    expect(JSON.stringify(answer.body)).not.toContain("secret");
  });

  it.each([
    [8, "warn", 503],
    [9, "error", 500],
  ])("is one line of the log, with the route and what its answer is called: angle %i", async (angle, level, status) => {
    const { body } = await bend("/spoons/17", `{"angle":${angle}}`);
    expect(body.status).toBe(status);
    expect(lines).toMatchObject([
      { level, msg: "a request failed", method: "POST", route: "/api/v1/spoons/{spoonId}" },
    ]);
    expect(body.instance).toBe(`urn:uuid:${lines[0]?.["request_id"]}`);
  });

  it("keeps nothing of what the caller wrote: names have no pattern", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 3, maxLength: 30 }), async (name) => {
        lines.length = 0;
        await bend("/spoons/1", JSON.stringify({ angle: 10, name }));
        expect(lines).toMatchObject([
          { err: { message: "no spoon of [redacted]", stack: expect.stringMatching(/\n +at /) } },
        ]);
      }),
      { numRuns: 30 },
    );
  });

  it("an answer that has begun breaks off: its client sees that it is not whole, and the log says why", async () => {
    const app = express();
    app.get("/spoons/:spoonId", (_request, response) => {
      response.write("half a sp");
      throw new Error("boom");
    });
    app.use(problemHandler(log, "/api"));
    const { server, url } = await listen(app, "127.0.0.1", 0);
    await expect(fetch(`${url}/spoons/1`).then((answer) => answer.text())).rejects.toThrow();
    expect(lines).toMatchObject([{ level: "error", msg: "a request failed", route: "/api/spoons/{spoonId}" }]);
    await closeServer(server, 0);
  });

  it.each([
    ["GET", "/spoons/1", 405, "method-not-allowed"],
    ["DELETE", "/spoons", 405, "method-not-allowed"],
    ["GET", "/forks", 404, "not-found"],
    ["GET", "/Spoons", 404, "not-found"],
    ["GET", "/spoons/%E0%A4%A", 400, "invalid-path"],
  ])("%s %s", async (method, path, status, code) => {
    const response = await fetch(api.url + path, { method });
    expect([response.status, await response.json()]).toMatchObject([status, { code }]);
    if (status === 405) expect(response.headers.get("allow")).toMatch(/^(POST|GET)$/);
  });

  it("who may not is told so, and nobody is asked to say who they are", async () => {
    expect(await api.get("/spoons", "admin")).toMatchObject({ status: 200 });
    expect(await api.get("/spoons", "customer")).toMatchObject({ status: 403, body: { code: "forbidden" } });
    const nobody = await fetch(`${api.url}/spoons`);
    expect([nobody.status, nobody.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="lucky-gas"']);
  });
});
