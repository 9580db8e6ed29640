import { createHash } from "node:crypto";
import type { Attributes } from "@opentelemetry/api";
import {
  ATTR_NETWORK_PROTOCOL_NAME,
  ATTR_NETWORK_TRANSPORT,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  NETWORK_TRANSPORT_VALUE_TCP,
} from "@opentelemetry/semantic-conventions";
import ssh2, { type SFTPWrapper } from "ssh2";
import { inClientSpan } from "../telemetry/client-span.ts";

export interface SftpAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** SHA-256 of the server's host key in base64, as OpenSSH prints it: who answers to anything else is not the bank. */
  readonly hostKey: string;
}

/** The server cannot be reached, or hung up. */
export class SftpUnreachable extends Error {}
/** The server did something to a file. */
export class SftpRejected extends Error {}

const READY_WITHIN_MS = 5_000;
const SESSION_WITHIN_MS = 30_000;
const LARGEST_FILE_BYTES = 64 << 20;

/**
 * A session with an SFTP server, each of its operations a span named by it. `peer` names the server in them. Everything
 * rejects with SftpUnreachable or SftpRejected, and with the former when the whole session takes longer than 30 s.
 */
export class SftpSession {
  readonly #client = new ssh2.Client();
  readonly #attributes: Attributes;
  readonly #broken: Promise<never>;
  readonly #timer: NodeJS.Timeout;
  #sftp: SFTPWrapper | undefined;

  private constructor({ host, port }: SftpAddress, peer: string) {
    this.#attributes = {
      "service.peer.name": peer,
      [ATTR_SERVER_ADDRESS]: host,
      [ATTR_SERVER_PORT]: port,
      [ATTR_NETWORK_TRANSPORT]: NETWORK_TRANSPORT_VALUE_TCP,
      [ATTR_NETWORK_PROTOCOL_NAME]: "sftp",
    };
    const { promise, reject } = Promise.withResolvers<never>();
    const fail = (reason: string) => reject(new SftpUnreachable(reason));
    this.#client.on("error", (error) => fail(error.message));
    this.#client.on("close", () => fail("the bank hung up"));
    this.#timer = setTimeout(() => fail(`not done within ${SESSION_WITHIN_MS} ms`), SESSION_WITHIN_MS);
    this.#broken = promise;
    // Between two operations nobody listens.
    promise.catch(() => undefined);
  }

  /** Runs work in a session of its own; whatever hangs is hung up on. */
  static async with<Result>(
    address: SftpAddress,
    peer: string,
    work: (session: SftpSession) => Promise<Result>,
  ): Promise<Result> {
    const session = new SftpSession(address, peer);
    try {
      await session.#open(address);
      return await work(session);
    } finally {
      session.#close();
    }
  }

  /** A file's content as UTF-8; undefined when there is none. */
  read(path: string): Promise<string | undefined> {
    return this.#call("read", path, async (sftp) => {
      const size = await sizeOf(sftp, path);
      if (size === undefined) return undefined;
      if (size > LARGEST_FILE_BYTES) throw new SftpRejected(`${path} is larger than ${LARGEST_FILE_BYTES} bytes`);
      return new Promise((resolve, reject) => {
        sftp.readFile(path, (error, data) =>
          error === undefined ? resolve(data.toString("utf8")) : reject(new SftpUnreachable(error.message)),
        );
      });
    });
  }

  write(path: string, content: string): Promise<void> {
    return this.#call("write", path, (sftp) => settled((done) => sftp.writeFile(path, content, done)));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#call("rename", from, (sftp) => settled((done) => sftp.rename(from, to, done)));
  }

  async #open({ host, port, user, password, hostKey }: SftpAddress): Promise<void> {
    const opened = () =>
      new Promise<SFTPWrapper>((resolve, reject) => {
        this.#client.on("ready", () => {
          this.#client.sftp((error, sftp) =>
            error === undefined ? resolve(sftp) : reject(new SftpUnreachable(error.message)),
          );
        });
        this.#client.connect({
          host,
          port,
          username: user,
          password,
          readyTimeout: READY_WITHIN_MS,
          hostVerifier: (key: Buffer) =>
            createHash("sha256").update(key).digest("base64").replace(/=+$/, "") === hostKey,
        });
      });
    this.#sftp = await this.#traced("connect", {}, opened);
  }

  async #call<Result>(operation: string, path: string, run: (sftp: SFTPWrapper) => Promise<Result>): Promise<Result> {
    const sftp = this.#sftp;
    if (sftp === undefined) throw new SftpUnreachable("the session is not open");
    return this.#traced(operation, { "file.path": path }, () => run(sftp));
  }

  #traced<Result>(operation: string, own: Attributes, run: () => Promise<Result>): Promise<Result> {
    return inClientSpan({ name: `sftp ${operation}`, attributes: { ...this.#attributes, ...own } }, () =>
      Promise.race([run(), this.#broken]),
    );
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#client.removeAllListeners("close");
    this.#client.end();
    this.#client.destroy();
  }
}

function sizeOf(sftp: SFTPWrapper, path: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    sftp.stat(path, (error, stats) => resolve(error === undefined ? stats.size : undefined));
  });
}

function settled(run: (done: (error: Error | null | undefined) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    run((error) => (error ? reject(new SftpRejected(error.message)) : resolve()));
  });
}
