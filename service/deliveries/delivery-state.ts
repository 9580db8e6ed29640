/** The life of a delivery. A closed one stays closed. */
export type DeliveryState = "unassigned" | "assigned" | "en_route" | "closed";

export type DeliveryStep = "assign" | "depart" | "prove" | "cancel";

const NEXT: Readonly<Record<DeliveryState, Partial<Record<DeliveryStep, DeliveryState>>>> = {
  unassigned: { assign: "assigned", cancel: "closed" },
  // Another driver may take it over as long as nobody has left.
  assigned: { assign: "assigned", depart: "en_route" },
  en_route: { prove: "closed" },
  closed: {},
};

/** The state after a step, or undefined when the step is not possible. */
export function after(state: DeliveryState, step: DeliveryStep): DeliveryState | undefined {
  return NEXT[state][step];
}

/** The states in which a step is possible. */
export function statesBefore(step: DeliveryStep): DeliveryState[] {
  const states: DeliveryState[] = ["unassigned", "assigned", "en_route", "closed"];
  return states.filter((state) => after(state, step) !== undefined);
}

export type ProofOutcome = "delivered" | "failed" | "customer_absent";
export type DeliveryOutcome = "on_time" | "late" | "failed" | "customer_absent";

/** What a proof means, compared with the end of the promised slot; both times in Unix ms. */
export function outcomeOf(proof: ProofOutcome, at: number, slotEnd: number): DeliveryOutcome {
  if (proof !== "delivered") return proof;
  return at <= slotEnd ? "on_time" : "late";
}
