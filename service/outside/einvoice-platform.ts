import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";
import type { OutsideCall } from "./call.ts";
import { Circuit, RefusedByParty } from "./circuit.ts";

const PATIENCE_MS = 5_000;

export interface EInvoice {
  readonly number: string;
  readonly issuedAt: number;
  readonly buyerTaxId: string | null;
  readonly amountTwd: number;
  readonly taxTwd: number;
}

export type Submission = { readonly outcome: "accepted" } | { readonly outcome: "rejected"; readonly reason: string };

export interface EInvoicePlatform {
  /** Submits an invoice, as often as need be: its number makes it one. Rejects when the platform cannot be reached or believed. */
  readonly submit: (invoice: EInvoice) => Promise<Submission>;
  readonly circuit: Circuit;
}

/** The platform said something that it cannot mean. */
export class PlatformError extends Error {}

const Receipt = Type.Object({
  status: Type.Enum(["accepted", "rejected"]),
  number: Type.String(),
  amount: Type.Integer(),
  reason: Type.Optional(Type.String({ maxLength: 200 })),
});
const isReceipt = checkOf(Receipt);

/** The tax authority's e-invoice platform. */
export function createEInvoicePlatform(
  { url, secret }: { readonly url: string; readonly secret: string },
  call: OutsideCall,
): EInvoicePlatform {
  const circuit = new Circuit();
  /** What the platform says that it holds, after it has said yes: a yes alone has been wrong before. */
  const isHeld = async ({ number, amountTwd }: EInvoice): Promise<boolean> => {
    const { json } = await call({
      peer: "einvoice-platform",
      method: "GET",
      url: `${url}/invoices/${number}`,
      signedWith: secret,
      timeoutMs: PATIENCE_MS,
    });
    return isReceipt(json) && json.status === "accepted" && json.number === number && json.amount === amountTwd;
  };

  return {
    circuit,
    submit: (invoice) =>
      circuit.run(async () => {
        const { status, json } = await call({
          peer: "einvoice-platform",
          method: "POST",
          url: `${url}/invoices`,
          signedWith: secret,
          json: {
            number: invoice.number,
            date: new Date(invoice.issuedAt).toISOString(),
            buyer: invoice.buyerTaxId ?? "0000000000",
            amount: invoice.amountTwd,
            tax: invoice.taxTwd,
          },
          timeoutMs: PATIENCE_MS,
        });
        if (status === 422 && isReceipt(json)) return { outcome: "rejected", reason: json.reason ?? "no reason given" };
        if (status === 400) throw new RefusedByParty("the platform cannot read the invoice");
        if (status !== 200 && status !== 201) throw new PlatformError(`the platform answered ${status}`);
        if (!(await isHeld(invoice))) throw new PlatformError("the platform said yes, and does not hold the invoice");
        return { outcome: "accepted" };
      }),
  };
}
