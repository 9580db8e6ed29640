import type { Place } from "../outside/google-routes.ts";

const METRES_PER_DEGREE = 111_000;
/** City traffic, about 25 km/h. */
const METRES_PER_SECOND = 7;

/** Driving times as the crow flies: what is known when nobody knows the traffic. */
export function estimatedSeconds(places: readonly Place[]): number[][] {
  return places.map((from) =>
    places.map((to) => (Math.hypot(from.lat - to.lat, from.lng - to.lng) * METRES_PER_DEGREE) / METRES_PER_SECOND),
  );
}

/**
 * The order of stops from the first place on: always the nearest of what is left, then turned round wherever two legs
 * cross (2-opt). Good to a few percent for the twenty stops of a truck.
 */
export function planRoute(seconds: readonly (readonly number[])[]): number[] {
  const route = nearestFirst(seconds);
  for (let improved = true; improved; ) {
    improved = false;
    for (let from = 1; from < route.length - 1; from++) {
      for (let to = from + 1; to < route.length; to++) {
        const turned = [...route.slice(0, from), ...route.slice(from, to + 1).reverse(), ...route.slice(to + 1)];
        if (lengthOf(turned, seconds) + 1e-6 < lengthOf(route, seconds)) {
          route.splice(0, route.length, ...turned);
          improved = true;
        }
      }
    }
  }
  return route;
}

/** Seconds that a route takes. */
export function lengthOf(route: readonly number[], seconds: readonly (readonly number[])[]): number {
  return route.slice(1).reduce((sum, stop, index) => sum + (seconds[route[index] ?? 0]?.[stop] ?? 0), 0);
}

function nearestFirst(seconds: readonly (readonly number[])[]): number[] {
  const route = seconds.length === 0 ? [] : [0];
  const left = new Set(seconds.keys());
  left.delete(0);
  while (left.size > 0) {
    const from = seconds[route.at(-1) ?? 0];
    const nearest = [...left].reduce((best, stop) => ((from?.[stop] ?? 0) < (from?.[best] ?? 0) ? stop : best));
    route.push(nearest);
    left.delete(nearest);
  }
  return route;
}
