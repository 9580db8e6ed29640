import { baseWindow } from "../../model/timing.ts";
import { formatDuration } from "../../promql/duration.ts";
import type { Check } from "./check.ts";

export const windowTooShort: Check = ({ slo, source, path }, { config }) => {
  const base = baseWindow(config.scrapeInterval);
  return slo.alerts.flatMap((alert) =>
    alert.tiers
      .filter((tier) => tier.shortWindow < base)
      .map((tier) => {
        const message = `the ${alert.severity} tier's short window ${formatDuration(tier.shortWindow)} is below the base window ${formatDuration(base)}`;
        return source.diagnose(
          "window-too-short",
          source.span([...path, "alerts", alert.severity, "tiers"]),
          message,
          "Use a longer window, or scrape more often.",
        );
      }),
  );
};
