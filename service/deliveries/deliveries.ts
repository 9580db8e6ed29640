import { EventEmitter } from "node:events";
import Type from "typebox";
import type { Queries } from "../../foundation/storage/database.ts";
import type { Core, Part } from "../core.ts";
import { type Caller, operation, Refusal } from "../http/operation.ts";
import type { OrderRow } from "../orders/order-document.ts";
import { MOMENT, orNull, TEXT } from "../sync/column-forms.ts";
import type { Carry, SyncedTable } from "../sync/sync-entity.ts";
import { taipeiDay } from "../taiwan/taipei-time.ts";
import {
  Delivery,
  type DeliveryRow,
  type DeliveryView,
  deliveryDocument,
  SELECT_DELIVERY_VIEWS,
} from "./delivery-document.ts";
import { DELIVERY_STATES, type DeliveryOutcome, type DeliveryStep, outcomeOf, STEPS } from "./delivery-state.ts";
import { asKept, isProvedBy, lackOf, Proof } from "./proof.ts";

export const DELIVERIES: SyncedTable = {
  entity: "delivery",
  table: "deliveries",
  fields: {
    order_id: TEXT,
    customer_id: TEXT,
    due_on: TEXT,
    slot_end: MOMENT,
    driver_id: orNull(TEXT),
    state: Type.Enum([...DELIVERY_STATES]),
    outcome: orNull(TEXT),
  },
  takenBack: [],
};

const MOST_OF_A_DAY = 500;
const READERS = ["customer", "driver", "dispatcher", "admin"] as const;
const DRIVERS = ["driver"] as const;

const DeliveryParams = Type.Object({ deliveryId: Type.String({ maxLength: 100 }) });
export interface Invoice {
  readonly orderId: string;
  readonly customerId: string;
  readonly buyerTaxId: string | null;
  readonly amountTwd: number;
  readonly taxTwd: number;
}

/** What a delivery makes others do, within its transaction. */
export interface DeliveryPorts {
  readonly carry: Carry;
  readonly invoice: (queries: Queries, invoice: Invoice) => Promise<void>;
  readonly tell: (queries: Queries, customerId: string, text: string) => Promise<void>;
}

export interface Deliveries extends Part {
  /** Answers with the id of the delivery. */
  readonly schedule: (queries: Queries, order: OrderRow) => Promise<string>;
  readonly unschedule: (queries: Queries, orderId: string) => Promise<void>;
  /** Gives a delivery that nobody has to a driver; one that a driver has only when `insteadOf` names that driver. */
  readonly assign: (deliveryId: string, driverId: string, insteadOf?: string) => Promise<void>;
  /** The driver whose truck a caller may watch for a delivery that is on its way; undefined when there is none. */
  readonly canWatch: (caller: Caller, deliveryId: string) => Promise<string | undefined>;
  /** Who drives each delivery that is on its way now. */
  readonly onTheWay: () => Promise<ReadonlyMap<string, string>>;
  /** Tells of each delivery that this process takes off the road, as soon as that is committed: closed, or with another driver. */
  readonly onOffTheRoad: (listener: (deliveryId: string) => void) => void;
}

/** Bringing the gas, and proving that it came. */
export function deliveries({ database, now, newId, record }: Core, ports: DeliveryPorts): Deliveries {
  const offTheRoad = new EventEmitter<{ delivery: [string] }>();
  /** Takes a step if the delivery is in a state for it and with the driver who is named, whoever else tries at the same moment. */
  const step = async (
    queries: Queries,
    id: string,
    name: DeliveryStep,
    { heldBy = "", givenTo = null }: { readonly heldBy?: string; readonly givenTo?: string | null } = {},
  ): Promise<DeliveryRow> => {
    const { from, to } = STEPS[name];
    const [row] = await queries.query<DeliveryRow>(
      `UPDATE deliveries SET state = $2, driver_id = COALESCE($3, driver_id), version = version + 1, updated_at = $4
       WHERE id = $1 AND (state = $5 OR state = $6) AND ($7 = '' OR driver_id = $7) RETURNING *`,
      [id, to, givenTo, now(), from[0], from.at(-1) ?? from[0], heldBy],
    );
    if (row === undefined) throw new Refusal(409, "not-in-this-state", "The delivery is not in a state for this.");
    await ports.carry(queries, "delivery", id);
    if (to !== "en_route") queries.afterCommit(() => offTheRoad.emit("delivery", id));
    return row;
  };

  /** What a caller may not see is not there. */
  const read = async (id: string, caller: Caller): Promise<DeliveryView> => {
    const [row] = await database.query<DeliveryView>(`${SELECT_DELIVERY_VIEWS} WHERE deliveries.id = $1`, [id]);
    const isForeign =
      (caller.role === "driver" && row?.driver_id !== caller.userId) ||
      (caller.role === "customer" && row?.customer_id !== caller.customerId);
    if (row === undefined || isForeign) throw new Refusal(404, "no-such-delivery", "There is no such delivery.");
    return row;
  };

  const setStage = async (queries: Queries, orderId: string, stage: string): Promise<void> => {
    await queries.query("UPDATE orders SET stage = $2, version = version + 1, updated_at = $3 WHERE id = $1", [
      orderId,
      stage,
      now(),
    ]);
    await ports.carry(queries, "order", orderId);
  };

  const prove = async (row: DeliveryRow, driverId: string, { outcome: proof, recipient, serials }: Proof) => {
    const outcome: DeliveryOutcome = outcomeOf(proof, now(), row.slot_end);
    await database.transaction(async (queries) => {
      await queries.query(
        "UPDATE deliveries SET outcome = $2, recipient = $3, serials = $4, closed_at = $5 WHERE id = $1",
        [row.id, outcome, recipient, JSON.stringify(serials), now()],
      );
      // Last, because the step carries the row as it is then.
      await step(queries, row.id, "prove", { heldBy: driverId });
      await setStage(queries, row.order_id, proof === "delivered" ? "delivered" : "failed");
      if (proof !== "delivered") return;
      const [order] = await queries.query<OrderRow & { tax_id: string | null }>(
        "SELECT orders.*, tax_id FROM orders JOIN customers ON customers.id = customer_id WHERE orders.id = $1",
        [row.order_id],
      );
      if (order === undefined) return;
      await ports.invoice(queries, {
        orderId: order.id,
        customerId: order.customer_id,
        buyerTaxId: order.tax_id,
        amountTwd: order.amount_twd,
        taxTwd: order.tax_twd,
      });
      await ports.tell(queries, order.customer_id, "瓦斯已送達，感謝您的訂購。");
    });
    record({ type: "delivery.finished", deliveryId: row.id, outcome });
  };

  return {
    operations: [
      operation(
        {
          id: "listDeliveries",
          component: "deliveries",
          method: "get",
          path: "/deliveries",
          summary: "The deliveries of a day; drivers and customers see their own.",
          access: READERS,
          query: Type.Object({ on: Type.String({ format: "date" }) }, { additionalProperties: false }),
          responses: { 200: Type.Object({ items: Type.Array(Delivery) }) },
        },
        async ({ query, caller }) => {
          const rows = await database.query<DeliveryView>(
            `${SELECT_DELIVERY_VIEWS}
             WHERE due_on = $1 AND ($2 = '' OR driver_id = $2) AND ($3 = '' OR deliveries.customer_id = $3)
             ORDER BY state, deliveries.slot_end, deliveries.id LIMIT $4`,
            [
              query.on,
              caller.role === "driver" ? caller.userId : "",
              caller.role === "customer" ? (caller.customerId ?? "none") : "",
              MOST_OF_A_DAY,
            ],
          );
          return { status: 200, body: { items: rows.map((row) => deliveryDocument(row, caller.role)) } };
        },
      ),
      operation(
        {
          id: "readDelivery",
          component: "deliveries",
          method: "get",
          path: "/deliveries/{deliveryId}",
          summary: "One delivery; drivers and customers see their own.",
          access: READERS,
          params: DeliveryParams,
          responses: { 200: Delivery },
          refusals: [404],
        },
        async ({ params, caller }) => ({
          status: 200,
          body: deliveryDocument(await read(params.deliveryId, caller), caller.role),
        }),
      ),
      operation(
        {
          id: "departForDelivery",
          component: "deliveries",
          method: "post",
          path: "/deliveries/{deliveryId}/departure",
          summary: "The driver is on the way. Told twice, it happened once.",
          access: DRIVERS,
          params: DeliveryParams,
          responses: { 200: Delivery },
          refusals: [404, 409],
        },
        async ({ params, caller }) => {
          const { id, state, customer_id: customerId } = await read(params.deliveryId, caller);
          // The answer to the first try was lost on the road, or the second is a double tap.
          if (state !== "en_route") {
            const departing = database.transaction(async (queries) => {
              await step(queries, id, "depart", { heldBy: caller.userId });
              await ports.tell(queries, customerId, "瓦斯正在配送途中，請留意來電。");
            });
            await departing.catch(async (error: unknown) => {
              if ((await read(id, caller)).state !== "en_route") throw error;
            });
          }
          return { status: 200, body: deliveryDocument(await read(id, caller), caller.role) };
        },
      ),
      operation(
        {
          id: "proveDelivery",
          component: "deliveries",
          method: "post",
          path: "/deliveries/{deliveryId}/proof",
          summary:
            "The driver closes the delivery; one that succeeded is invoiced. The same proof again changes nothing.",
          access: DRIVERS,
          params: DeliveryParams,
          body: Proof,
          responses: { 200: Delivery },
          refusals: [404, 409, 422],
        },
        async ({ params, body, caller }) => {
          const row = await read(params.deliveryId, caller);
          const proof = asKept(body);
          if (!isProvedBy(row, proof)) {
            // Of one that cannot be proved now, that is said first.
            const lack = row.state === "en_route" ? lackOf(proof) : undefined;
            if (lack !== undefined) throw new Refusal(422, "proof-incomplete", lack);
            await prove(row, caller.userId, proof).catch(async (error: unknown) => {
              // The same proof has won in the meantime.
              if (!isProvedBy(await read(row.id, caller), proof)) throw error;
            });
          }
          return { status: 200, body: deliveryDocument(await read(row.id, caller), caller.role) };
        },
      ),
    ],
    gauges: [
      {
        name: "deliveries_open",
        read: async () => {
          const rows = await database.query<{
            state: "unassigned" | "assigned" | "en_route";
            open: number;
            late: number | null;
          }>(
            `SELECT state, COUNT(*) AS open, SUM(CASE WHEN slot_end < $2 THEN 1 ELSE 0 END) AS late
             FROM deliveries WHERE due_on = $1 AND state <> 'closed' GROUP BY state`,
            [taipeiDay(now()), now()],
          );
          const open = new Map(rows.map((row) => [row.state, row.open - (row.late ?? 0)]));
          const late = rows.reduce((sum, row) => sum + (row.late ?? 0), 0);
          const states = (["unassigned", "assigned", "en_route"] as const).map(
            (state) => [{ state }, open.get(state) ?? 0] as const,
          );
          return [...states, [{ state: "late" }, late] as const];
        },
      },
    ],
    schedule: async (queries, order) => {
      const id = newId();
      await queries.query(
        `INSERT INTO deliveries (id, order_id, customer_id, due_on, slot_end, waiting_since, state, version, updated_at)
         VALUES ($1, $2, $3, $4, $5, $6, 'unassigned', 1, $6)`,
        [id, order.id, order.customer_id, taipeiDay(order.slot_start), order.slot_end, now()],
      );
      await ports.carry(queries, "delivery", id);
      return id;
    },
    unschedule: async (queries, orderId) => {
      const [row] = await queries.query<DeliveryRow>("SELECT * FROM deliveries WHERE order_id = $1", [orderId]);
      if (row !== undefined) await step(queries, row.id, "cancel");
    },
    assign: async (deliveryId, driverId, insteadOf) => {
      await database.transaction(async (queries) => {
        const [driver] = await queries.query("SELECT id FROM users WHERE id = $1 AND role = 'driver'", [driverId]);
        if (driver === undefined) throw new Refusal(422, "no-such-driver", "There is no such driver.");
        const [known] = await queries.query("SELECT id FROM deliveries WHERE id = $1", [deliveryId]);
        if (known === undefined) throw new Refusal(404, "no-such-delivery", "There is no such delivery.");
        const row =
          insteadOf === undefined
            ? await step(queries, deliveryId, "assign", { givenTo: driverId })
            : await step(queries, deliveryId, "reassign", { givenTo: driverId, heldBy: insteadOf });
        await setStage(queries, row.order_id, "assigned");
      });
      record({ type: "delivery.assigned", deliveryId, driverId });
    },
    canWatch: async (caller, deliveryId) => {
      const [row] = await database.query<DeliveryRow>(
        "SELECT * FROM deliveries WHERE id = $1 AND customer_id = $2 AND state = 'en_route'",
        [deliveryId, caller.customerId ?? ""],
      );
      return row?.driver_id ?? undefined;
    },
    onOffTheRoad: (listener) => {
      offTheRoad.on("delivery", listener);
    },
    onTheWay: async () => {
      const rows = await database.query<{ id: string; driver_id: string }>(
        "SELECT id, driver_id FROM deliveries WHERE state = 'en_route'",
      );
      return new Map(rows.map(({ id, driver_id: driver }) => [id, driver]));
    },
  };
}
