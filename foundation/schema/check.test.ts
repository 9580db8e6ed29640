import Type from "typebox";
import { describe, expect, it } from "vitest";
import { checkOf, type Offence } from "./check.ts";

const Order = Type.Object(
  {
    quantity: Type.Integer({ minimum: 1, default: 1 }),
    address: Type.String({ format: "uri", description: "an address" }),
  },
  { additionalProperties: false },
);
const keywords = (offences: readonly Offence[]) => offences.map(({ keyword }) => keyword);

describe("a check", () => {
  it("lets through what fits, untouched", () => {
    const order = { quantity: 2, address: "https://shop.example" };
    expect(checkOf(Order)(order)).toBe(true);
    expect(checkOf(Order).offences(order)).toEqual([]);
    expect(order).toEqual({ quantity: 2, address: "https://shop.example" });
  });

  it("of a message tells its first offence, takes nothing for something else and adds nothing", () => {
    expect(keywords(checkOf(Order).offences({ quantity: "2", address: "here", more: 1 }))).toHaveLength(1);
    expect(checkOf(Order)({ quantity: "2", address: "https://shop.example" })).toBe(false);
    expect(checkOf(Order)({ address: "https://shop.example" })).toBe(false);
  });

  it("of texts makes numbers of them, and adds nothing", () => {
    const order: Record<string, unknown> = { quantity: "2", address: "https://shop.example" };
    expect(checkOf(Order, "texts")(order)).toBe(true);
    expect(order["quantity"]).toBe(2);
    expect(checkOf(Order, "texts")({ address: "https://shop.example" })).toBe(false);
  });

  it("of writing tells all offences, with the value and the part of the schema", () => {
    const offences = checkOf(Order, "writing").offences({ quantity: "2", address: "here", more: 1 });
    expect(keywords(offences).sort()).toEqual(["additionalProperties", "format", "type"]);
    expect(offences.find(({ keyword }) => keyword === "format")).toMatchObject({
      data: "here",
      parentSchema: { description: "an address" },
    });
  });

  it("of settings makes numbers of texts, adds defaults and tells all offences", () => {
    const settings = { address: "https://shop.example" };
    expect(checkOf(Order, "settings")(settings)).toBe(true);
    expect(settings).toEqual({ quantity: 1, address: "https://shop.example" });
    expect(keywords(checkOf(Order, "settings").offences({ quantity: "none", address: "here" }))).toHaveLength(2);
  });

  it.each(["message", "texts", "writing", "settings"] as const)(
    "of %s throws at its first use for a schema with a keyword that nobody knows",
    (purpose) => {
      const check = checkOf({ type: "string", minimumLength: 3 }, purpose);
      expect(() => check("text")).toThrow(/minimumLength/);
    },
  );
});
