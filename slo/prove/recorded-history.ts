import Type from "typebox";
import { CallError, Caller } from "../../foundation/http/call.ts";
import { checkOf } from "../../foundation/schema/check.ts";
import { eventQueries } from "../language/dialects/event-queries.ts";
import type { Slo } from "../model/slo.ts";
import { DAY, formatDuration, MINUTE, SECOND } from "../promql/duration.ts";
import { EventMinutes, type Minute } from "./event-minutes.ts";
import type { Scenario } from "./scenarios.ts";

/** A Prometheus did not answer, or has nothing of a promise. */
export class UnreadHistory extends Error {}

/** What is read at once; windows are never shorter. */
const STEP = 5 * MINUTE;
/** A Prometheus answers with 11,000 points of a series at most. */
const MOST_AT_ONCE = 30 * DAY;
const WITHIN_MS = 60_000;
const MOST_BYTES = 64_000_000;

const Answer = Type.Object({
  data: Type.Object({
    result: Type.Array(Type.Object({ values: Type.Array(Type.Tuple([Type.Number(), Type.String()])) })),
  }),
});
const isAnswer = checkOf(Answer);

/** What a Prometheus has of the promise's period up to `now` (Unix milliseconds), in steps of five minutes. Rejects with UnreadHistory. */
export async function recordedHistory(slo: Slo, prometheus: string, now: number): Promise<Scenario> {
  // Label values share one budget here: what is compared is the arithmetic.
  const queries = eventQueries({ ...slo, by: [] }, formatDuration(STEP));
  if (queries === undefined) throw new UnreadHistory(`${slo.id} counts with a number of seconds for its window`);
  const end = Math.floor(now / STEP) * STEP;
  const caller = new Caller();
  try {
    const span = { from: end - slo.period, end };
    const total = await perStep(caller, prometheus, queries.total, span);
    const part = await perStep(caller, prometheus, queries.part, span);
    if (total.size === 0) throw new UnreadHistory(`${prometheus} has nothing that ${slo.id} counts`);
    const minutes: Minute[] = [];
    for (let at = span.from + STEP; at <= end; at += STEP) {
      const all = total.get(at);
      const counted = part.get(at) ?? 0;
      const bad = all === undefined ? 0 : queries.counted === "bad" ? counted : Math.max(0, all - counted);
      const minute = { total: all ?? 0, bad: Math.min(bad, all ?? 0), isSeen: all !== undefined };
      for (let passed = 0; passed < STEP; passed += MINUTE) minutes.push(minute);
    }
    const history = new EventMinutes(minutes);
    return { name: `the last ${formatDuration(slo.period)}`, history, begins: 0, from: 0, to: history.length };
  } catch (error) {
    throw error instanceof CallError ? new UnreadHistory(`${prometheus}: ${error.message}`) : error;
  } finally {
    await caller.close();
  }
}

/** What a query counts a minute, by the end (Unix milliseconds) of each step. */
async function perStep(
  caller: Caller,
  prometheus: string,
  query: string,
  { from, end }: { readonly from: number; readonly end: number },
): Promise<Map<number, number>> {
  const counts = new Map<number, number>();
  for (let start = from + STEP; start <= end; start += MOST_AT_ONCE) {
    const last = Math.min(end, start + MOST_AT_ONCE - STEP);
    const body = new URLSearchParams({
      query,
      start: String(start / SECOND),
      end: String(last / SECOND),
      step: String(STEP / SECOND),
    });
    const { status, text } = await caller.call({
      url: `${prometheus.replace(/\/+$/, "")}/api/v1/query_range`,
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: body.toString(),
      withinMs: WITHIN_MS,
      mostBytes: MOST_BYTES,
      whenLonger: "refuse",
    });
    if (status !== 200)
      throw new UnreadHistory(`${prometheus} answered ${status} to \`${query}\`: ${text.slice(0, 300)}`);
    for (const { values } of seriesOf(text, prometheus))
      for (const [at, value] of values) {
        const count = Number(value) * (MINUTE / SECOND);
        if (Number.isFinite(count)) counts.set(at * SECOND, (counts.get(at * SECOND) ?? 0) + count);
      }
  }
  return counts;
}

function seriesOf(text: string, prometheus: string): { readonly values: readonly [number, string][] }[] {
  try {
    const answer: unknown = JSON.parse(text);
    if (isAnswer(answer)) return answer.data.result;
  } catch {
    // What is no JSON is no answer either.
  }
  throw new UnreadHistory(`${prometheus} does not answer as a Prometheus does`);
}
