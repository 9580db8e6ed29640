import { readFileSync } from "node:fs";
import type { Deliver } from "./channels/channel.ts";
import { deliverBy } from "./channels/deliver.ts";
import { emailDelivery } from "./channels/email.ts";
import { pagerDutyDelivery } from "./channels/pagerduty.ts";
import { webhookDelivery } from "./channels/webhook.ts";
import type { Environment } from "./incidents/surroundings.ts";
import { dedupKeysAtPagerDuty, type FindDedupKeys } from "./pagerduty-webhook/dedup-keys.ts";
import type { RouterSettings } from "./settings.ts";

/** The channels as the settings say, and who can be asked at PagerDuty. */
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
  readonly close: () => Promise<void>;
} {
  const { PAGERDUTY_HOST: host, PAGERDUTY_CA_FILE: caFile, SMTP_URL: url, MAIL_FROM: from } = settings;
  const { PAGERDUTY_API_TOKEN: token, PAGERDUTY_API_HOST: apiHost } = settings;
  const ca = caFile === undefined ? undefined : readFileSync(caFile, "utf8");
  const pagerDuty = pagerDutyDelivery({ host, ca });
  const webhook = webhookDelivery(environment, now);
  return {
    deliver: deliverBy({
      pagerduty: pagerDuty.deliver,
      webhook: webhook.deliver,
      email: emailDelivery({ url, from, timeZone }),
    }),
    findDedupKeys: token === undefined ? undefined : dedupKeysAtPagerDuty({ token, host: apiHost, ca }),
    close: async () => {
      await pagerDuty.close();
      await webhook.close();
    },
  };
}
