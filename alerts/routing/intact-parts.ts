import type { Read } from "../../foundation/findings/finding.ts";
import type { Path } from "../../foundation/findings/part.ts";
import { fileSchema } from "../../foundation/findings/schema.ts";
import type { YamlSource } from "../../foundation/findings/yaml-source.ts";
import routingSchema from "./routing.schema.json" with { type: "json" };
import type { WrittenRouting } from "./written-routing.ts";

type Section = keyof WrittenRouting;

/** What of a routing file fits its schema. */
export interface IntactParts {
  readonly written: WrittenRouting;
  /** For each route and maintenance window that is left, its place in the file. */
  readonly places: { readonly routes: readonly number[]; readonly maintenance: readonly number[] };
  /** The names that the file gives, also to what does not fit; undefined where the section itself cannot be read. */
  readonly names: {
    readonly [K in "channels" | "escalations" | "holidays" | "hours"]: ReadonlySet<string> | undefined;
  };
  /** Sections that are missing or of which something was left out: nothing is concluded from what they do not say. */
  readonly incomplete: ReadonlySet<Section>;
}

const schema = fileSchema<WrittenRouting>(routingSchema);

const REQUIRED: WrittenRouting = { time_zone: "UTC", channels: {}, fallback: [], escalations: {}, routes: [] };
const GROUPS = ["holidays", "hours", "channels", "escalations"] as const;
const LISTS = ["routes", "maintenance"] as const;
const SINGLES = ["time_zone", "fallback", "dead_mans_switch", "stale_after"] as const;

/** Leaves out each channel, policy, route and the like that does not fit, so that it does not hide what is wrong with the others. Only findings when nothing can be read. */
export function intactParts(source: YamlSource): Read<IntactParts> {
  const { findings, offences } = schema.check(source.value(), source.at());
  const value = source.value();
  if (!isRecord(value)) return { findings };
  const isBroken = (place: Path): boolean =>
    offences.some((path) => place.every((step, index) => String(path[index]) === String(step)));
  const isSectionBroken = (section: Section): boolean =>
    offences.some((path) => path.length === 1 && path[0] === section);

  const rest: Record<string, unknown> = {};
  for (const section of SINGLES) if (section in value && !isBroken([section])) rest[section] = value[section];
  for (const section of GROUPS) {
    const group = value[section];
    if (isRecord(group) && !isSectionBroken(section))
      rest[section] = Object.fromEntries(Object.entries(group).filter(([name]) => !isBroken([section, name])));
  }
  const places = { routes: [] as number[], maintenance: [] as number[] };
  for (const section of LISTS) {
    const list: unknown = value[section];
    if (!Array.isArray(list) || isSectionBroken(section)) continue;
    const items: unknown[] = list;
    places[section] = [...items.keys()].filter((index) => !isBroken([section, index]));
    rest[section] = places[section].map((index) => items[index]);
  }
  const written: unknown = { ...REQUIRED, ...rest };
  if (!schema.fits(written)) return { findings };
  const sections: readonly Section[] = [...SINGLES, ...GROUPS, ...LISTS];
  const parts: IntactParts = {
    written,
    places,
    names: {
      channels: namesIn(value["channels"]),
      escalations: namesIn(value["escalations"]),
      holidays: value["holidays"] === undefined ? new Set() : namesIn(value["holidays"]),
      hours: value["hours"] === undefined ? new Set() : namesIn(value["hours"]),
    },
    incomplete: new Set(
      sections.filter((section) => isBroken([section]) || (section in REQUIRED && !(section in value))),
    ),
  };
  return { value: parts, findings };
}

function namesIn(group: unknown): ReadonlySet<string> | undefined {
  return isRecord(group) ? new Set(Object.keys(group)) : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
