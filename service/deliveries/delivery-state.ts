/** The life of a delivery. A closed one stays closed. */
export const DELIVERY_STATES = ["unassigned", "assigned", "en_route", "closed"] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export type DeliveryStep = "assign" | "reassign" | "depart" | "prove" | "cancel";

interface Transition {
  readonly from: readonly [DeliveryState, DeliveryState?];
  readonly to: DeliveryState;
}

/** From which states each step is possible, and to which it leads. */
export const STEPS: Readonly<Record<DeliveryStep, Transition>> = {
  assign: { from: ["unassigned"], to: "assigned" },
  // Another driver may take it over until it is closed: a lorry may break down on the way.
  reassign: { from: ["assigned", "en_route"], to: "assigned" },
  depart: { from: ["assigned"], to: "en_route" },
  prove: { from: ["en_route"], to: "closed" },
  cancel: { from: ["unassigned"], to: "closed" },
};

/** The state after a step, or undefined when the step is not possible. */
export function after(state: DeliveryState, step: DeliveryStep): DeliveryState | undefined {
  const { from, to } = STEPS[step];
  return from.includes(state) ? to : undefined;
}

export type ProofOutcome = "delivered" | "failed" | "customer_absent";
export type DeliveryOutcome = "on_time" | "late" | "failed" | "customer_absent";

/** What a proof means, compared with the end of the promised slot; both times in Unix ms. */
export function outcomeOf(proof: ProofOutcome, at: number, slotEnd: number): DeliveryOutcome {
  if (proof !== "delivered") return proof;
  return at <= slotEnd ? "on_time" : "late";
}
