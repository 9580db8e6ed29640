import Big from "big.js";
import type { Path } from "../../foundation/findings/yaml-source.ts";
import { type BurnAlert, defaultShortWindow, defaultTiers, type Severity, type Tier } from "../model/burn-policy.ts";
import type { Slo } from "../model/slo.ts";
import { MINUTE, parseDuration } from "../promql/duration.ts";
import type { WrittenAlert, WrittenAlerts, WrittenTier } from "./definition.ts";
import type { Report } from "./interpret.ts";

const SEVERITIES: readonly Severity[] = ["page", "ticket"];
const DEFAULT_ABSENT_AFTER = 10 * MINUTE;

/** The alerts of one SLO: its own keys over the file's defaults over the Workbook's policy. What cannot be read is reported and left out. */
export function interpretAlerts(
  own: WrittenAlerts | undefined,
  defaults: WrittenAlerts | undefined,
  period: number,
  report: Report,
): Pick<Slo, "alerts" | "absentAfter"> {
  return {
    alerts: SEVERITIES.flatMap((severity) =>
      interpretAlert(severity, merge(own?.[severity], defaults?.[severity]), own?.[severity], period, report),
    ),
    absentAfter: interpretAbsent(own?.absent ?? defaults?.absent, report),
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

function interpretAlert(
  severity: Severity,
  written: WrittenAlert | "none",
  own: WrittenAlert | "none" | undefined,
  period: number,
  report: Report,
): BurnAlert[] {
  if (written === "none") return [];
  const path: Path = own === undefined ? ["name"] : ["alerts", severity];
  if (written.escalation === undefined) {
    report(
      "missing-escalation",
      path,
      `the ${severity} alert names no escalation`,
      `Add alerts: { ${severity}: { escalation: … } }, here or under defaults, or ${severity}: none.`,
    );
    return [];
  }
  const ownTiers = own !== undefined && own !== "none" && own.tiers !== undefined;
  const tiers = written.tiers?.flatMap((tier, index) =>
    interpretTier(tier, ownTiers ? ["alerts", severity, "tiers", index] : ["name"], period, report),
  );
  return [
    {
      severity,
      escalation: written.escalation,
      traffic: written.traffic ?? "window",
      tiers: tiers ?? defaultTiers(severity, period),
    },
  ];
}

function interpretTier(written: WrittenTier, path: Path, period: number, report: Report): Tier[] {
  const longWindow = parseDuration(written.long_window);
  const shortWindow =
    written.short_window === undefined ? defaultShortWindow(longWindow ?? 0) : parseDuration(written.short_window);
  if (longWindow === undefined || shortWindow === undefined) {
    report("invalid-window", path, "the tier's windows are not durations", "Write durations such as 1h and 5m.");
    return [];
  }
  if (longWindow % MINUTE !== 0 || shortWindow % MINUTE !== 0) {
    report(
      "invalid-window",
      path,
      "an alert window is not a whole number of minutes",
      "Rules are evaluated every 30 seconds; write 5m, 1h30m or 3d.",
    );
    return [];
  }
  if (shortWindow >= longWindow) {
    report(
      "invalid-window",
      path,
      `the short window ${written.short_window ?? ""} is not shorter than the long window ${written.long_window}`,
      "The Workbook uses a twelfth of the long window.",
    );
    return [];
  }
  if (longWindow > period) {
    report(
      "invalid-window",
      path,
      `the long window ${written.long_window} is longer than the SLO's own window`,
      "An alert comes too late when the period is over.",
    );
    return [];
  }
  return [{ burnRate: new Big(written.burn_rate), longWindow, shortWindow }];
}

function interpretAbsent(text: string | undefined, report: Report): number | undefined {
  if (text === "none") return undefined;
  if (text === undefined) return DEFAULT_ABSENT_AFTER;
  const duration = parseDuration(text);
  if (duration === undefined || duration < MINUTE)
    report(
      "invalid-value",
      ["alerts", "absent"],
      `\`${text}\` is not a duration of a minute or more`,
      "10m forgives a restart.",
    );
  return duration;
}
