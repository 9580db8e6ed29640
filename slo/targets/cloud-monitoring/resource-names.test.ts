import { describe, expect, it } from "vitest";
import { labelValue, resourceId } from "./resource-names.ts";

describe("names in Cloud Monitoring", () => {
  it.each(["orders", "e-invoices", "a", `a${"b".repeat(62)}`])("%s stays an id", (name) => {
    expect(resourceId(name)).toBe(name);
  });

  it.each([
    ["orders-", "s-orders--3cd32598"],
    ["1st", "s-1st-e01ddf65"],
    ["Orders", "s-orders-b7e8acdd"],
    ["訂單", "s---600eee53"],
  ])("%s becomes the id %s", (name, id) => {
    expect(resourceId(name)).toBe(id);
  });

  it.each(["order-team", "order_team", "1", "-"])("%s stays a label", (text) => {
    expect(labelValue(text)).toBe(text);
  });

  it("never makes one name of two", () => {
    const names = ["Orders", "ORDERS", "orders", "orders-", "orders_", "", " ", "訂單", "发票"];
    for (const name of [resourceId, labelValue]) {
      expect(new Set(names.map(name)).size).toBe(names.length);
      expect(name(`${"o".repeat(63)}1`)).not.toBe(name(`${"o".repeat(63)}2`));
    }
  });
});
