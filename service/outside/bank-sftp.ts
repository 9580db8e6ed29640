import { createHash } from "node:crypto";
import { type SftpAddress, SftpRejected, SftpSession } from "./sftp-session.ts";

const INBOX = "/inbox";
const OUTBOX = "/outbox";

export interface Bank {
  /**
   * Puts a file and its checksum into the bank's inbox, under its name only when it is whole, and reads it back. A name
   * that is there with the same content is left as it is. Rejects with SftpUnreachable or SftpRejected.
   */
  readonly deliver: (name: string, content: string) => Promise<void>;
  /** A file of the bank's outbox with the checksum that the bank gives for it; undefined when it is not there yet. */
  readonly fetch: (name: string) => Promise<{ content: string; sha256: string } | undefined>;
}

/** A bank's SFTP server; `peer` names it in traces. */
export function createBank(address: SftpAddress, peer: `bank-${string}`): Bank {
  return {
    deliver: (name, content) =>
      SftpSession.with(address, peer, async (session) => {
        const path = `${INBOX}/${name}`;
        const known = await session.read(path);
        if (known === undefined) {
          await session.write(`${path}.sha256`, `${sha256(content)}  ${name}\n`);
          await session.write(`${path}.part`, content);
          await session.rename(`${path}.part`, path);
        }
        if ((known ?? (await session.read(path))) !== content) {
          throw new SftpRejected(`${name} lies at the bank with another content`);
        }
      }),
    fetch: (name) =>
      SftpSession.with(address, peer, async (session) => {
        const content = await session.read(`${OUTBOX}/${name}`);
        const checksum = await session.read(`${OUTBOX}/${name}.sha256`);
        if (content === undefined || checksum === undefined) return undefined;
        return { content, sha256: /^[0-9a-f]{64}/.exec(checksum)?.[0] ?? "" };
      }),
  };
}

export function sha256(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}
