import { getCACertificates } from "node:tls";

/** Whom to trust: `ca` (PEM) and the usual authorities. Node, told of one alone, trusts nobody else. */
export function besidesTheUsual(ca: string): string[] {
  return [...getCACertificates("default"), ca];
}
