import { createHash } from "node:crypto";
import Type from "typebox";
import { DatabaseError, type Queries } from "../../foundation/storage/database.ts";
import type { Core, Part } from "../core.ts";
import { canonicalJson } from "../http/canonical-json.ts";
import { type Caller, operation, Refusal } from "../http/operation.ts";
import { PAGE_LIMIT, Page, PageQuery, page } from "../http/page.ts";
import { INTEGER, MOMENT, TEXT } from "../sync/column-forms.ts";
import type { Carry, SyncedTable } from "../sync/sync-entity.ts";
import { isInDeliveryArea } from "../taiwan/delivery-area.ts";
import {
  Cylinder,
  NewOrder,
  Order,
  type OrderRow,
  type OrderView,
  orderDocument,
  Quantity,
  SELECT_ORDERS,
  STAGES,
} from "./order-document.ts";
import { priceOf, REFUSALS, reasonToRefuse, SLOT_MS } from "./order-rules.ts";

export const ORDERS: SyncedTable = {
  entity: "order",
  table: "orders",
  fields: {
    customer_id: TEXT,
    channel: TEXT,
    cylinder_kg: INTEGER,
    quantity: INTEGER,
    amount_twd: INTEGER,
    tax_twd: INTEGER,
    slot_start: MOMENT,
    slot_end: MOMENT,
    stage: Type.Enum([...STAGES]),
  },
  takenBack: [],
};

const BUYERS = ["customer", "dispatcher", "admin"] as const;
const READERS = [...BUYERS, "accountant"] as const;
const IDEMPOTENCY_KEYS_KEPT_MS = 7 * 86_400_000;

const OrderParams = Type.Object({ orderId: Type.String({ maxLength: 100 }) });

/** What happens to others when an order is placed or taken back; all within the order's transaction. */
export interface OrderPorts {
  readonly carry: Carry;
  /** Answers with the id of the delivery. */
  readonly schedule: (queries: Queries, order: OrderRow) => Promise<string>;
  readonly unschedule: (queries: Queries, orderId: string) => Promise<void>;
  readonly tell: (queries: Queries, customerId: string, text: string) => Promise<void>;
}

/** Placing, reading and taking back orders. */
export function orders(core: Core, ports: OrderPorts): Part {
  const { database, now, newId, record } = core;

  const place = async (body: NewOrder, key: string, caller: Caller): Promise<[OrderView, boolean]> => {
    const customerId = caller.role === "customer" ? caller.customerId : body.customer_id;
    const bodyHash = createHash("sha256").update(canonicalJson(body)).digest("hex");
    const { channel } = body;
    const result = await database.transaction(async (queries): Promise<[OrderView, boolean]> => {
      const used = await usedKey(queries, caller.userId, key, bodyHash);
      if (used !== undefined) return [used, false];
      const [customer] = await queries.query<{ city: string; district: string; open: number }>(
        `SELECT city, district, (SELECT COUNT(*) FROM orders WHERE customer_id = $1 AND stage IN ('placed', 'assigned')) AS open
         FROM customers WHERE id = $1`,
        [customerId ?? ""],
      );
      if (customer === undefined) throw new Refusal(404, "no-such-customer", "There is no such customer.");
      const slotStart = Date.parse(body.slot_start);
      const isInArea = isInDeliveryArea(customer.city, customer.district);
      const reason = reasonToRefuse({ isInArea, slotStart, openOrders: customer.open, now: now() });
      if (reason !== undefined) throw new Refusal(422, reason, REFUSALS[reason]);
      const order = await insertOrder(queries, customerId ?? "", body, slotStart);
      await queries.query(
        "INSERT INTO idempotency_keys (user_id, idempotency_key, body_hash, order_id, used_at) VALUES ($1, $2, $3, $4, $5)",
        [caller.userId, key, bodyHash, order.id, now()],
      );
      await queries.query("DELETE FROM idempotency_keys WHERE used_at < $1", [now() - IDEMPOTENCY_KEYS_KEPT_MS]);
      const deliveryId = await ports.schedule(queries, order);
      await ports.carry(queries, "order", order.id);
      await ports.tell(queries, order.customer_id, `已收到您的訂單：${order.cylinder_kg}公斤瓦斯${order.quantity}桶。`);
      return [{ ...order, delivery_id: deliveryId }, true];
    });
    const [{ id: orderId, amount_twd: amountTwd }, isNew] = result;
    if (isNew) record({ type: "order.placed", channel, orderId, customerId: customerId ?? "", amountTwd });
    return result;
  };

  const insertOrder = async (
    queries: Queries,
    customerId: string,
    { channel, cylinder_kg, quantity }: NewOrder,
    slotStart: number,
  ): Promise<OrderRow> => {
    const { amount_twd: amount, tax_twd: tax } = priceOf(cylinder_kg, quantity);
    const [row] = await queries.query<OrderRow>(
      `INSERT INTO orders (id, customer_id, channel, cylinder_kg, quantity, amount_twd, tax_twd, slot_start, slot_end,
         stage, placed_at, version, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'placed', $10, 1, $10) RETURNING *`,
      [newId(), customerId, channel, cylinder_kg, quantity, amount, tax, slotStart, slotStart + SLOT_MS, now()],
    );
    if (row === undefined) throw new DatabaseError("other", "an inserted order was not returned");
    return row;
  };

  /** Customers see their own orders only; what they may not see is not there. */
  const read = async (id: string, caller: Caller): Promise<OrderView> => {
    const [row] = await database.query<OrderView>(`${SELECT_ORDERS} WHERE id = $1`, [id]);
    if (row === undefined || (caller.role === "customer" && row.customer_id !== caller.customerId)) {
      throw new Refusal(404, "no-such-order", "There is no such order.");
    }
    return row;
  };

  return {
    operations: [
      operation(
        {
          id: "placeOrder",
          component: "orders",
          method: "post",
          path: "/orders",
          summary:
            "Place an order under a new `idempotency-key`. The same key with the same body answers with the same order. Its `delivery_id` is what to watch.",
          access: BUYERS,
          headers: Type.Object({ "idempotency-key": Type.String({ minLength: 8, maxLength: 64 }) }),
          body: NewOrder,
          responses: { 200: Order, 201: Order },
          refusals: [404, 409, 422],
        },
        async ({ body, headers, caller }) => {
          try {
            const key = headers["idempotency-key"];
            const [order, isNew] = await place(body, key, caller).catch((error: unknown) => {
              // Another request with this key has just won; its order is there now.
              if (error instanceof DatabaseError && error.kind === "constraint") return place(body, key, caller);
              throw error;
            });
            return { status: isNew ? 201 : 200, body: orderDocument(order) };
          } catch (error) {
            if (error instanceof Refusal) record({ type: "order.refused", channel: body.channel, reason: error.code });
            else
              record({
                type: "order.failed",
                channel: body.channel,
                reason: error instanceof DatabaseError ? error.kind : "other",
              });
            throw error;
          }
        },
      ),
      operation(
        {
          id: "listOrders",
          component: "orders",
          method: "get",
          path: "/orders",
          summary: "Orders, the newest first.",
          access: READERS,
          query: Type.Object(
            { ...PageQuery, stage: Type.Optional(Type.Enum([...STAGES])) },
            { additionalProperties: false },
          ),
          responses: { 200: Page(Order) },
        },
        async ({ query, caller }) => {
          const rows = await database.query<OrderView>(
            `${SELECT_ORDERS}
             WHERE ($1 = '' OR id < $1) AND ($2 = '' OR stage = $2) AND ($3 = '' OR customer_id = $3)
             ORDER BY id DESC LIMIT $4`,
            [
              query.cursor ?? "",
              query.stage ?? "",
              caller.role === "customer" ? (caller.customerId ?? "none") : "",
              PAGE_LIMIT,
            ],
          );
          return { status: 200, body: page(rows, ({ id }) => id, orderDocument) };
        },
      ),
      operation(
        {
          id: "readOrder",
          component: "orders",
          method: "get",
          path: "/orders/{orderId}",
          summary: "One order.",
          access: READERS,
          params: OrderParams,
          responses: { 200: Order },
          refusals: [404],
        },
        async ({ params, caller }) => ({ status: 200, body: orderDocument(await read(params.orderId, caller)) }),
      ),
      operation(
        {
          id: "cancelOrder",
          component: "orders",
          method: "post",
          path: "/orders/{orderId}/cancellation",
          summary: "Take an order back before a driver has it.",
          access: BUYERS,
          params: OrderParams,
          responses: { 200: Order },
          refusals: [404, 409],
        },
        async ({ params, caller }) => {
          const { id } = await read(params.orderId, caller);
          await database.transaction(async (queries) => {
            const cancelled = await queries.query(
              `UPDATE orders SET stage = 'cancelled', version = version + 1, updated_at = $2
               WHERE id = $1 AND stage = 'placed' RETURNING id`,
              [id, now()],
            );
            if (cancelled.length === 0) throw new Refusal(409, "too-late", "A driver has this order already.");
            await ports.unschedule(queries, id);
            await ports.carry(queries, "order", id);
          });
          record({ type: "order.cancelled", orderId: id });
          return { status: 200, body: orderDocument(await read(id, caller)) };
        },
      ),
      operation(
        {
          id: "priceOrder",
          component: "orders",
          method: "get",
          path: "/order-prices",
          summary: "What an order would cost.",
          access: BUYERS,
          query: Type.Object({ cylinder_kg: Cylinder, quantity: Quantity }, { additionalProperties: false }),
          responses: { 200: Type.Object({ amount_twd: Type.Integer(), tax_twd: Type.Integer() }) },
        },
        async ({ query }) => ({ status: 200, body: priceOf(query.cylinder_kg, query.quantity) }),
      ),
    ],
    gauges: [
      {
        name: "orders_open",
        read: async () => {
          const rows = await database.query<{ stage: string; orders: number }>(
            "SELECT stage, COUNT(*) AS orders FROM orders WHERE stage IN ('placed', 'assigned', 'delivered') GROUP BY stage",
          );
          const counts = new Map(rows.map(({ stage, orders: count }) => [stage, count]));
          return (["placed", "assigned", "delivered"] as const).map(
            (stage) => [{ stage }, counts.get(stage) ?? 0] as const,
          );
        },
      },
    ],
  };
}

async function usedKey(
  queries: Queries,
  userId: string,
  key: string,
  bodyHash: string,
): Promise<OrderView | undefined> {
  const [used] = await queries.query<OrderView & { body_hash: string }>(
    `SELECT own.*, body_hash FROM idempotency_keys JOIN (${SELECT_ORDERS}) AS own ON own.id = order_id
     WHERE user_id = $1 AND idempotency_key = $2`,
    [userId, key],
  );
  if (used !== undefined && used.body_hash !== bodyHash) {
    throw new Refusal(409, "key-used-for-another-order", "This idempotency key was used for another order.");
  }
  return used;
}
