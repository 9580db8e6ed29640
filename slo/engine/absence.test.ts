import { describe, expect, it } from "vitest";
import { samplePlatform, sampleSlo } from "../../test/slo/sample-slo.ts";
import { DAY, HOUR, MINUTE } from "../promql/duration.ts";
import { alertsOf, fingerprintOf } from "./alerts.ts";
import { Evaluator, type Increment } from "./evaluator.ts";

const STEP = 15_000;
const plain = sampleSlo({ period: DAY });
const split = sampleSlo({ period: DAY, by: ["region"] });

/** The service's page at a moment; undefined when it does not answer. */
type Page = (at: number) => string | undefined;
const requests = (region: string, at: number): string => `orders_total{region="${region}"} ${at / STEP}\n`;

/** Plays time through and returns when absences began and ended to fire, as `12m north`. */
function absences(slo: typeof plain, page: Page, until: number): string[] {
  const evaluator = new Evaluator([slo], { scrapeInterval: STEP });
  return follow(evaluator, page, 0, until, new Map());
}

function follow(
  evaluator: Evaluator,
  page: Page,
  from: number,
  until: number,
  before: ReadonlyMap<string, string>,
  kept: Increment[] = [],
): string[] {
  const told: string[] = [];
  let firing = before;
  for (let at = from; at <= until; at += STEP) {
    const text = page(at);
    if (text !== undefined) evaluator.record({ job: "shop", instance: "a" }, evaluator.read(text), at);
    kept.push(...evaluator.evaluate(at));
    const now = new Map(
      evaluator
        .states(at)
        .flatMap((state) => alertsOf(state, samplePlatform, at, (labels) => firing.has(fingerprintOf(labels))))
        .filter(({ labels }) => labels["alertname"] === "SLOSignalAbsent")
        .map(({ labels }) => [fingerprintOf(labels), labels["region"] ?? "all"]),
    );
    const minute = Math.floor(at / MINUTE);
    for (const [key, part] of now) if (!firing.has(key)) told.push(`${minute}m ${part}`);
    for (const [key, part] of firing) if (!now.has(key)) told.push(`${minute}m ${part} ends`);
    firing = now;
  }
  return told;
}

describe("a signal that is not there", () => {
  it("is missed an hour after the promise when it never came, until it comes", () => {
    const late: Page = (at) => (at < 3 * HOUR ? "" : requests("north", at));
    expect(absences(plain, late, 4 * HOUR)).toEqual(["60m all", "180m all ends"]);
    expect(absences(split, late, 4 * HOUR)).toEqual(["60m all", "180m all ends"]);
    expect(absences(plain, () => undefined, 4 * HOUR)).toEqual(["60m all"]);
  });

  it("is missed ten minutes after it went, for longer than the period", () => {
    const gone: Page = (at) => (at <= HOUR ? requests("north", at) : "");
    expect(absences(plain, gone, 3 * DAY)).toEqual(["70m all"]);
  });

  it("is missed in the part that went, as long as the period has seen it; and of the whole when that is forgotten", () => {
    const gone: Page = (at) => (at <= HOUR ? requests("north", at) : "") + requests("south", at);
    expect(absences(split, gone, 2 * DAY)).toEqual(["70m north", "1500m north ends"]);
    const allGone: Page = (at) => (at <= HOUR ? requests("north", at) : "");
    expect(absences(split, allGone, 2 * DAY)).toEqual(["70m north", "1500m all", "1500m north ends"]);
  });

  it("is still missed when the engine starts again, and no earlier than it would have been", () => {
    const kept: Increment[] = [];
    const gone: Page = (at) => (at <= HOUR ? requests("north", at) : "");
    follow(new Evaluator([plain], { scrapeInterval: STEP }), gone, 0, 2 * HOUR, new Map(), kept);
    const again = (told: ReadonlyMap<string, string>, page: Page): string[] => {
      const evaluator = new Evaluator([plain], { scrapeInterval: STEP });
      evaluator.restore(kept, new Map([[plain.id, 0]]));
      return follow(evaluator, page, 3 * HOUR, 4 * HOUR, told);
    };
    const [labels] = alertsAt(kept);
    expect(again(new Map([[labels ?? "", "all"]]), gone)).toEqual([]);
    expect(again(new Map([[labels ?? "", "all"]]), (at) => requests("north", at))).toEqual(["180m all ends"]);
    expect(again(new Map(), gone)).toEqual(["190m all"]);
  });
});

/** The fingerprints of the absences that fire two hours in. */
function alertsAt(kept: readonly Increment[]): string[] {
  const evaluator = new Evaluator([plain], { scrapeInterval: STEP });
  evaluator.restore(kept, new Map());
  evaluator.evaluate(HOUR);
  const firing = evaluator.states(2 * HOUR).flatMap((state) => alertsOf(state, samplePlatform, 2 * HOUR));
  return firing.map(({ labels }) => fingerprintOf(labels));
}
