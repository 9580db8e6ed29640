/** Grafana counts panels from 1; six digits keep a link to a panel (`viewPanel=…`) short. */
const HIGHEST = 999_999;

/** A panel's id from its key, so that it stays when panels are added, moved or renamed: FNV-1a, 32 bits (RFC 9923). */
export function panelId(key: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return ((hash >>> 0) % HIGHEST) + 1;
}
