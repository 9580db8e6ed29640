import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerDataStream } from "smtp-server";
import { loopbackCertificate } from "./loopback-certificate.ts";

/** How the mail server behaves. */
export type MailboxMode = "ok" | "greylist" | "refuses" | "hangs after data" | "slow" | "wants a sign-in";

/** A mail as it was taken, and for whom: the envelope, which need not say what the head says. */
export type Mail = Email & { readonly recipients: readonly string[] };

export interface Mailbox {
  /** For SMTP_URL. */
  readonly url: string;
  /** The certificate to trust, as PEM; absent when nothing is encrypted. */
  readonly ca: string | undefined;
  /** What was accepted, in order. */
  readonly mails: readonly Mail[];
  mode: MailboxMode;
  /** Answers to some recipients: 250 unless said otherwise. */
  readonly answers: Map<string, number>;
  readonly close: () => Promise<void>;
}

export interface MailboxOptions {
  readonly port?: number;
  /** Encrypted from the start, or once the client asks for it; the certificate is nobody's. */
  readonly encryption?: "smtps" | "starttls";
}

const SLOW_MS = 3_000;

/** A mail server of one's own on loopback, that keeps what it is sent. */
export async function startMailbox({ port = 0, encryption }: MailboxOptions = {}): Promise<Mailbox> {
  const mails: Mail[] = [];
  const certificate = encryption === undefined ? undefined : await loopbackCertificate();
  const server = new SMTPServer({
    ...certificate,
    secure: encryption === "smtps",
    authOptional: true,
    ...(encryption === "starttls" ? {} : { disabledCommands: ["STARTTLS"] }),
    logger: false,
    closeTimeout: 100,
    onMailFrom: (_address, _session, callback) => {
      callback(mailbox.mode === "wants a sign-in" ? withCode("5.7.0 sign in first", 530) : undefined);
    },
    onRcptTo: ({ address }, _session, callback) => {
      const answer = mailbox.answers.get(address) ?? { greylist: 451, refuses: 550 }[String(mailbox.mode)] ?? 250;
      callback(answer < 400 ? undefined : withCode(answer < 500 ? "4.7.1 come again" : "5.1.1 no such user", answer));
    },
    onData: (stream, { envelope }, callback) => {
      const recipients = envelope.rcptTo.map(({ address }) => address);
      receive(stream, recipients, callback).catch((error: unknown) =>
        callback(error instanceof Error ? error : new Error("failed")),
      );
    },
  });
  // Those who break off in the middle are no error of ours.
  server.on("error", () => undefined);

  async function receive(
    stream: SMTPServerDataStream,
    recipients: readonly string[],
    callback: (error?: Error | null) => void,
  ): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk);
    if (mailbox.mode === "hangs after data") return;
    if (mailbox.mode === "slow") await sleep(SLOW_MS);
    mails.push({ ...(await PostalMime.parse(Buffer.concat(chunks))), recipients });
    callback();
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const scheme = encryption === "smtps" ? "smtps" : "smtp";
  const mailbox: Mailbox = {
    url: `${scheme}://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    ca: certificate?.cert,
    mails,
    mode: "ok",
    answers: new Map(),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
  return mailbox;
}

function withCode(message: string, responseCode: number): Error {
  return Object.assign(new Error(message), { responseCode });
}
