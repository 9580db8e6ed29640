import type { Logger } from "pino";
import type { Check } from "../http/admin.ts";

const EVERY_MS = 300_000;

/**
 * Asks the mail server now and then whether it would take a mail: the last resort must be known to work before it is needed.
 * What is wrong is logged when it changes, not each time.
 */
export function watchMail(
  trouble: () => Promise<string | undefined>,
  log: Logger,
): { readonly check: () => Check; readonly close: () => void } {
  let asked = false;
  let known: string | undefined;
  const ask = async (): Promise<void> => {
    const found = await trouble();
    if (found !== undefined && found !== known)
      log.error({ trouble: found }, "mail cannot go out: pages that PagerDuty does not take would reach nobody");
    if (found === undefined && known !== undefined) log.info("mail can go out again");
    known = found;
    asked = true;
  };
  const askSafely = () =>
    void ask().catch((error: unknown) => log.warn({ err: error }, "the mail server was not asked"));
  const timer = setInterval(askSafely, EVERY_MS);
  askSafely();
  return {
    check: () => ({
      name: "mail",
      ok: asked && known === undefined,
      detail: known ?? (asked ? "the mail server takes us" : "the mail server has not answered yet"),
      required: false,
    }),
    close: () => clearInterval(timer),
  };
}
