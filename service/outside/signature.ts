import { createHmac, timingSafeEqual } from "node:crypto";
import Type from "typebox";

/** Signed longer ago, or further ahead, a message is a replay. */
const TOLERANCE_MS = 5 * 60_000;

/** Signs a text together with the time, so that it cannot be sent again later. Headers in lower case. */
export function sign(
  secret: string,
  text: string | Buffer,
  now: number,
): { "x-timestamp": string; "x-signature": string } {
  const timestamp = String(now);
  const signature = createHmac("sha256", secret).update(`${timestamp}.`).update(text).digest("hex");
  return { "x-timestamp": timestamp, "x-signature": signature };
}

/** Whether a text was signed with the secret, within the last five minutes. Takes the same time for every wrong signature. */
export function isSigned(
  secret: string,
  text: string | Buffer,
  headers: { readonly "x-timestamp": string; readonly "x-signature": string },
  now: number,
): boolean {
  const timestamp = Number(headers["x-timestamp"]);
  if (!(Math.abs(now - timestamp) <= TOLERANCE_MS)) return false;
  const expected = Buffer.from(sign(secret, text, timestamp)["x-signature"]);
  const given = Buffer.from(headers["x-signature"]);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** The headers of a signed request to us. */
export const SIGNED_HEADERS = Type.Object({
  "x-timestamp": Type.String({ pattern: "^\\d{1,16}$" }),
  "x-signature": Type.String({ pattern: "^[0-9a-f]{64}$" }),
});
