import { describe, expect, it } from "vitest";
import { CUSTOMERS } from "./customers/customers.ts";
import { DELIVERIES } from "./deliveries/deliveries.ts";
import { INVOICES } from "./e-invoices/e-invoices.ts";
import { ORDERS } from "./orders/orders.ts";

describe("every table that both systems hold", () => {
  it.each([CUSTOMERS, ORDERS, DELIVERIES, INVOICES])(
    "keeps of $entity what tells of a fact",
    ({ fields, takenBack }) => {
      expect(Object.keys(fields)).toEqual(expect.arrayContaining([...takenBack]));
      const facts = [
        "stage",
        "state",
        "outcome",
        "driver_id",
        "number",
        "amount_twd",
        "tax_twd",
        "quantity",
        "order_id",
      ];
      expect(takenBack.filter((column) => facts.includes(column))).toEqual([]);
    },
  );
});
