import type { Matcher } from "../../slo/promql/syntax.ts";
import { isCovered, matching } from "./matching.ts";
import { readMatch } from "./read-match.ts";
import { expectKnown, type Reading } from "./reading.ts";
import type { Route } from "./routing.ts";

interface ReadRoute extends Route {
  /** Its place in the file. */
  readonly place: number;
  /** None of them for a route without a match. */
  readonly matchers: readonly Matcher[];
}

/** The routes in their order, the last of which takes everything. */
export function readRoutes(reading: Reading): readonly Route[] {
  const { written, places, incomplete, report } = reading;
  const last = written.routes.at(-1);
  if (!incomplete.has("routes") && last?.match !== undefined) {
    const path = ["routes", written.routes.length - 1, "match"];
    report("missing-last-route", path, "the last route does not take every alert", LAST_ROUTE);
  }
  if (!incomplete.has("routes") && last === undefined)
    report("missing-last-route", ["routes"], "there is no route", LAST_ROUTE);
  const routes = written.routes.flatMap(({ match = "", escalation }, index): ReadRoute[] => {
    const place = places.routes[index] ?? index;
    expectKnown("escalations", escalation, ["routes", place, "escalation"], reading);
    const matchers = match === "" ? [] : readMatch(match, ["routes", place, "match"], reading);
    return matchers === undefined ? [] : [{ match, matches: matching(matchers), escalation, place, matchers }];
  });
  reportUnreachable(routes, reading);
  return routes.map(({ match, matches, escalation }) => ({ match, matches, escalation }));
}

const LAST_ROUTE = "End with a route that has only `escalation`, for every alert that no other route takes.";

function reportUnreachable(routes: readonly ReadRoute[], { report }: Reading): void {
  for (const [index, route] of routes.entries()) {
    const path = ["routes", route.place];
    if (route.matchers.length === 0 && index < routes.length - 1) {
      const help = "Give it a match, or move it to the end.";
      report("unreachable-route", path, "this route takes every alert, so none comes to those after it", help);
      return;
    }
    const earlier = routes.slice(0, index).find(({ matchers }) => isCovered(route.matchers, matchers));
    if (earlier === undefined) continue;
    const message = `no alert comes here: route ${earlier.place + 1} (${earlier.match}) takes them all`;
    report("unreachable-route", path, message, "Move it before that route, or take it out.");
  }
}
