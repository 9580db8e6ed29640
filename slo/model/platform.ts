/** Where the platform's parts are, and how often it looks: what all SLOs share. Addresses have no trailing slash. */
export interface Platform {
  /** Milliseconds. */
  readonly scrapeInterval: number;
  readonly consoleUrl: string;
  readonly grafanaUrl: string;
  readonly routerUrl: string;
  readonly cloud: CloudProject | undefined;
}

export interface CloudProject {
  readonly project: string;
  /** Resource names of the channels that every alert policy notifies. */
  readonly notificationChannels: readonly string[];
}
