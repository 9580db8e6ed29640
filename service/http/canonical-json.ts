/**
 * One text for JSON values that are the same: keys in order of their UTF-16 code units, without spaces (as RFC 8785 has
 * it). For comparing, not for signing.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, own: unknown) =>
    typeof own === "object" && own !== null && !Array.isArray(own)
      ? Object.fromEntries(Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1)))
      : own,
  );
}
