import Type from "typebox";

const CHANNELS = ["app", "web", "phone", "counter"] as const;
export const STAGES = ["placed", "assigned", "delivered", "invoiced", "cancelled", "failed"] as const;

// Literals, because the texts of a query become numbers only where a type says so.
export const Cylinder = Type.Union([Type.Literal(4), Type.Literal(10), Type.Literal(16), Type.Literal(20)]);
export const Quantity = Type.Integer({ minimum: 1, maximum: 10 });

export const NewOrder = Type.Object(
  {
    customer_id: Type.Optional(
      Type.String({ maxLength: 100, description: "For whom; customers order for themselves" }),
    ),
    channel: Type.Enum([...CHANNELS]),
    cylinder_kg: Cylinder,
    quantity: Quantity,
    slot_start: Type.String({ format: "date-time", description: "The start of the two hours in which we come" }),
  },
  { additionalProperties: false },
);
export type NewOrder = Type.Static<typeof NewOrder>;

export const Order = Type.Object({
  id: Type.String(),
  customer_id: Type.String(),
  channel: Type.String(),
  cylinder_kg: Type.Integer(),
  quantity: Type.Integer(),
  amount_twd: Type.Integer(),
  tax_twd: Type.Integer({ description: "Within the amount" }),
  slot_start: Type.String({ format: "date-time" }),
  slot_end: Type.String({ format: "date-time" }),
  stage: Type.String(),
  delivery_id: Type.Optional(Type.String({ description: "What brings it: /deliveries/{deliveryId}" })),
});

/** The columns of an order, and its delivery. */
export const SELECT_ORDERS =
  "SELECT orders.*, (SELECT deliveries.id FROM deliveries WHERE order_id = orders.id) AS delivery_id FROM orders";

export interface OrderRow {
  readonly id: string;
  readonly customer_id: string;
  readonly channel: (typeof CHANNELS)[number];
  readonly cylinder_kg: number;
  readonly quantity: number;
  readonly amount_twd: number;
  readonly tax_twd: number;
  readonly slot_start: number;
  readonly slot_end: number;
  readonly stage: string;
}

export interface OrderView extends OrderRow {
  readonly delivery_id: string | null;
}

/** An order as the API shows it. */
export function orderDocument(row: OrderView): Type.Static<typeof Order> {
  return {
    id: row.id,
    customer_id: row.customer_id,
    channel: row.channel,
    cylinder_kg: row.cylinder_kg,
    quantity: row.quantity,
    amount_twd: row.amount_twd,
    tax_twd: row.tax_twd,
    slot_start: new Date(row.slot_start).toISOString(),
    slot_end: new Date(row.slot_end).toISOString(),
    stage: row.stage,
    ...(row.delivery_id === null ? {} : { delivery_id: row.delivery_id }),
  };
}
