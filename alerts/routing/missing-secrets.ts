import type { Routing } from "./routing.ts";

/** An environment variable that a channel needs and that is not set. Only its name: values are never told. */
export interface MissingSecret {
  readonly variable: string;
  readonly channels: readonly string[];
}

/** Which secrets of the channels the environment lacks, by variable. An empty one is none. */
export function missingSecrets(
  { channels }: Pick<Routing, "channels">,
  environment: Readonly<Record<string, string | undefined>>,
): MissingSecret[] {
  const missing = new Map<string, string[]>();
  for (const channel of channels.values()) {
    if (channel.kind === "email") continue;
    const variable = channel.kind === "pagerduty" ? channel.routingKeyEnv : channel.secretEnv;
    if (environment[variable]) continue;
    missing.set(variable, [...(missing.get(variable) ?? []), channel.name]);
  }
  return Array.from(missing, ([variable, names]) => ({ variable, channels: names }));
}
