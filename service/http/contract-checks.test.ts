import Type from "typebox";
import { describe, expect, it } from "vitest";
import { contractChecks } from "./contract-checks.ts";

const check = contractChecks({
  id: "writeThing",
  component: "orders",
  method: "post",
  path: "/things/{thingId}",
  summary: "",
  access: "public",
  params: Type.Object({ thingId: Type.String({ maxLength: 10 }) }),
  query: Type.Object({ count: Type.Optional(Type.Integer({ minimum: 1 })) }, { additionalProperties: false }),
  body: Type.Object({ at: Type.String({ format: "date-time" }), version: Type.Optional(Type.Integer()) }),
  responses: { 204: null },
});
const AT = "2026-11-20T12:00:00+08:00";
const places = (given: { params?: object; query?: object; body?: object }) =>
  check({ params: { thingId: "a" }, query: {}, headers: {}, body: { at: AT }, ...given }).map(({ pointer }) => pointer);

describe("a request that keeps its contract", () => {
  it("has numbers that a column holds, whether the contract names their bounds or not", () => {
    expect(places({ body: { at: AT, version: 2_147_483_647 } })).toEqual([]);
    expect(places({ body: { at: AT, version: 2_147_483_648 } })).toEqual(["/body/version"]);
    expect(places({ body: { at: AT, version: -1e15 } })).toEqual(["/body/version"]);
    expect(places({ query: { count: "3000000000" } })).toEqual(["/query/count"]);
  });

  it("has no text that a database refuses, in any place", () => {
    expect(places({ params: { thingId: "\u0000" } })).toEqual(["/params/thingId"]);
    expect(places({ body: { at: AT, more: { note: "\ud800" } } })).toEqual(["/body/more/note"]);
  });

  it.each(["2026-11-20T12:00:00Z", "2024-02-29T23:59:59.123456-11:30", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])(
    "can name the moment %s",
    (at) => {
      expect(places({ body: { at } })).toEqual([]);
    },
  );

  it.each([
    "2026-06-30T23:59:60Z",
    "2026-02-30T00:00:00Z",
    "2025-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T12:00:00+24:00",
    "2026-11-20 12:00:00Z",
    "2026-11-20T12:00:00",
    "today",
  ])("does not name %s, which is no moment", (at) => {
    expect(places({ body: { at } })).toEqual(["/body/at"]);
  });
});
