import { createHash } from "node:crypto";
import { createTransport } from "nodemailer";
import type { Attempt, Deliver } from "./channel.ts";
import { emailText } from "./email-text.ts";

/** nodemailer's own are minutes (2 to connect, 10 for the socket): too long for a page. */
const TIMEOUT_MS = 10_000;

export interface EmailOptions {
  /** smtp://USER:PASSWORD@HOST:PORT or smtps://…; undefined when there is none. */
  readonly url: string | undefined;
  readonly from: string;
  readonly timeZone: () => string;
}

/** Sends messages as mail. One connection for each mail: a page must not wait for a pool that is stuck. */
export function emailDelivery({ url, from, timeZone }: EmailOptions): Deliver {
  return async (message, signal) => {
    const { destination, dedupKey, id } = message;
    if (destination.kind !== "email") return { outcome: "rejected", detail: `${destination.kind} is no mail` };
    if (url === undefined) return { outcome: "retry", detail: "SMTP_URL is not set" };
    const transport = createTransport({
      url,
      connectionTimeout: TIMEOUT_MS,
      greetingTimeout: TIMEOUT_MS,
      socketTimeout: TIMEOUT_MS,
      dnsTimeout: TIMEOUT_MS,
    });
    const cancel = () => transport.close();
    signal.addEventListener("abort", cancel);
    const thread = `<${createHash("sha256").update(dedupKey).digest("hex").slice(0, 32)}@alerts.luckygas>`;
    try {
      const sending = transport.sendMail({
        from,
        to: [...destination.to],
        ...emailText(message, timeZone()),
        // The same over all attempts, and mails of one incident under one another.
        messageId: `<${id}@alerts.luckygas>`,
        references: thread,
        inReplyTo: thread,
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
      return troubleOf(error);
    } finally {
      signal.removeEventListener("abort", cancel);
      transport.close();
    }
  };
}

async function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = () => reject(new Error("no answer in time"));
    if (signal.aborted) give();
    else signal.addEventListener("abort", give, { once: true });
  });
}

/** 5xx is a refusal, 4xx and silence are not (RFC 5321, 4.2.1). */
function troubleOf(error: unknown): Attempt {
  const message = error instanceof Error ? error.message : "failed";
  const code = error instanceof Error && "responseCode" in error ? Number(error.responseCode) : 0;
  return code >= 500 ? { outcome: "rejected", detail: message } : { outcome: "retry", detail: message };
}
