import { expectKnown, type Reading } from "./reading.ts";
import type { ChannelConfig } from "./routing.ts";
import type { WrittenChannel } from "./written-routing.ts";

/** The channels by name. */
export function readChannels(reading: Reading): Map<string, ChannelConfig> {
  const { written, report } = reading;
  const channels = new Map<string, ChannelConfig>();
  for (const [name, channel] of Object.entries(written.channels)) {
    const { webhook } = channel;
    if (webhook !== undefined && !URL.canParse(webhook.url)) {
      const path = ["channels", name, "webhook", "url"];
      report(
        "invalid-value",
        path,
        `\`${webhook.url}\` is not an address`,
        "Write one such as https://chat.example/in.",
      );
    }
    const config = configOf(name, channel);
    if (config !== undefined) channels.set(name, config);
  }
  return channels;
}

/** The channels that are told when others fail, each an email channel. */
export function readFallback(channels: ReadonlyMap<string, ChannelConfig>, reading: Reading): readonly string[] {
  const { written, incomplete, report } = reading;
  const emails = Array.from(channels.values()).filter(({ kind }) => kind === "email");
  const help = `Email channels are: ${emails.map(({ name }) => name).join(", ") || "none yet"}.`;
  if (written.fallback.length === 0 && !incomplete.has("fallback"))
    report("fallback-not-email", ["fallback"], "nobody would hear of a page that PagerDuty does not take", help);
  for (const [index, name] of written.fallback.entries()) {
    const path = ["fallback", index];
    expectKnown("channels", name, path, reading);
    const kind = channels.get(name)?.kind;
    if (kind !== undefined && kind !== "email")
      report("fallback-not-email", path, `\`${name}\` is a ${kind} channel, not an email channel`, help);
  }
  return written.fallback;
}

function configOf(name: string, { pagerduty, email, webhook }: WrittenChannel): ChannelConfig | undefined {
  if (pagerduty !== undefined) return { kind: "pagerduty", name, routingKeyEnv: pagerduty.routing_key_env };
  if (email !== undefined) return { kind: "email", name, to: email.to };
  if (webhook !== undefined) return { kind: "webhook", name, url: webhook.url, secretEnv: webhook.secret_env };
  return undefined;
}
