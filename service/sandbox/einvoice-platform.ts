import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";
import type { HttpParty, PartyRequest } from "./http-party.ts";

const Body = Type.Object({
  number: Type.String({ pattern: "^[A-Z]{2}\\d{8}$" }),
  date: Type.String(),
  buyer: Type.String(),
  amount: Type.Integer({ minimum: 1 }),
  tax: Type.Integer({ minimum: 0 }),
});
const isBody = checkOf(Body);

export interface EInvoiceSandbox extends HttpParty {
  /** The amounts that it holds, by number. */
  readonly held: ReadonlyMap<string, number>;
  /** Refuses invoices of this buyer, as it does for tax ids that have been closed. */
  readonly refuseBuyer: (taxId: string) => void;
}

/** The tax authority's platform. A lie is a yes to an invoice that it then does not hold. */
export function einvoicePlatformSandbox(signature: {
  readonly secret: string;
  readonly now: () => number;
}): EInvoiceSandbox {
  const held = new Map<string, number>();
  const refused = new Set<string>();
  const submit = ({ json }: PartyRequest, isTrue: boolean) => {
    if (!isBody(json)) return { status: 400, json: { error: "malformed" } };
    const { number, amount, buyer } = json;
    if (refused.has(buyer))
      return { status: 422, json: { status: "rejected", number, amount, reason: "buyer is closed" } };
    if (isTrue) held.set(number, amount);
    return { status: 201, json: { status: "accepted", number, amount } };
  };
  const look = (path: string) => {
    const number = path.split("/").at(-1) ?? "";
    const amount = held.get(number);
    return amount === undefined
      ? { status: 404, json: { error: "unknown" } }
      : { status: 200, json: { status: "accepted", number, amount } };
  };
  return {
    party: "einvoice-platform",
    signature,
    held,
    refuseBuyer: (taxId) => refused.add(taxId),
    right: (request) => (request.method === "GET" ? look(request.path) : submit(request, true)),
    wrong: (request) => (request.method === "GET" ? look(request.path) : submit(request, false)),
  };
}
