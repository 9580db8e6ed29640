import Type from "typebox";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "../../test/service/api.ts";
import { type TestCore, testCore } from "../../test/service/core.ts";
import { operation } from "./operation.ts";

const SHOP = "https://shop.example";
const ELSEWHERE = "https://elsewhere.example";

const beacon = operation(
  {
    id: "tell",
    component: "browser",
    method: "post",
    path: "/beacons",
    summary: "Tell.",
    access: "public",
    body: Type.Object({}),
    responses: { 204: null },
  },
  async () => ({ status: 204 }),
);

let core: TestCore;
let api: TestApi;
let closed: TestApi;
beforeAll(async () => {
  core = await testCore();
  api = await testApi(core, [beacon], [SHOP, "https://m.shop.example"]);
  closed = await testApi(core, [beacon]);
});
afterAll(async () => {
  await api.close();
  await closed.close();
  await core.close();
});

const preflight = (url: string, origin: string) =>
  fetch(`${url}/beacons`, {
    method: "OPTIONS",
    headers: {
      origin,
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,content-type,idempotency-key",
    },
  });
const call = (url: string, origin: string) =>
  fetch(`${url}/beacons`, { method: "POST", headers: { origin, "content-type": "application/json" }, body: "{}" });

describe("a page of an origin that is named", () => {
  it.each([SHOP, "https://m.shop.example"])("%s may call, beacons with credentials included", async (origin) => {
    const asked = await preflight(api.url, origin);
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": expect.stringContaining("POST"),
      "access-control-allow-headers": expect.stringContaining("idempotency-key"),
      vary: expect.stringContaining("Origin"),
    });
    const answer = await call(api.url, origin);
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([204, origin]);
  });

  it("hears why it was refused", async () => {
    const refused = await fetch(`${api.url}/nothing`, { headers: { origin: SHOP } });
    expect([refused.status, refused.headers.get("access-control-allow-origin")]).toEqual([404, SHOP]);
  });
});

it.each([ELSEWHERE, "https://shop.example.evil.example", "http://shop.example", "null"])(
  "a page of %s is not told that it may",
  async (origin) => {
    expect((await preflight(api.url, origin)).headers.get("access-control-allow-origin")).toBeNull();
    expect((await call(api.url, origin)).headers.get("access-control-allow-origin")).toBeNull();
  },
);

it("without origins nobody else's page may call", async () => {
  const asked = await preflight(closed.url, SHOP);
  expect([asked.status, asked.headers.get("access-control-allow-origin")]).toEqual([405, null]);
});
