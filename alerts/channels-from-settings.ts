import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { SettingsError } from "../foundation/settings/read-settings.ts";
import type { Deliver } from "./channels/channel.ts";
import { deliverBy } from "./channels/deliver.ts";
import type { Environment } from "./channels/destination.ts";
import { type EmailChannel, emailChannel } from "./channels/email.ts";
import { pagerDutyDelivery } from "./channels/pagerduty.ts";
import { webhookDelivery } from "./channels/webhook.ts";
import { dedupKeysAtPagerDuty, type FindDedupKeys } from "./pagerduty-webhook/dedup-keys.ts";
import type { RouterSettings } from "./settings.ts";

/** The channels as the settings say, and who can be asked at PagerDuty. Throws a SettingsError when a certificate cannot be read. */
export function channelsFromSettings(
  settings: RouterSettings,
  {
    environment,
    timeZone,
    now,
  }: { readonly environment: Environment; readonly timeZone: () => string; readonly now: () => number },
): {
  readonly deliver: Deliver;
  readonly findDedupKeys: FindDedupKeys | undefined;
  readonly mailTrouble: EmailChannel["trouble"];
  readonly close: () => Promise<void>;
} {
  const { PAGERDUTY_HOST: host, SMTP_URL: url, MAIL_FROM: from } = settings;
  const { PAGERDUTY_API_TOKEN: token, PAGERDUTY_API_HOST: apiHost } = settings;
  const ca = readCertificate("PAGERDUTY_CA_FILE", settings);
  const pagerDuty = pagerDutyDelivery({ host, ca });
  const webhook = webhookDelivery(environment, now);
  const email = emailChannel({ url, ca: readCertificate("SMTP_CA_FILE", settings), from, timeZone });
  return {
    deliver: deliverBy({
      pagerduty: pagerDuty.deliver,
      webhook: webhook.deliver,
      email: email.deliver,
    }),
    findDedupKeys: token === undefined ? undefined : dedupKeysAtPagerDuty({ token, host: apiHost, ca }),
    mailTrouble: email.trouble,
    close: async () => {
      await pagerDuty.close();
      await webhook.close();
    },
  };
}

function readCertificate(name: "PAGERDUTY_CA_FILE" | "SMTP_CA_FILE", settings: RouterSettings): string | undefined {
  const file = settings[name];
  if (file === undefined) return undefined;
  try {
    const pem = readFileSync(file, "utf8");
    // Node would take anything, and trust nobody.
    new X509Certificate(pem);
    return pem;
  } catch {
    throw new SettingsError([`${name}: must be a file that can be read and holds a certificate (PEM)`]);
  }
}
