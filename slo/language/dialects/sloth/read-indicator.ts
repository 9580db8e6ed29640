import type { Read } from "../../../../foundation/findings/finding.ts";
import type { Field } from "../field.ts";
import { type IndicatorRead, indicatorOf, type Query, type Rates, ratesOfRatio } from "../rates.ts";
import { overWindow } from "../window-template.ts";
import type { Keys } from "./keys.ts";
import { ratesOfPlugin } from "./plugins.ts";

/** What the SLI counts, as a native indicator. */
export function readIndicator(sli: Field, keys: Keys): Read<IndicatorRead> {
  const { value: rates, findings } = readRates(sli, keys);
  if (rates === undefined) return { findings };
  const read = indicatorOf(rates, sli.at);
  return { value: { ...read, findings: [...findings, ...read.findings] }, findings: [] };
}

function readRates(sli: Field, keys: Keys): Read<Rates> {
  const plugin = sli.get("plugin");
  if (plugin.isThere) return ratesOfPlugin(plugin);
  const raw = sli.get("raw");
  if (raw.isThere) {
    const { rates, findings } = ratesOfRatio(query(raw.get(keys.errorRatio)), false, raw.at);
    return { value: rates, findings };
  }
  const events = sli.get("events");
  return { value: { bad: query(events.get(keys.error)), total: query(events.get(keys.total)) }, findings: [] };
}

function query(field: Field): Query {
  return { text: overWindow(field), at: field.at };
}
