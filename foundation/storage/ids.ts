import { randomUUID } from "node:crypto";

/** A new id whose text sorts by the time it was made, with 74 random bits (RFC 9562, UUID version 7). */
export function newId(now: number): string {
  const time = now.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${randomUUID().slice(15)}`;
}
