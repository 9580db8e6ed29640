import { SpanStatusCode, trace } from "@opentelemetry/api";
import { expect, it } from "vitest";
import { traced } from "../../test/service/traced.ts";

it("whatever a span is told, by whomever, leaves without what is personal or secret, and short", async () => {
  const left = await traced(async () => {
    const request = trace.getActiveSpan();
    const statement = trace.getTracer("lucky-gas").startSpan("statement");
    for (const span of [statement, request]) {
      if (span === undefined) throw new Error("it is not traced");
      span.setAttribute("url.full", "https://a:b@sms.example/0912345678");
      span.setAttribute("texts", ["lin@example.tw", "fine"]);
      span.setAttribute("long", `${"x".repeat(5_000)}`);
      span.addEvent("browser.script_error", { message: "no user 王小明" });
      span.recordException(new Error("no way to No. 7, Xinyi Rd."));
      span.setStatus({ code: SpanStatusCode.ERROR, message: "Bearer abc.def" });
      span.end();
    }
  });
  expect(left).toHaveLength(2);
  for (const { attributes, events, status } of left) {
    expect(attributes).toEqual({
      "url.full": "https://[redacted]@sms.example/[redacted]",
      texts: ["[redacted]", "fine"],
      long: "x".repeat(1_024),
    });
    expect(events.map(({ attributes: own }) => own?.["message"] ?? own?.["exception.message"])).toEqual([
      "no user [redacted]",
      "no way to [redacted]",
    ]);
    expect(String(events[1]?.attributes?.["exception.stacktrace"])).not.toContain("Xinyi");
    expect(status.message).toBe("[redacted]");
  }
});
