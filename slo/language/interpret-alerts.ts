import Big from "big.js";
import type { Found, Read } from "../../foundation/findings/finding.ts";
import type { Part } from "../../foundation/findings/part.ts";
import { FILE_RULES } from "../../foundation/findings/rules.ts";
import { type BurnAlert, defaultShortWindow, defaultTiers, type Severity, type Tier } from "../model/burn-policy.ts";
import type { Slo } from "../model/slo.ts";
import { MINUTE, parseDuration } from "../promql/duration.ts";
import type { WrittenAlert, WrittenAlerts, WrittenTier } from "./definition.ts";
import { SLO_RULES } from "./rules.ts";

const SEVERITIES: readonly Severity[] = ["page", "ticket"];
const DEFAULT_ABSENT_AFTER = 10 * MINUTE;

/** What an alert's windows lie between (milliseconds): what raw series are read over, and the period. */
export interface Windows {
  readonly read: number;
  readonly period: number;
}

/** The alerts of the SLO at `at`: its own keys over the file's defaults over the Workbook's policy. What cannot be read is left out. */
export function interpretAlerts(
  own: WrittenAlerts | undefined,
  defaults: WrittenAlerts | undefined,
  windows: Windows,
  at: Part,
): Found<Pick<Slo, "alerts" | "absentAfter">> {
  const alerts = SEVERITIES.map((severity) =>
    interpretAlert(severity, merge(own?.[severity], defaults?.[severity]), own?.[severity], windows, at),
  );
  const absent = interpretAbsent(own?.absent ?? defaults?.absent, at.at("alerts", "absent"));
  return {
    value: { alerts: alerts.flatMap(({ value }) => value ?? []), absentAfter: absent.value },
    findings: [...alerts, absent].flatMap(({ findings }) => findings),
  };
}

function merge(
  own: WrittenAlert | "none" | undefined,
  shared: WrittenAlert | "none" | undefined,
): WrittenAlert | "none" {
  if (own === undefined) return shared ?? {};
  if (own === "none" || shared === undefined || shared === "none") return own;
  return { ...shared, ...own };
}

/** No value is no alert. */
function interpretAlert(
  severity: Severity,
  written: WrittenAlert | "none",
  own: WrittenAlert | "none" | undefined,
  windows: Windows,
  at: Part,
): Read<BurnAlert> {
  if (written === "none") return { findings: [] };
  const { escalation, traffic = "window" } = written;
  if (escalation === undefined) {
    const place = own === undefined ? at.at("name") : at.at("alerts", severity);
    const wrong = `the ${severity} alert names no escalation`;
    const advice = `Add alerts: { ${severity}: { escalation: … } }, here or under defaults, or ${severity}: none.`;
    return { findings: [place.finding(SLO_RULES["missing-escalation"], wrong, advice)] };
  }
  const isOwn = own !== undefined && own !== "none" && own.tiers !== undefined;
  const tiers = written.tiers?.map((tier, index) =>
    interpretTier(tier, windows, isOwn ? at.at("alerts", severity, "tiers", index) : at.at("name")),
  );
  return {
    value: {
      severity,
      escalation,
      traffic,
      tiers: tiers?.flatMap(({ value }) => value ?? []) ?? defaultTiers(severity, windows.period, windows.read),
    },
    findings: tiers?.flatMap(({ findings }) => findings) ?? [],
  };
}

function interpretTier(written: WrittenTier, { read, period }: Windows, at: Part): Read<Tier> {
  const longWindow = parseDuration(written.long_window);
  const shortWindow =
    written.short_window === undefined
      ? defaultShortWindow(longWindow ?? 0, read)
      : parseDuration(written.short_window);
  const refuse = (text: string, advice: string): Read<Tier> => ({
    findings: [at.finding(SLO_RULES["invalid-window"], text, advice)],
  });
  if (longWindow === undefined || shortWindow === undefined)
    return refuse("the tier's windows are not durations", "Write durations such as 1h and 5m.");
  if (longWindow % MINUTE !== 0 || shortWindow % MINUTE !== 0) {
    const advice = "Rules are evaluated every 30 seconds; write 5m, 1h30m or 3d.";
    return refuse("an alert window is not a whole number of minutes", advice);
  }
  if (shortWindow >= longWindow) {
    const wrong = `the short window ${written.short_window ?? ""} is not shorter than the long window ${written.long_window}`;
    return refuse(wrong, "The Workbook uses a twelfth of the long window.");
  }
  if (longWindow > period) {
    const wrong = `the long window ${written.long_window} is longer than the SLO's own window`;
    return refuse(wrong, "An alert comes too late when the period is over.");
  }
  return { value: { burnRate: new Big(written.burn_rate), longWindow, shortWindow }, findings: [] };
}

/** No value is never. */
function interpretAbsent(text: string | undefined, at: Part): Read<number> {
  if (text === "none") return { findings: [] };
  if (text === undefined) return { value: DEFAULT_ABSENT_AFTER, findings: [] };
  const duration = parseDuration(text);
  if (duration !== undefined && duration >= MINUTE) return { value: duration, findings: [] };
  const wrong = `\`${text}\` is not a duration of a minute or more`;
  return { findings: [at.finding(FILE_RULES["invalid-value"], wrong, "10m forgives a restart.")] };
}
