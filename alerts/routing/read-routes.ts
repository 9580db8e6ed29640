import type { Finding, Found, Read } from "../../foundation/findings/finding.ts";
import type { Matcher } from "../../slo/promql/syntax.ts";
import { isCovered, matching } from "./matching.ts";
import { readMatch } from "./read-match.ts";
import { type Reading, unknownName } from "./reading.ts";
import type { Route } from "./routing.ts";
import { ROUTING_RULES } from "./rules.ts";
import type { WrittenRoute } from "./written-routing.ts";

interface ReadRoute extends Route {
  /** Its place in the file. */
  readonly place: number;
  /** None of them for a route without a match. */
  readonly matchers: readonly Matcher[];
}

/** The routes in their order, the last of which takes everything. */
export function readRoutes(reading: Reading): Found<readonly Route[]> {
  const { written, places } = reading;
  const reads = written.routes.map((route, index) => readRoute(route, places.routes[index] ?? index, reading));
  const routes = reads.flatMap(({ value }) => value ?? []);
  return {
    value: routes.map(({ match, matches, escalation }) => ({ match, matches, escalation })),
    findings: [...missingLast(reading), ...reads.flatMap(({ findings }) => findings), ...unreachable(routes, reading)],
  };
}

function readRoute({ match = "", escalation }: WrittenRoute, place: number, reading: Reading): Read<ReadRoute> {
  const at = reading.source.at("routes", place);
  const unknown = unknownName("escalations", escalation, at.at("escalation"), reading);
  const matchers = match === "" ? { value: [], findings: [] } : readMatch(match, at.at("match"));
  const findings = [...unknown, ...matchers.findings];
  if (matchers.value === undefined) return { findings };
  return { value: { match, matches: matching(matchers.value), escalation, place, matchers: matchers.value }, findings };
}

function missingLast({ written: { routes }, incomplete, source }: Reading): Finding[] {
  const last = routes.at(-1);
  if (incomplete.has("routes") || (last !== undefined && last.match === undefined)) return [];
  const rule = ROUTING_RULES["missing-last-route"];
  const advice = "End with a route that has only `escalation`, for every alert that no other route takes.";
  if (last === undefined) return [source.at("routes").finding(rule, "there is no route", advice)];
  const at = source.at("routes", routes.length - 1, "match");
  return [at.finding(rule, "the last route does not take every alert", advice)];
}

function unreachable(routes: readonly ReadRoute[], { source }: Reading): Finding[] {
  const rule = ROUTING_RULES["unreachable-route"];
  const all = routes.findIndex(({ matchers }, index) => matchers.length === 0 && index < routes.length - 1);
  const looked = all === -1 ? routes : routes.slice(0, all);
  const findings = looked.flatMap((route, index) => {
    const earlier = routes.slice(0, index).find(({ matchers }) => isCovered(route.matchers, matchers));
    if (earlier === undefined) return [];
    const wrong = `no alert comes here: route ${earlier.place + 1} (${earlier.match}) takes them all`;
    return [source.at("routes", route.place).finding(rule, wrong, "Move it before that route, or take it out.")];
  });
  const early = routes[all];
  if (early === undefined) return findings;
  const wrong = "this route takes every alert, so none comes to those after it";
  const at = source.at("routes", early.place);
  return [...findings, at.finding(rule, wrong, "Give it a match, or move it to the end.")];
}
