import { createSecureContext } from "node:tls";
import { createTransport } from "nodemailer";
import { besidesTheUsual } from "../../foundation/http/certificates.ts";
import type { Deliver } from "./channel.ts";
import { emailText } from "./email-text.ts";
import { threadHeaders } from "./email-thread.ts";
import { attemptAfter, mailTrouble } from "./smtp-trouble.ts";

/** nodemailer's own are minutes (2 to connect, 10 for the socket): too long for a page. */
const TIMEOUT_MS = 10_000;

export interface EmailOptions {
  /** smtp://USER:PASSWORD@HOST:PORT or smtps://…; undefined when there is none. */
  readonly url: string | undefined;
  /** A certificate authority to trust besides the usual ones, as PEM. */
  readonly ca?: string | undefined;
  readonly from: string;
  readonly timeZone: () => string;
}

export interface EmailChannel {
  readonly deliver: Deliver;
  /** Why no mail can go out now, in words; undefined when the server takes us. Sends nothing. */
  readonly trouble: () => Promise<string | undefined>;
}

/** Sends messages as mail. One connection for each mail: a page must not wait for a pool that is stuck. */
export function emailChannel({ url, ca, from, timeZone }: EmailOptions): EmailChannel {
  // Made once: reading a hundred authorities takes longer than a mail.
  const tls = ca === undefined ? {} : { tls: { secureContext: createSecureContext({ ca: besidesTheUsual(ca) }) } };
  const connect = (address: string) =>
    createTransport({
      url: address,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      dnsTimeout: TIMEOUT_MS,
      ...tls,
    });
  const deliver: Deliver = async (message, signal) => {
    const { destination } = message;
    if (destination.kind !== "email") return { outcome: "rejected", detail: `${destination.kind} is no mail` };
    if (url === undefined) return { outcome: "retry", detail: NO_SERVER };
    const transport = connect(url);
    const cancel = () => transport.close();
    signal.addEventListener("abort", cancel);
    try {
      const sending = transport.sendMail({
        from,
        to: [...destination.to],
        ...emailText(message, timeZone()),
        ...threadHeaders(message, from),
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      const { accepted, rejected, response } = await Promise.race([sending, aborted(signal)]);
      // Nobody is left out silently: who was refused is named.
      const refused = rejected.length === 0 ? "" : ` (refused: ${rejected.map(String).join(", ")})`;
      return accepted.length > 0
        ? { outcome: "accepted", detail: `${response}${refused}` }
        : { outcome: "rejected", detail: `${response}${refused}` };
    } catch (error) {
      return attemptAfter(error);
    } finally {
      signal.removeEventListener("abort", cancel);
      transport.close();
    }
  };
  const trouble = async (): Promise<string | undefined> => {
    if (url === undefined) return NO_SERVER;
    const transport = connect(url);
    return transport
      .verify()
      .then(() => undefined, mailTrouble)
      .finally(() => transport.close());
  };
  return { deliver, trouble };
}

const NO_SERVER = "SMTP_URL is not set: no mail goes out";

async function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = () => reject(new Error("no answer in time"));
    if (signal.aborted) give();
    else signal.addEventListener("abort", give, { once: true });
  });
}
