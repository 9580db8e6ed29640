import { readWindow } from "../../model/timing.ts";
import { formatDuration } from "../../promql/duration.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

export const windowTooShort: Check = ({ slo, at }) => {
  const base = readWindow(slo.scrapeInterval);
  return slo.alerts.flatMap((alert) =>
    alert.tiers
      .filter((tier) => tier.shortWindow < base)
      .map((tier) => {
        const wrong = `the ${alert.severity} tier's short window ${formatDuration(tier.shortWindow)} is below the base window ${formatDuration(base)}`;
        const place = at.at("alerts", alert.severity, "tiers");
        return place.finding(SLO_RULES["window-too-short"], wrong, "Use a longer window, or scrape more often.");
      }),
  );
};
