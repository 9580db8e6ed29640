import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import Type from "typebox";
import type { Core, Part } from "../core.ts";
import {
  Delivery,
  type DeliveryView,
  deliveryDocument,
  SELECT_DELIVERY_VIEWS,
} from "../deliveries/delivery-document.ts";
import { operation } from "../http/operation.ts";
import { CYLINDERS_KG } from "../orders/order-rules.ts";
import type { GoogleRoutes, Place } from "../outside/google-routes.ts";
import { RequestQuota } from "../outside/request-quota.ts";
import type { VertexAi } from "../outside/vertex-ai.ts";
import { DAY_MS, openSecondsBetween, startOfDay, taipeiDay } from "../taiwan/taipei-time.ts";
import { estimatedSeconds, planRoute } from "./route-plan.ts";

const DISPATCHERS = ["dispatcher", "admin"] as const;
/** What Google takes in one request, with the depot: 25 × 25 elements. */
const MOST_PLANNED_STOPS = 24;
const MOST_STOPS = 200;
const MOST_UNASSIGNED = 100;
const HISTORY_DAYS = 7;
const WEEK_MS = HISTORY_DAYS * DAY_MS;
/** A dispatcher would rather have a plan without traffic than wait longer. */
const LONGEST_QUOTA_WAIT_MS = 300;
const DEPOT: Place = { lat: 25.0478, lng: 121.517 };

export interface DispatchPorts {
  readonly assign: (deliveryId: string, driverId: string, insteadOf?: string) => Promise<void>;
  readonly routes: GoogleRoutes;
  readonly vertexAi: VertexAi;
  /** Requests per second that Google grants. */
  readonly quotas: { readonly routes: number; readonly vertexAi: number };
}

interface StopRow {
  readonly id: string;
  readonly customer_id: string;
  readonly slot_end: number;
}

/** Who drives where. */
export function dispatch({ database, now, record, log }: Core, ports: DispatchPorts): Part {
  // Google refuses above the quota, and counts the refused requests too.
  const quota = new RequestQuota({ perSecond: ports.quotas.routes, longestWaitMs: LONGEST_QUOTA_WAIT_MS, now });

  const drivingSeconds = async (places: readonly Place[]): Promise<{ seconds: number[][]; isLive: boolean }> => {
    const waitMs = quota.reserve();
    if (waitMs !== undefined) {
      try {
        await sleep(waitMs);
        return { seconds: await ports.routes.drivingSeconds(places), isLive: true };
      } catch (error) {
        log.warn({ err: error }, "planning without live traffic");
      }
    }
    return { seconds: estimatedSeconds(places), isLive: false };
  };

  /** Cylinders by size of the seven days before a day, the latest first; of a day to come, of those before it weeks ago. */
  const history = async (day: string): Promise<number[][]> => {
    const weeksAhead = Math.ceil((startOfDay(day) - startOfDay(taipeiDay(now()))) / WEEK_MS);
    const start = startOfDay(day) - Math.max(0, weeksAhead) * WEEK_MS;
    const days = Array.from({ length: HISTORY_DAYS }, (_, index) => taipeiDay(start - (index + 1) * DAY_MS));
    const rows = await database.query<{ due_on: string; cylinder_kg: number; cylinders: number }>(
      `SELECT due_on, cylinder_kg, SUM(quantity) AS cylinders FROM deliveries JOIN orders ON orders.id = order_id
       WHERE due_on >= $1 AND due_on < $2 AND stage <> 'cancelled' GROUP BY due_on, cylinder_kg`,
      [days.at(-1) ?? day, taipeiDay(start)],
    );
    return days.map((on) =>
      CYLINDERS_KG.map((kg) => rows.find((row) => row.due_on === on && row.cylinder_kg === kg)?.cylinders ?? 0),
    );
  };

  return {
    operations: [
      operation(
        {
          id: "listUnassigned",
          component: "dispatch",
          method: "get",
          path: "/dispatch/unassigned",
          summary: "Deliveries without a driver, the most urgent first.",
          access: DISPATCHERS,
          responses: { 200: Type.Object({ items: Type.Array(Delivery) }) },
        },
        async ({ caller }) => {
          const rows = await database.query<DeliveryView>(
            `${SELECT_DELIVERY_VIEWS} WHERE state = 'unassigned'
             ORDER BY due_on, deliveries.slot_end, deliveries.id LIMIT $1`,
            [MOST_UNASSIGNED],
          );
          return { status: 200, body: { items: rows.map((row) => deliveryDocument(row, caller.role)) } };
        },
      ),
      operation(
        {
          id: "listDrivers",
          component: "dispatch",
          method: "get",
          path: "/drivers",
          summary: "Every driver, with what is still to be brought on a day.",
          access: DISPATCHERS,
          query: Type.Object({ on: Type.String({ format: "date" }) }, { additionalProperties: false }),
          responses: {
            200: Type.Object({
              items: Type.Array(
                Type.Object({ id: Type.String(), login: Type.String(), open_deliveries: Type.Integer() }),
              ),
            }),
          },
        },
        async ({ query }) => {
          const items = await database.query<{ id: string; login: string; open_deliveries: number }>(
            `SELECT id, login, (SELECT COUNT(*) FROM deliveries
               WHERE driver_id = users.id AND due_on = $1 AND state IN ('assigned', 'en_route')) AS open_deliveries
             FROM users WHERE role = 'driver' ORDER BY login`,
            [query.on],
          );
          return { status: 200, body: { items } };
        },
      ),
      operation(
        {
          id: "assignDelivery",
          component: "dispatch",
          method: "post",
          path: "/dispatch/assignments",
          summary:
            "Give a delivery to a driver. With `instead_of` one that another driver has, also on the way: a lorry that broke down is replaced.",
          access: DISPATCHERS,
          body: Type.Object(
            {
              delivery_id: Type.String({ maxLength: 100 }),
              driver_id: Type.String({ maxLength: 100 }),
              instead_of: Type.Optional(
                Type.String({ minLength: 1, maxLength: 100, description: "The driver from whom this one takes over" }),
              ),
            },
            { additionalProperties: false },
          ),
          responses: { 200: Type.Object({ delivery_id: Type.String(), driver_id: Type.String() }) },
          refusals: [404, 409, 422],
        },
        async ({ body }) => {
          const { delivery_id, driver_id, instead_of } = body;
          await ports.assign(delivery_id, driver_id, instead_of);
          return { status: 200, body: { delivery_id, driver_id } };
        },
      ),
      operation(
        {
          id: "planRoute",
          component: "dispatch",
          method: "post",
          path: "/dispatch/plans",
          summary: "The order in which a driver visits the stops of a day.",
          access: DISPATCHERS,
          body: Type.Object(
            { driver_id: Type.String({ maxLength: 100 }), on: Type.String({ format: "date" }) },
            { additionalProperties: false },
          ),
          responses: { 201: Type.Object({ stops: Type.Array(Type.String()), live_traffic: Type.Boolean() }) },
        },
        async ({ body }) => {
          const startedAt = performance.now();
          const finish = (outcome: "planned" | "planned_without_traffic" | "failed") =>
            record({ type: "dispatch.plan_finished", outcome, seconds: (performance.now() - startedAt) / 1_000 });
          try {
            const rows = await database.query<StopRow>(
              `SELECT * FROM deliveries WHERE driver_id = $1 AND due_on = $2 AND state IN ('assigned', 'en_route')
               ORDER BY slot_end, id LIMIT $3`,
              [body.driver_id, body.on, MOST_STOPS],
            );
            const planned = rows.slice(0, MOST_PLANNED_STOPS);
            const { seconds, isLive } = await drivingSeconds([DEPOT, ...planned.map(placeOf)]);
            const first = planRoute(seconds).flatMap((stop) => planned[stop - 1]?.id ?? []);
            // The rest stays in the order of its slots, until it is near enough to be planned.
            const stops = [...first, ...rows.slice(MOST_PLANNED_STOPS).map(({ id }) => id)];
            finish(isLive ? "planned" : "planned_without_traffic");
            return { status: 201, body: { stops, live_traffic: isLive } };
          } catch (error) {
            finish("failed");
            throw error;
          }
        },
      ),
      operation(
        {
          id: "forecastDemand",
          component: "dispatch",
          method: "get",
          path: "/dispatch/demand",
          summary: "How many cylinders of each size a day will take.",
          access: DISPATCHERS,
          query: Type.Object({ on: Type.String({ format: "date" }) }, { additionalProperties: false }),
          responses: {
            200: Type.Object({
              forecast: Type.Array(Type.Object({ cylinder_kg: Type.Integer(), cylinders: Type.Integer() })),
              source: Type.Enum(["vertex_ai", "last_week"]),
            }),
          },
        },
        async ({ query }) => {
          const past = await history(query.on);
          const answer = (counts: readonly number[], source: "vertex_ai" | "last_week") => ({
            status: 200,
            body: {
              forecast: CYLINDERS_KG.map((kg, size) => ({ cylinder_kg: kg, cylinders: counts[size] ?? 0 })),
              source,
            },
          });
          try {
            return answer(await ports.vertexAi.forecast(query.on, past), "vertex_ai");
          } catch (error) {
            log.warn({ err: error }, "forecasting from last week");
            return answer(past.at(-1) ?? [], "last_week");
          }
        },
      ),
    ],
    gauges: [
      {
        name: "dispatch_oldest_unassigned_age_seconds",
        read: async () => {
          const rows = await database.query<{ due_on: string; since: number }>(
            `SELECT due_on, MIN(waiting_since) AS since FROM deliveries
             WHERE state = 'unassigned' AND due_on <= $1 GROUP BY due_on`,
            [taipeiDay(now())],
          );
          // What was ordered ahead waits from the morning of its day.
          const ages = rows.map((row) => openSecondsBetween(Math.max(row.since, startOfDay(row.due_on)), now()));
          return [[{}, Math.max(0, ...ages)]];
        },
      },
      {
        name: "google_api_quota_requests_per_second",
        read: async () => [
          [{ api: "routes" }, ports.quotas.routes],
          [{ api: "vertex_ai" }, ports.quotas.vertexAi],
        ],
      },
    ],
    dependencies: [ports.routes.dependency, ports.vertexAi.dependency],
  };
}

/** Where a customer lives, as far as the plan needs it: spread over Taipei by a hash, the same place each time. */
function placeOf({ customer_id: customerId }: StopRow): Place {
  const hash = createHash("sha256").update(customerId).digest();
  return {
    lat: DEPOT.lat + (hash.readUInt16BE(0) / 65_535 - 0.5) / 5,
    lng: DEPOT.lng + (hash.readUInt16BE(2) / 65_535 - 0.5) / 5,
  };
}
