import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Compares secrets in constant time, whatever their lengths. */
export function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** The token of an Authorization header: of Bearer, or the password of Basic. */
export function tokenOf(authorization: string | undefined): string | undefined {
  const [, scheme, value] = /^(\w+) +(\S+) *$/.exec(authorization ?? "") ?? [];
  if (value === undefined) return undefined;
  if (scheme?.toLowerCase() === "bearer") return value;
  if (scheme?.toLowerCase() !== "basic") return undefined;
  const pair = Buffer.from(value, "base64").toString("utf8");
  return pair.includes(":") ? pair.slice(pair.indexOf(":") + 1) : undefined;
}

/** Grafana signs its webhooks: hex HMAC-SHA256 of the body, or of "<unix>:" and the body when it sends a timestamp. */
export function isSigned(body: Uint8Array, signature: string | undefined, secret: string, timestamp?: string): boolean {
  const signed = createHmac("sha256", secret);
  if (timestamp !== undefined) signed.update(`${timestamp}:`);
  return signature !== undefined && isSame(signature.toLowerCase(), signed.update(body).digest("hex"));
}
