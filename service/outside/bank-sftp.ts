import { createHash } from "node:crypto";
import ssh2, { type Client, type SFTPWrapper } from "ssh2";

export interface BankAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** SHA-256 of the server's host key in base64, as OpenSSH prints it: who answers to anything else is not the bank. */
  readonly hostKey: string;
}

/** The bank cannot be reached, or hung up. */
export class BankUnreachable extends Error {}

/** The bank's server did something to a file. */
export class BankRejected extends Error {}

const READY_WITHIN_MS = 5_000;
const TRANSFER_WITHIN_MS = 30_000;
const LARGEST_FILE_BYTES = 64 << 20;
const INBOX = "/inbox";
const OUTBOX = "/outbox";

export interface Bank {
  /**
   * Puts a file and its checksum into the bank's inbox, under its name only when it is whole, and reads it back. A name
   * that is there with the same content is left as it is. Rejects with BankUnreachable or BankRejected.
   */
  readonly deliver: (name: string, content: string) => Promise<void>;
  /** A file of the bank's outbox with the checksum that the bank gives for it; undefined when it is not there yet. */
  readonly fetch: (name: string) => Promise<{ content: string; sha256: string } | undefined>;
}

/** A bank's SFTP server. */
export function createBank(address: BankAddress): Bank {
  return {
    deliver: (name, content) =>
      withSession(address, async (sftp) => {
        const path = `${INBOX}/${name}`;
        const known = await read(sftp, path);
        if (known === undefined) {
          await write(sftp, `${path}.sha256`, `${sha256(content)}  ${name}\n`);
          await write(sftp, `${path}.part`, content);
          await rename(sftp, `${path}.part`, path);
        }
        if ((known ?? (await read(sftp, path))) !== content) {
          throw new BankRejected(`${name} lies at the bank with another content`);
        }
      }),
    fetch: (name) =>
      withSession(address, async (sftp) => {
        const content = await read(sftp, `${OUTBOX}/${name}`);
        const checksum = await read(sftp, `${OUTBOX}/${name}.sha256`);
        if (content === undefined || checksum === undefined) return undefined;
        return { content, sha256: /^[0-9a-f]{64}/.exec(checksum)?.[0] ?? "" };
      }),
  };
}

export function sha256(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Runs work in a session of its own; whatever hangs is hung up on. */
async function withSession<Result>(
  address: BankAddress,
  work: (sftp: SFTPWrapper) => Promise<Result>,
): Promise<Result> {
  const client = new ssh2.Client();
  let timer: NodeJS.Timeout | undefined;
  try {
    const broken = new Promise<never>((_, reject) => {
      const fail = (reason: string) => reject(new BankUnreachable(reason));
      client.on("error", (error) => fail(error.message));
      client.on("close", () => fail("the bank hung up"));
      timer = setTimeout(() => fail(`not done within ${TRANSFER_WITHIN_MS} ms`), TRANSFER_WITHIN_MS);
    });
    const done = openSftp(client, address).then(work);
    // Whichever comes second has nobody listening any more.
    done.catch(() => undefined);
    broken.catch(() => undefined);
    return await Promise.race([done, broken]);
  } finally {
    clearTimeout(timer);
    client.removeAllListeners("close");
    client.end();
    client.destroy();
  }
}

function openSftp(client: Client, { host, port, user, password, hostKey }: BankAddress): Promise<SFTPWrapper> {
  return new Promise((resolve, reject) => {
    client.on("ready", () => {
      client.sftp((error, sftp) => (error === undefined ? resolve(sftp) : reject(new BankUnreachable(error.message))));
    });
    client.connect({
      host,
      port,
      username: user,
      password,
      readyTimeout: READY_WITHIN_MS,
      hostVerifier: (key: Buffer) => createHash("sha256").update(key).digest("base64").replace(/=+$/, "") === hostKey,
    });
  });
}

function read(sftp: SFTPWrapper, path: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    sftp.stat(path, (statError, stats) => {
      if (statError !== undefined) {
        resolve(undefined);
        return;
      }
      if (stats.size > LARGEST_FILE_BYTES) {
        reject(new BankRejected(`${path} is larger than ${LARGEST_FILE_BYTES} bytes`));
        return;
      }
      sftp.readFile(path, (error, data) =>
        error === undefined ? resolve(data.toString("utf8")) : reject(new BankUnreachable(error.message)),
      );
    });
  });
}

function write(sftp: SFTPWrapper, path: string, content: string): Promise<void> {
  return new Promise((resolve, reject) => {
    sftp.writeFile(path, content, (error) => (error ? reject(new BankRejected(error.message)) : resolve()));
  });
}

function rename(sftp: SFTPWrapper, from: string, to: string): Promise<void> {
  return new Promise((resolve, reject) => {
    sftp.rename(from, to, (error) => (error ? reject(new BankRejected(error.message)) : resolve()));
  });
}
