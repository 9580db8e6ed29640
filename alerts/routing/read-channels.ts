import type { Found } from "../../foundation/findings/finding.ts";
import { FILE_RULES } from "../../foundation/findings/rules.ts";
import { type Reading, unknownName } from "./reading.ts";
import type { ChannelConfig } from "./routing.ts";
import { ROUTING_RULES } from "./rules.ts";
import type { WrittenChannel } from "./written-routing.ts";

/** The channels by name. */
export function readChannels({ written, source }: Reading): Found<Map<string, ChannelConfig>> {
  const channels = Object.entries(written.channels);
  return {
    value: new Map(
      channels.flatMap(([name, channel]): [string, ChannelConfig][] => {
        const config = configOf(name, channel);
        return config === undefined ? [] : [[name, config]];
      }),
    ),
    findings: channels.flatMap(([name, { webhook }]) => {
      if (webhook === undefined || URL.canParse(webhook.url)) return [];
      const at = source.at("channels", name, "webhook", "url");
      const advice = "Write one such as https://chat.example/in.";
      return [at.finding(FILE_RULES["invalid-value"], `\`${webhook.url}\` is not an address`, advice)];
    }),
  };
}

/** The channels that are told when others fail, each an email channel. */
export function readFallback(channels: ReadonlyMap<string, ChannelConfig>, reading: Reading): Found<readonly string[]> {
  const { fallback } = reading.written;
  const at = reading.source.at("fallback");
  const rule = ROUTING_RULES["fallback-not-email"];
  const emails = Array.from(channels.values()).filter(({ kind }) => kind === "email");
  const isEmail = (name: string) => channels.get(name)?.kind === "email";
  const advice = `Email channels are: ${emails.map(({ name }) => name).join(", ") || "none yet"}.`;
  const findings = fallback.flatMap((name, index) => {
    const kind = channels.get(name)?.kind;
    const isOther = kind !== undefined && kind !== "email";
    const wrong = `\`${name}\` is a ${kind} channel, not an email channel`;
    return [
      ...unknownName("channels", name, at.at(index), reading, (near) => isEmail(near) && !fallback.includes(near)),
      ...(isOther ? [at.at(index).finding(rule, wrong, advice)] : []),
    ];
  });
  if (fallback.length === 0 && !reading.incomplete.has("fallback"))
    findings.push(at.finding(rule, "nobody would hear of a page that PagerDuty does not take", advice));
  return { value: fallback, findings };
}

function configOf(name: string, { pagerduty, email, webhook }: WrittenChannel): ChannelConfig | undefined {
  if (pagerduty !== undefined) return { kind: "pagerduty", name, routingKeyEnv: pagerduty.routing_key_env };
  if (email !== undefined) return { kind: "email", name, to: email.to };
  if (webhook !== undefined) return { kind: "webhook", name, url: webhook.url, secretEnv: webhook.secret_env };
  return undefined;
}
