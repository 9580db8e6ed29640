import type { Measurements, OperationSummary } from "./measurements.ts";

const HEAD = ["operation", "calls", "failed", "refused", "p50 ms", "p95 ms", "p99 ms"] as const;
const TAIPEI_TIME = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Taipei", hour: "2-digit", minute: "2-digit" });

export function beginningLine(command: {
  readonly url: string;
  readonly peak: number;
  readonly speed: number;
  readonly seed: number;
}): string {
  const { url, peak, speed, seed } = command;
  const pace = speed === 1 ? "" : `, the day ${speed} times as fast`;
  return `Traffic for ${url}: up to ${peak} journeys/s${pace}, seed ${seed}. Ctrl-C ends it.\n`;
}

/** What the last seconds were like. `at` is the day's time, in Unix milliseconds. */
export function progressLine(
  at: number,
  recent: { readonly journeysPerSecond: number; readonly seconds: number; readonly calls: OperationSummary },
): string {
  const { journeysPerSecond, seconds, calls } = recent;
  const columns = [
    TAIPEI_TIME.format(at),
    `${journeysPerSecond.toFixed(1).padStart(6)} journeys/s`,
    `${(calls.calls / seconds).toFixed(1).padStart(6)} calls/s`,
    `${String(calls.failed).padStart(5)} failed`,
    `p95 ${milliseconds(calls.p95).padStart(6)} ms`,
  ];
  return `${columns.join("  ")}\n`;
}

/** The table of all operations, and what came of the journeys. */
export function summaryText(
  measurements: Measurements,
  journeys: { readonly begun: number; readonly turnedAway: number; readonly unexpected: number },
): string {
  const rows = [...measurements.byOperation(), measurements.total()].map(
    ({ operation, calls, failed, refused, p50, p95, p99 }) => [
      operation,
      ...[calls, failed, refused].map(String),
      ...[p50, p95, p99].map(milliseconds),
    ],
  );
  const widths = HEAD.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const lines = [HEAD, ...rows].map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join("  "),
  );
  const { begun, turnedAway, unexpected } = journeys;
  const { failed } = measurements.total();
  const sentences = [
    `${begun} journeys.`,
    ...(turnedAway === 0 ? [] : [`${turnedAway} more were turned away: the service stood still.`]),
    failed === 0
      ? "No call failed."
      : `${failed} ${failed === 1 ? "call" : "calls"} failed, ${unexpected} of them without a fault that was meant to fail them.`,
  ];
  return `\n${lines.join("\n")}\n\n${sentences.join(" ")}\n`;
}

/** Two figures are enough below ten. */
function milliseconds(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
