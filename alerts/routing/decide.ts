import type { BusinessHours, EscalationPolicy, Labels, MaintenanceWindow, Routing } from "./routing.ts";

/** The policy that an alert goes by: the one its `escalation` label names, or that of the first route that matches. */
export function escalationFor(routing: Routing, labels: Labels): EscalationPolicy {
  const named = routing.escalations.get(labels["escalation"] ?? "");
  if (named !== undefined) return named;
  const route = routing.routes.find(({ matches }) => matches(labels));
  const policy = routing.escalations.get(route?.escalation ?? "");
  if (policy === undefined) throw new Error("the routing policy has no last route");
  return policy;
}

/** The maintenance that covers an alert; of several the one that ends last. */
export function maintenanceAt(routing: Routing, labels: Labels, at: number): MaintenanceWindow | undefined {
  return routing.maintenance
    .filter(({ from, until, matches }) => from <= at && at < until && matches(labels))
    .sort((a, b) => b.until - a.until)[0];
}

const QUARTER_MS = 900_000;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** The first moment from `at` on that lies within the hours (Unix milliseconds). */
export function nextOpening(hours: BusinessHours, at: number): number {
  if (isOpen(hours, at)) return at;
  // Every zone's offset is a multiple of a quarter of an hour, and so are sensible hours.
  let moment = Math.ceil(at / QUARTER_MS) * QUARTER_MS;
  for (let quarter = 0; quarter < 15 * 96 && !isOpen(hours, moment); quarter++) moment += QUARTER_MS;
  return moment;
}

function isOpen({ days, from, until, timeZone }: BusinessHours, at: number): boolean {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const minutes = Number(parts.get("hour")) * 60 + Number(parts.get("minute"));
  return days.has(WEEKDAYS.indexOf(parts.get("weekday") ?? "") + 1) && minutes >= from && minutes < until;
}
