import { isDeepStrictEqual } from "node:util";
import type { Path } from "../../../foundation/findings/part.ts";
import { type Origin, type Sourced, unwrap } from "./sourced.ts";

/** What one native file says, and where its parts come from. */
export interface WrittenFile {
  readonly name: string;
  readonly value: Readonly<Record<string, unknown>>;
  readonly origins: readonly Origin[];
}

interface Whole {
  readonly service: string;
  readonly owner: unknown;
  readonly tier: unknown;
  readonly slos: readonly Readonly<Record<string, unknown>>[];
  readonly origins: readonly Origin[];
}

const ALERTS = ["page", "ticket"] as const;

/** One file for each service and whoever answers for it; what all its SLOs say alike stands once, under `defaults`. */
export function sharedDefinitions(definitions: readonly Sourced[]): WrittenFile[] {
  const wholes = definitions.map(wholeOf);
  const groups = Map.groupBy(wholes, ({ service, owner, tier }) => [service, owner, tier].join(" "));
  const taken = new Map<string, number>();
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const count = (taken.get(first.service) ?? 0) + 1;
    taken.set(first.service, count);
    const name = `${first.service}${count === 1 ? "" : `-${count}`}.yaml`;
    return [{ name, ...joined(first, group) }];
  });
}

function wholeOf(definition: Sourced): Whole {
  const { value, origins } = unwrap(definition);
  const { service, owner, tier, slos } = isRecord(value) ? value : {};
  return {
    service: String(service),
    owner,
    tier,
    slos: Array.isArray(slos) ? slos.filter(isRecord) : [],
    origins,
  };
}

function joined({ service, owner, tier }: Whole, group: readonly Whole[]): Omit<WrittenFile, "name"> {
  const all = group.flatMap(({ slos }) => slos);
  const shared = new Map(ALERTS.map((severity) => [severity, sharedAlert(all, severity)]));
  const alerts = Object.fromEntries([...shared].filter(([, alert]) => alert !== undefined));
  const slos = all.map((slo) => withoutShared(slo, alerts));
  const defaults = Object.keys(alerts).length === 0 ? {} : { defaults: { alerts } };
  let before = 0;
  const origins = group.flatMap((whole) => {
    const first = before;
    before += whole.slos.length;
    return whole.origins.map(({ path, sourced }) => ({ path: moved(path, first), sourced }));
  });
  return { value: { service, owner, tier, ...defaults, slos }, origins };
}

/** The alert that several SLOs have alike, when none has another. */
function sharedAlert(slos: readonly Readonly<Record<string, unknown>>[], severity: string): unknown {
  const own = slos.flatMap(({ alerts }) => {
    const alert = isRecord(alerts) ? alerts[severity] : undefined;
    return isRecord(alert) ? [alert] : [];
  });
  const [first, ...others] = own;
  return others.length > 0 && others.every((other) => isDeepStrictEqual(other, first)) ? first : undefined;
}

function withoutShared(
  slo: Readonly<Record<string, unknown>>,
  shared: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const { alerts, ...rest } = slo;
  if (!isRecord(alerts)) return slo;
  const own = Object.entries(alerts).filter(([key, alert]) => !(isRecord(alert) && shared[key] !== undefined));
  return own.length === 0 ? rest : { ...rest, alerts: Object.fromEntries(own) };
}

/** The path of a part once the SLOs of other definitions stand before those of its own. */
function moved(path: Path, before: number): Path {
  const [list, index, ...rest] = path;
  return list === "slos" && typeof index === "number" ? [list, index + before, ...rest] : path;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
