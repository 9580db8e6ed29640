import type { Attempt } from "./channel.ts";

/** What OpenSSL and Node say of a certificate that they do not trust. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ISSUER|ALTNAME/;
/** "You may not": the server wants a sign-in or encryption, which somebody will mend (RFC 4954, 6; RFC 3207, 4). */
const MENDED_BY_PEOPLE: ReadonlySet<number> = new Set([530, 534, 535, 538]);
/** Where a 5xx speaks of this reader or this mail. Before that it speaks of us, and then all pages wait for one setting. */
const ABOUT_THE_MAIL: ReadonlySet<string> = new Set(["RCPT TO", "DATA"]);

interface SmtpError extends Error {
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly originalCode?: unknown;
}

/** What an attempt has come to: 5xx for a reader or a mail is a refusal, everything else is not (RFC 5321, 4.2.1). */
export function attemptAfter(error: unknown): Attempt {
  const { command, responseCode } = asSmtpError(error);
  const isRefusal =
    typeof responseCode === "number" &&
    responseCode >= 500 &&
    !MENDED_BY_PEOPLE.has(responseCode) &&
    typeof command === "string" &&
    ABOUT_THE_MAIL.has(command);
  return { outcome: isRefusal ? "rejected" : "retry", detail: mailTrouble(error) };
}

/** Why a mail did not go out, for people; a certificate that does not verify comes with what to do about it. */
export function mailTrouble(error: unknown): string {
  const { message, originalCode } = asSmtpError(error);
  if (typeof originalCode !== "string" || !CERTIFICATE.test(originalCode)) return message;
  // What Node advises after the semicolon is for its own command line.
  const [why] = message.split(";");
  return `the mail server's certificate does not verify: ${why} (${originalCode}); name its authority in SMTP_CA_FILE, or correct the host in SMTP_URL`;
}

function asSmtpError(error: unknown): SmtpError {
  return error instanceof Error ? error : new Error("failed");
}
