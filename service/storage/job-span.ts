import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { ATTR_ERROR_TYPE } from "@opentelemetry/semantic-conventions";
import type { ClaimedJob } from "./job-table.ts";
import { NotYet } from "./jobs.ts";

/** The W3C traceparent of the active trace, to store beside a job. */
export function currentTraceparent(): string | null {
  const carrier: { traceparent?: string } = {};
  propagation.inject(context.active(), carrier);
  return carrier.traceparent ?? null;
}

/**
 * Runs a job in a span that continues the trace which it was added in; without one it is not traced, for that was decided
 * then. What the clock starts begins a trace of its own, and the sampler decides.
 */
export async function traced(job: ClaimedJob, isRecurring: boolean, run: () => Promise<void>): Promise<void> {
  if (job.traceparent === null && !isRecurring) return context.with(ROOT_CONTEXT, run);
  const parent =
    job.traceparent === null ? ROOT_CONTEXT : propagation.extract(ROOT_CONTEXT, { traceparent: job.traceparent });
  const attributes = { "lucky_gas.job.kind": job.kind, "lucky_gas.job.attempt": job.attempts };
  const options = { kind: SpanKind.CONSUMER, attributes };
  return trace.getTracer("lucky-gas").startActiveSpan(`job ${job.kind}`, options, parent, async (span) => {
    try {
      await run();
    } catch (error) {
      // To wait for one's time is no failure.
      if (!(error instanceof NotYet)) {
        if (error instanceof Error) span.recordException(error);
        span.setStatus({ code: SpanStatusCode.ERROR });
        span.setAttribute(ATTR_ERROR_TYPE, error instanceof Error ? error.name : "_OTHER");
      }
      throw error;
    } finally {
      span.end();
    }
  });
}
