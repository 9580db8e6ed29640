import type { RuleLimits } from "./rule-limits.ts";

/** Where the platform's parts are, and how often it looks: what all SLOs share. Addresses have no trailing slash. */
export interface Platform {
  /** Milliseconds. */
  readonly scrapeInterval: number;
  readonly consoleUrl: string;
  readonly grafanaUrl: string;
  readonly routerUrl: string;
  /** Where Grafana asks for the recorded series. */
  readonly prometheusUrl: string;
  /** Where the traces are that exemplars point to; undefined when there are none. */
  readonly tempoUrl: string | undefined;
  /** What all recorded series and alerts carry, such as the cluster. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly cloud: CloudProject | undefined;
  /** What the readers of rules take at most; `RULE_LIMITS` unless it is said. */
  readonly ruleLimits?: RuleLimits;
}

export interface CloudProject {
  readonly project: string;
  /** Resource names of the channels that every alert policy notifies. */
  readonly notificationChannels: readonly string[];
}
