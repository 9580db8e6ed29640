import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";

/** How the mail server behaves. */
export type MailboxMode = "ok" | "greylist" | "refuses" | "hangs after data" | "slow";

export interface Mailbox {
  /** For SMTP_URL. */
  readonly url: string;
  /** What was accepted, in order. */
  readonly mails: readonly Email[];
  mode: MailboxMode;
  readonly close: () => Promise<void>;
}

const SLOW_MS = 3_000;

/** A mail server of one's own on loopback, that keeps what it is sent. */
export async function startMailbox(port = 0): Promise<Mailbox> {
  const mails: Email[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    closeTimeout: 100,
    onRcptTo: (_address, _session, callback) => {
      if (mailbox.mode === "greylist") callback(withCode("4.7.1 greylisted, come again", 451));
      else if (mailbox.mode === "refuses") callback(withCode("5.1.1 no such user", 550));
      else callback();
    },
    onData: (stream, _session, callback) => {
      receive(stream, callback).catch((error: unknown) =>
        callback(error instanceof Error ? error : new Error("failed")),
      );
    },
  });
  // Those who break off in the middle are no error of ours.
  server.on("error", () => undefined);

  async function receive(stream: SMTPServerDataStream, callback: (error?: Error | null) => void): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    if (mailbox.mode === "hangs after data") return;
    if (mailbox.mode === "slow") await sleep(SLOW_MS);
    mails.push(await PostalMime.parse(Buffer.concat(chunks)));
    callback();
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const mailbox: Mailbox = {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    mode: "ok",
    close: () => new Promise((resolve) => server.close(resolve)),
  };
  return mailbox;
}

function withCode(message: string, responseCode: number): Error {
  return Object.assign(new Error(message), { responseCode });
}
