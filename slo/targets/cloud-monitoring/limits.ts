import { DAY, HOUR, MINUTE } from "../../promql/duration.ts";

/**
 * What the Cloud Monitoring API takes, from its definition (googleapis, google/monitoring/v3: service.proto, alert.proto) unless
 * another source is named. Durations are milliseconds.
 */
export const LIMITS = {
  /** service.proto: `0 < goal <= 0.9999`. */
  goal: "0.9999",
  /** service.proto: rolling periods are whole days, at most 30. */
  period: 30 * DAY,
  /** https://cloud.google.com/stackdriver/docs/solutions/slo-monitoring/ui/create-slo: SLOs of one service. */
  objectivesOfService: 500,
  /** alert.proto: characters of a filter. */
  filter: 2048,
  /** alert.proto: characters of a user label's value; ids are as long (resource-names.ts). */
  name: 63,
  /** alert.proto: characters of a policy's display name. */
  displayName: 512,
  /** alert.proto: characters (8,192) and bytes (10,240) of a documentation; bytes are at least as many as characters. */
  documentation: 8192,
  /** https://cloud.google.com/stackdriver/docs/solutions/slo-monitoring/alerting-on-budget-burn-rate: lookback of a burn rate. */
  lookback: 24 * HOUR,
  /** https://docs.cloud.google.com/monitoring/alerts/using-promql: one range or offset of a query. More is a preview (2026-07). */
  range: 24 * HOUR,
  /** Same page: everything a query looks back on, with the time it has to hold. */
  reach: 25 * HOUR,
  /** alert.proto, and https://docs.cloud.google.com/monitoring/alerts/metric-absence: how long a signal may be gone, whole minutes. */
  absence: { shortest: 2 * MINUTE, longest: 23.5 * HOUR },
} as const;

/** A text in at most `bytes` of UTF-8; what is cut ends in an ellipsis, never in half a character. */
export function shortened(text: string, bytes: number): string {
  if (text.length * 3 <= bytes || Buffer.byteLength(text) <= bytes) return text;
  const ellipsis = "…";
  let cut = "";
  let left = bytes - Buffer.byteLength(ellipsis);
  for (const character of text) {
    left -= Buffer.byteLength(character);
    if (left < 0) break;
    cut += character;
  }
  return cut + ellipsis;
}
