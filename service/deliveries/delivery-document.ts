import Type from "typebox";
import type { Role } from "../http/operation.ts";
import type { DeliveryState } from "./delivery-state.ts";

/** A delivery as the API shows it: to each caller what their work needs. */
export const Delivery = Type.Object({
  id: Type.String(),
  order_id: Type.String(),
  due_on: Type.String(),
  slot_end: Type.String({ format: "date-time" }),
  state: Type.String(),
  cylinder_kg: Type.Integer(),
  quantity: Type.Integer(),
  driver_id: Type.Optional(Type.String({ description: "Not for customers" })),
  outcome: Type.Optional(Type.String()),
  customer: Type.Optional(
    Type.Object(
      { name: Type.String(), phone: Type.String(), address: Type.String({ description: "City, district and street" }) },
      {
        description: "Where to and whom to call; not for customers, and for drivers only until the delivery is closed",
      },
    ),
  ),
});

export interface DeliveryRow {
  readonly id: string;
  readonly order_id: string;
  readonly customer_id: string;
  readonly due_on: string;
  readonly slot_end: number;
  readonly driver_id: string | null;
  readonly state: DeliveryState;
  readonly outcome: string | null;
  readonly recipient: string | null;
  /** A JSON list. */
  readonly serials: string | null;
}

export interface DeliveryView extends DeliveryRow {
  readonly cylinder_kg: number;
  readonly quantity: number;
  readonly name: string;
  readonly phone: string;
  readonly city: string;
  readonly district: string;
  readonly address: string;
}

/** Reads DeliveryView rows; conditions follow. */
export const SELECT_DELIVERY_VIEWS = `SELECT deliveries.*, cylinder_kg, quantity, name, phone, city, district, address
  FROM deliveries JOIN orders ON orders.id = order_id JOIN customers ON customers.id = deliveries.customer_id`;

export function deliveryDocument(row: DeliveryView, role: Role): Type.Static<typeof Delivery> {
  const { id, order_id, due_on, slot_end, state, cylinder_kg, quantity, driver_id, outcome } = row;
  const isForCustomers = role === "customer";
  const hasAddress = !isForCustomers && !(role === "driver" && state === "closed");
  const address = `${row.city}${row.district}${row.address}`;
  return {
    id,
    order_id,
    due_on,
    slot_end: new Date(slot_end).toISOString(),
    state,
    cylinder_kg,
    quantity,
    ...(driver_id === null || isForCustomers ? {} : { driver_id }),
    ...(outcome === null ? {} : { outcome }),
    ...(hasAddress ? { customer: { name: row.name, phone: row.phone, address } } : {}),
  };
}
