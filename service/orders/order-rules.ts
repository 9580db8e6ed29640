import { taxWithin } from "../taiwan/money.ts";
import { isWithinOpeningHours } from "../taiwan/taipei-time.ts";

/** Cylinders by their gas in kilograms, with the price of one in TWD, tax included. */
const PRICES_TWD = { 4: 280, 10: 520, 16: 780, 20: 960 } as const;
export type CylinderKg = keyof typeof PRICES_TWD;
export const CYLINDERS_KG = [4, 10, 16, 20] as const satisfies readonly CylinderKg[];

export const SLOT_MS = 2 * 3_600_000;
const LATEST_SLOT_MS = 14 * 86_400_000;
export const MOST_OPEN_ORDERS = 200;

export interface Price {
  readonly amount_twd: number;
  /** Within the amount. */
  readonly tax_twd: number;
}

export function priceOf(cylinder: CylinderKg, quantity: number): Price {
  const amount = PRICES_TWD[cylinder] * quantity;
  return { amount_twd: amount, tax_twd: taxWithin(amount) };
}

export type RefusalReason = "outside-area" | "slot-too-soon" | "slot-too-late" | "slot-closed" | "too-many-open-orders";

/** Why an order cannot be taken, or undefined when it can. */
export function reasonToRefuse(order: {
  readonly isInArea: boolean;
  readonly slotStart: number;
  readonly openOrders: number;
  readonly now: number;
}): RefusalReason | undefined {
  if (!order.isInArea) return "outside-area";
  if (order.slotStart < order.now) return "slot-too-soon";
  if (order.slotStart > order.now + LATEST_SLOT_MS) return "slot-too-late";
  if (!isWithinOpeningHours(order.slotStart, order.slotStart + SLOT_MS)) return "slot-closed";
  if (order.openOrders >= MOST_OPEN_ORDERS) return "too-many-open-orders";
  return undefined;
}

export const REFUSALS: Readonly<Record<RefusalReason, string>> = {
  "outside-area": "We do not deliver to this address.",
  "slot-too-soon": "The delivery slot has begun already.",
  "slot-too-late": "The delivery slot is more than 14 days away.",
  "slot-closed": "We deliver from 8 to 20 o'clock.",
  "too-many-open-orders": `There are ${MOST_OPEN_ORDERS} open orders already.`,
};
