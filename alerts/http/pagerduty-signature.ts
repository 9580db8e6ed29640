import { createHmac } from "node:crypto";
import { isSame } from "./tokens.ts";

/** Whether one of the secrets made one of the `v1=` signatures over the raw body. */
export function isSignedByPagerDuty(body: Uint8Array, header: string | undefined, secrets: readonly string[]): boolean {
  const given = (header ?? "").split(",").map((signature) => signature.trim());
  const expected = secrets.map((secret) => `v1=${createHmac("sha256", secret).update(body).digest("hex")}`);
  // All are compared, so that time tells nothing.
  return expected.flatMap((one) => given.map((other) => isSame(other, one))).includes(true);
}
