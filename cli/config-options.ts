import type { WrittenConfig } from "../slo/language/written-config.ts";
import { isOwnLabel } from "../slo/model/contract.ts";
import { parseDuration } from "../slo/promql/duration.ts";
import type { Given, Options } from "./command.ts";
import { UsageError } from "./usage.ts";

const DEFAULT_CONFIG = "slo/config.yaml";

/** Options of every command that reads the configuration. */
export const CONFIG_OPTIONS = {
  config: { type: "string", placeholder: "FILE", help: "what all definitions share; slo/config.yaml by default" },
  "scrape-interval": { type: "string", placeholder: "15s", help: "in place of the config's" },
  window: { type: "string", placeholder: "30d", help: "in place of the config's" },
  label: {
    type: "string",
    multiple: true,
    placeholder: "NAME=VALUE",
    help: "with the config's `labels`; repeat for several",
  },
  "console-url": { type: "string", placeholder: "URL", help: "in place of the config's" },
  "grafana-url": { type: "string", placeholder: "URL", help: "in place of the config's" },
  "router-url": { type: "string", placeholder: "URL", help: "in place of the config's" },
  "cloud-project": { type: "string", placeholder: "NAME", help: "in place of the config's" },
} as const satisfies Options;

/** Which configuration to read, and what flags say instead. */
export interface ConfigChoice {
  readonly config: string;
  readonly overrides: Partial<WrittenConfig>;
}

/** Throws `UsageError` for a flag with a value that makes no sense. */
export function configChoice(options: Given<typeof CONFIG_OPTIONS>["options"]): ConfigChoice {
  const read = (
    flag: Exclude<keyof typeof CONFIG_OPTIONS, "label">,
    isRight: (text: string) => boolean,
    wanted: string,
  ): string | undefined => {
    const value = options[flag];
    if (value === undefined || isRight(value)) return value;
    throw new UsageError(`--${flag} needs ${wanted}, not \`${value}\``);
  };
  const isDuration = (text: string): boolean => parseDuration(text) !== undefined;
  const isUrl = (text: string): boolean => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
  const project = read("cloud-project", (text) => /^[a-z][a-z0-9-]{4,28}[a-z0-9]$/.test(text), "a project id");
  const given = {
    scrape_interval: read("scrape-interval", isDuration, "a duration such as 15s"),
    window: read("window", isDuration, "a duration such as 30d"),
    console_url: read("console-url", isUrl, "an address"),
    grafana_url: read("grafana-url", isUrl, "an address"),
    router_url: read("router-url", isUrl, "an address"),
    labels: options.label === undefined ? undefined : Object.fromEntries(options.label.map(readLabel)),
    cloud: project === undefined ? undefined : { project },
  };
  return {
    config: options.config ?? DEFAULT_CONFIG,
    overrides: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/** `cluster=tw-1`. */
function readLabel(text: string): [name: string, value: string] {
  const [, name = "", value = ""] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (!isOwnLabel(name)) throw new UsageError(`--label needs NAME=VALUE with a name of your own, not \`${text}\``);
  return [name, value];
}
