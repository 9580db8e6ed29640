import { createHash } from "node:crypto";
import type { Labels } from "../routing/routing.ts";
import type { Oddities } from "./body-parts.ts";

/** FNV-1a of 64 bits, as two halves of 32: its prime is 2^40 + 0x1b3. */
const OFFSET = { high: 0xcbf29ce4, low: 0x84222325 };
const PRIME = 0x1b3;
const TWO_32 = 2 ** 32;
const SEPARATOR = Buffer.of(0xff);

/** What every database takes as part of a key. */
const LONGEST = 255;
const ODD = /\p{Cc}/u;

/**
 * The fingerprint that Alertmanager and Grafana would have given: FNV-1a over names and values in the order of the names
 * (github.com/prometheus/common, model/signature.go). An alert that comes once with it and once without stays one alert.
 */
export function fingerprintOf(labels: Labels): string {
  const parts = Object.keys(labels)
    .sort()
    .flatMap((name) => [Buffer.from(name), SEPARATOR, Buffer.from(labels[name] ?? ""), SEPARATOR]);
  let { high, low } = OFFSET;
  for (const byte of Buffer.concat(parts)) {
    low = (low ^ byte) >>> 0;
    const product = low * PRIME;
    high = (high * PRIME + Math.floor(product / TWO_32) + ((low << 8) >>> 0)) >>> 0;
    low = product >>> 0;
  }
  return high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
}

/**
 * What tells an alert from others, as every database takes it for a key: as it was written, or its digest where it is too long
 * or odd. Undefined where nothing was written.
 */
export function keyOf(written: unknown, pointer: string, oddities: Oddities): string | undefined {
  if (written === undefined || written === null || written === "") return undefined;
  if (typeof written !== "string") oddities.add(pointer, "is no text; its JSON was taken");
  const text = typeof written === "string" ? written : JSON.stringify(written);
  const isPlain = text.length <= LONGEST && text.isWellFormed() && !ODD.test(text);
  return isPlain ? text : `sha256:${createHash("sha256").update(JSON.stringify(text)).digest("hex")}`;
}
