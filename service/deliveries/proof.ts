import Type from "typebox";
import type { DeliveryRow } from "./delivery-document.ts";

export const Proof = Type.Object(
  {
    outcome: Type.Enum(["delivered", "failed", "customer_absent"]),
    recipient: Type.String({ maxLength: 100, description: "Who took the cylinders; empty when nobody did" }),
    serials: Type.Array(Type.String({ minLength: 4, maxLength: 30 }), {
      maxItems: 20,
      description: "Of the cylinders that stay with the customer, each once",
    }),
  },
  { additionalProperties: false },
);
export type Proof = Type.Static<typeof Proof>;

/** The proof as it is kept: without spaces around, serials in capitals, as they are stamped. */
export function asKept({ outcome, recipient, serials }: Proof): Proof {
  return {
    outcome,
    recipient: recipient.trim(),
    serials: serials.map((serial) => serial.normalize("NFKC").trim().toUpperCase()),
  };
}

/** What a proof lacks, to be told to the driver; undefined when it proves what it says. */
export function lackOf({ outcome, recipient, serials }: Proof): string | undefined {
  if (outcome !== "delivered") return undefined;
  if (recipient === "") return "Say who took the cylinders.";
  if (serials.length === 0) return "Give the serial numbers of the cylinders.";
  if (serials.includes("")) return "A cylinder's serial number is empty.";
  if (new Set(serials).size < serials.length) return "A cylinder's serial number is there twice.";
  return undefined;
}

/** Whether a delivery was closed by this very proof: a driver whose answer was lost sends it again. */
export function isProvedBy({ state, outcome, recipient, serials }: DeliveryRow, proof: Proof): boolean {
  const proved = outcome === "on_time" || outcome === "late" ? "delivered" : outcome;
  return (
    state === "closed" &&
    proved === proof.outcome &&
    recipient === proof.recipient &&
    serials === JSON.stringify(proof.serials)
  );
}
