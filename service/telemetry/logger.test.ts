import { context, ROOT_CONTEXT, TraceFlags, trace } from "@opentelemetry/api";
import { StackContextManager } from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLogger, type Logger } from "./logger.ts";

function start(level = "info"): { log: Logger; lines: string[]; last: () => Record<string, unknown> } {
  const lines: string[] = [];
  const log = createLogger({ level, destination: { write: (line) => lines.push(line) } });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? "") };
}

describe("a line of the log", () => {
  beforeAll(() => {
    context.setGlobalContextManager(new StackContextManager().enable());
  });
  afterAll(() => {
    context.disable();
  });

  it("says when, how bad, by whom and what", () => {
    const { log, last } = start();
    log.debug("not said");
    log.warn({ orderId: "o-1" }, "an order is late");
    expect(last()).toEqual({
      level: "warn",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      service: "lucky-gas",
      orderId: "o-1",
      msg: "an order is late",
    });
  });

  it("has the ids of the active trace", () => {
    const { log, last } = start();
    const ids = {
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      spanId: "00f067aa0ba902b7",
      traceFlags: TraceFlags.SAMPLED,
    };
    context.with(trace.setSpanContext(ROOT_CONTEXT, ids), () => log.info("traced"));
    expect(last()).toMatchObject({ trace_id: ids.traceId, span_id: ids.spanId, trace_flags: "01" });
    log.info("not traced");
    expect(last()).not.toHaveProperty("trace_id");
  });

  it("tells of an error its type, message, stack and causes, without what is personal in them", () => {
    const { log, last } = start();
    class PlatformError extends Error {
      readonly code = "E42";
    }
    log.error({ err: new PlatformError("no answer for 0912345678", { cause: new Error("lin@example.tw") }) }, "failed");
    expect(last()).toMatchObject({
      err: {
        type: "PlatformError",
        code: "E42",
        message: "no answer for [redacted]: [redacted]",
        stack: expect.stringMatching(/no answer for \[redacted\]\n +at [\s\S]+caused by: Error: \[redacted\]/),
      },
    });
  });
});

describe("a secret", () => {
  const digits = (length: number) =>
    fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: length, maxLength: length });
  const joined = (parts: readonly [string, number][]) =>
    fc
      .tuple(
        fc.constantFrom("", "-", " ", "."),
        ...parts.map(([start, length]) => digits(length).map((rest) => start + rest)),
      )
      .map(([gap, ...numbers]) => numbers.join(gap));
  const word = fc.string({ unit: fc.constantFrom(..."abcdefgh0123456789_-"), minLength: 12, maxLength: 40 });
  const SECRETS = fc.oneof(
    joined([
      ["09", 2],
      ["", 3],
      ["", 3],
    ]),
    joined([
      ["+8869", 2],
      ["", 3],
      ["", 3],
    ]),
    joined([
      ["02", 0],
      ["2", 3],
      ["", 4],
    ]),
    fc
      .tuple(fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVXYWZ"), fc.constantFrom("1", "2", "8", "9"), digits(8))
      .map((parts) => parts.join("")),
    fc.tuple(word, word, word).map(([head, body, signature]) => `eyJ${head}.${body}.${signature}`),
    word.map((local) => `x${local}@mail.example.tw`),
  );
  // Letters and digits beside a number may make it something else.
  const AROUND = fc.string({ unit: "binary" }).map((text) => text.replace(/[\w.%+-]+/g, " "));
  const KEYS = ["phone", "customer_address", "taxId", "refresh_token", "setCookie"];
  const innocent = fc.jsonValue({ maxDepth: 3 });

  /** A value with the secret somewhere in it: as a text, inside of one, as a key, or below a personal key. */
  const hidden = (secret: string): fc.Arbitrary<unknown> =>
    fc.letrec((tie) => ({
      text: fc.tuple(AROUND, AROUND).map(([before, after]) => `${before} ${secret} ${after}`),
      error: tie("text").map((text) => ({ err: new Error(String(text), { cause: new TypeError(String(text)) }) })),
      key: fc.constantFrom(...KEYS).map((key) => ({ [key]: { kept: [secret] } })),
      named: innocent.map((value) => ({ [secret]: value })),
      list: fc.tuple(innocent, tie("any")),
      field: fc
        .tuple(fc.constantFrom("note", "detail", "err"), tie("any"), innocent)
        .map(([key, value, other]) => ({ other, [key]: value })),
      any: fc.oneof({ maxDepth: 4 }, tie("text"), tie("error"), tie("key"), tie("named"), tie("list"), tie("field")),
    })).any;

  it("never leaves, wherever it is", () => {
    const { log, lines } = start();
    fc.assert(
      fc.property(
        SECRETS.chain((secret) => hidden(secret).map((value) => ({ secret, value }))),
        ({ secret, value }) => {
          lines.length = 0;
          log.info({ value }, "in a field");
          log.info(Object(value), "as the fields");
          log.child({ value }).info("in a child");
          log.info("in the message: %s", JSON.stringify(value));
          log.info(`in ${secret}`);
          log.info({ note: `${secret}` }, `%s${secret.slice(4)}.`, secret.slice(0, 4));
          expect(lines.length).toBeGreaterThanOrEqual(5);
          for (const line of lines) expect(line.toLowerCase()).not.toContain(secret.toLowerCase());
        },
      ),
      { numRuns: 300 },
    );
  });

  it("never leaves below a personal key, whatever it looks like", () => {
    const { log, lines } = start();
    fc.assert(
      fc.property(fc.constantFrom(...KEYS), fc.uuid(), innocent, (key, secret, other) => {
        lines.length = 0;
        log.info({ other, deep: [{ [key]: secret }] });
        log.child({ [key]: [secret] }).info({ [key]: { secret } }, "text");
        for (const line of lines) expect(line).not.toContain(secret);
      }),
    );
  });
});
