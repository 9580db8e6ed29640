import type { Request } from "express";
import pino from "pino";
import { REDACTED } from "../telemetry/redaction.ts";

const MOST_WORDS = 200;
const CODE = /^\s+at /;
/** Two signs are a Chinese name; two Latin letters are in most words. */
const WORTH_TAKING_OUT = /^(?:.{3,}|\P{ASCII}{2})$/su;

/**
 * What the log says of a failed request: its method, the template of its route below `root`, and the error, without a word
 * of what its caller wrote. Names and addresses have no pattern; but what comes from the caller is known here.
 */
export function describeFailure(error: unknown, request: Request, root: string) {
  const path: unknown = request.route?.path;
  const words = wordsOf([request.params, request.query, request.body]).sort((a, b) => b.length - a.length);
  return {
    method: request.method,
    route: typeof path === "string" ? root + path.replaceAll(/:(\w+)/g, "{$1}") : "unmatched",
    err: withoutWords(error instanceof Error ? error : new Error(String(error)), words),
  };
}

function withoutWords(error: Error, words: readonly string[]) {
  const { type, message, stack } = pino.stdSerializers.err(error);
  const clean = (text: string) => words.reduce((rest, word) => rest.replaceAll(word, REDACTED), text);
  const lines = stack.split("\n").map((line) => (CODE.test(line) ? line : clean(line)));
  return { type, message: clean(message), stack: lines.join("\n") };
}

/** The texts and long numbers in what a caller sent, wherever they stand. */
function wordsOf(sent: unknown): string[] {
  const words = new Set<string>();
  const waiting = [sent];
  while (waiting.length > 0 && words.size < MOST_WORDS) {
    const value = waiting.pop();
    if (typeof value === "object" && value !== null) waiting.push(...Object.values(value));
    else if (typeof value === "string" || typeof value === "number") words.add(String(value));
  }
  return [...words].filter((word) => WORTH_TAKING_OUT.test(word));
}
