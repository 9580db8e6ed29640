import type { Api } from "./api-client.ts";
import type { Session } from "./session.ts";
import type { Tracker } from "./tracker.ts";

const HOUR_MS = 3_600_000;
const SLOT_HOURS = 2;
const CHANNELS = ["app", "app", "app", "web", "web", "phone", "counter"] as const;
const CYLINDERS_KG = [4, 10, 16, 16, 16, 20, 20] as const;
/** As many as keep up with the orders that come in meanwhile. */
const STOPS_OF_A_TOUR = 5;
const PAGES = ["home", "order", "tracking", "account"] as const;

/** Whom a journey can meet, and what it may use. */
export interface World {
  readonly api: Api;
  readonly customers: readonly Session[];
  readonly dispatchers: readonly Session[];
  readonly drivers: readonly Session[];
  readonly accountants: readonly Session[];
  readonly tracker: Tracker;
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
}

export type Journey = (world: World) => Promise<void>;

/** What people do, with how often; the weights are of customers first, as a weekday's log of a gas company shows. */
export const JOURNEYS: ReadonlyArray<readonly [weight: number, Journey]> = [
  [30, order],
  [25, readOrders],
  [15, watchTruck],
  [8, dispatch],
  [8, deliver],
  [2, plan],
  [3, checkInvoices],
  [6, openPage],
  [3, probe],
];

/** A journey drawn by weight. */
export function drawJourney(random: () => number): Journey {
  const total = JOURNEYS.reduce((sum, [weight]) => sum + weight, 0);
  let rest = random() * total;
  for (const [weight, journey] of JOURNEYS) {
    rest -= weight;
    if (rest < 0) return journey;
  }
  return order;
}

/** A customer asks for the price, orders, looks at the order, and now and then takes it back. */
async function order(world: World): Promise<void> {
  const customer = pick(world.customers, world.random);
  await customer.call({ method: "GET", route: "/feature-flags" });
  const cylinder = pick(CYLINDERS_KG, world.random);
  const quantity = 1 + Math.floor(world.random() * 2);
  const query = { cylinder_kg: String(cylinder), quantity: String(quantity) };
  await customer.call({ method: "GET", route: "/order-prices", query });
  const placed = await customer.call({
    method: "POST",
    route: "/orders",
    headers: { "idempotency-key": world.newId() },
    body: {
      channel: pick(CHANNELS, world.random),
      cylinder_kg: cylinder,
      quantity,
      slot_start: new Date(nextSlot(world.now())).toISOString(),
    },
  });
  const orderId = placed.field("id");
  if (typeof orderId !== "string") return;
  const params = { orderId };
  await customer.call({ method: "GET", route: "/orders/{orderId}", params });
  if (world.random() < 0.05) await customer.call({ method: "POST", route: "/orders/{orderId}/cancellation", params });
}

/** The start of the next slot that a driver can still reach, in the opening hours of 8 to 20 o'clock in Taipei. */
function nextSlot(now: number): number {
  const slotMs = SLOT_HOURS * HOUR_MS;
  let start = Math.ceil((now + HOUR_MS) / slotMs) * slotMs;
  const hourInTaipei = () => new Date(start + 8 * HOUR_MS).getUTCHours();
  while (hourInTaipei() < 8 || hourInTaipei() + SLOT_HOURS > 20) start += slotMs;
  return start;
}

async function readOrders(world: World): Promise<void> {
  const customer = pick(world.customers, world.random);
  const { items } = await customer.call({ method: "GET", route: "/orders" });
  const orderId = items[0]?.["id"];
  if (typeof orderId === "string")
    await customer.call({ method: "GET", route: "/orders/{orderId}", params: { orderId } });
}

/** A customer watches the truck for a while; the tracker keeps the connection and its measurements. */
async function watchTruck(world: World): Promise<void> {
  await world.tracker.watch(world.random);
}

/** A dispatcher gives waiting deliveries to drivers. */
async function dispatch(world: World): Promise<void> {
  const dispatcher = pick(world.dispatchers, world.random);
  const { items } = await dispatcher.call({ method: "GET", route: "/dispatch/unassigned" });
  for (const { id } of items.slice(0, 5)) {
    if (typeof id !== "string") continue;
    const body = { delivery_id: id, driver_id: await pick(world.drivers, world.random).userId() };
    await dispatcher.call({ method: "POST", route: "/dispatch/assignments", body });
  }
}

async function plan(world: World): Promise<void> {
  const dispatcher = pick(world.dispatchers, world.random);
  const on = dayInTaipei(world.now());
  const body = { driver_id: await pick(world.drivers, world.random).userId(), on };
  await dispatcher.call({ method: "POST", route: "/dispatch/plans", body });
  await dispatcher.call({ method: "GET", route: "/dispatch/demand", query: { on } });
}

/** A driver leaves with some deliveries, tells positions on the way, and hands the cylinders over. */
interface Stop {
  readonly id: string;
  readonly quantity: number;
}

function serials(quantity: number, random: () => number): string[] {
  return Array.from({ length: quantity }, (_, place) => `TW${String(random()).slice(2, 10)}${place}`);
}

async function deliver(world: World): Promise<void> {
  const driver = pick(world.drivers, world.random);
  const tour: Stop[] = [];
  for (const stop of await nextStops(driver, world.now())) {
    const params = { deliveryId: stop.id };
    const left = await driver.call({ method: "POST", route: "/deliveries/{deliveryId}/departure", params });
    // Another journey of this driver has just taken it.
    if (left.status !== 200) break;
    tour.push(stop);
  }
  if (tour.length === 0) return;
  await world.tracker.drive(driver, world.random);
  for (const { id: deliveryId, quantity } of tour) {
    const isAbsent = world.random() < 0.03;
    const body = isAbsent
      ? { outcome: "customer_absent", recipient: "", serials: [] }
      : { outcome: "delivered", recipient: "王小姐", serials: serials(quantity, world.random) };
    await driver.call({ method: "POST", route: "/deliveries/{deliveryId}/proof", params: { deliveryId }, body });
  }
}

/** Of today's deliveries; when those are done, and orders come in for tomorrow, of tomorrow's. */
async function nextStops(driver: Session, now: number): Promise<readonly Stop[]> {
  for (const on of new Set([dayInTaipei(now), dayInTaipei(nextSlot(now))])) {
    const { items } = await driver.call({ method: "GET", route: "/deliveries", query: { on } });
    const assigned = items
      .filter(({ state }) => state === "assigned")
      .map(({ id, quantity }) => ({ id: String(id), quantity: Number(quantity) }));
    if (assigned.length > 0) return assigned.slice(0, STOPS_OF_A_TOUR);
  }
  return [];
}

async function checkInvoices(world: World): Promise<void> {
  const accountant = pick(world.accountants, world.random);
  const { items } = await accountant.call({ method: "GET", route: "/invoices" });
  const invoiceId = items[0]?.["id"];
  if (typeof invoiceId === "string") {
    await accountant.call({ method: "GET", route: "/invoices/{invoiceId}", params: { invoiceId } });
  }
  await accountant.call({ method: "GET", route: "/bank-files" });
}

/** A browser tells how a page felt. */
async function openPage({ api, random }: World): Promise<void> {
  const largestPaint = 600 + random() * 2_400;
  const body = {
    page: pick(PAGES, random),
    vitals: [
      { name: "LCP", value: largestPaint },
      { name: "INP", value: 40 + random() * 260 },
      { name: "CLS", value: random() * 0.12 },
      { name: "TTFB", value: largestPaint / 4 },
    ],
  };
  await api({ method: "POST", route: "/browser/beacons", body });
}

async function probe({ api }: World): Promise<void> {
  await api({ method: "GET", route: "/health" });
}

function dayInTaipei(now: number): string {
  return new Date(now + 8 * HOUR_MS).toISOString().slice(0, 10);
}

function pick<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("nobody to pick from: seed the service first");
  return item;
}
