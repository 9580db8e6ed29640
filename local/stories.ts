import type { PagerDutyMode } from "../alerts/sandbox/pagerduty.ts";
import { SCENARIOS, type ScenarioName } from "../service/traffic/scenarios.ts";

/** A failure from its beginning to its end, and how people should hear of it. */
export interface Story {
  /** What goes wrong at the service. */
  readonly scenario: ScenarioName;
  readonly told: string;
  /** The SLO that should tell of it. */
  readonly slo: string;
  /** How people should hear of it first. */
  readonly heardBy: "pagerduty" | "email" | "console";
  /** How PagerDuty behaves until people have heard. */
  readonly pagerDuty?: PagerDutyMode;
  /** Must not page while the story lasts. */
  readonly quiet?: string;
  /** Conditions whose threshold is so many times as low, because a story cannot wait for days. */
  readonly sooner?: Readonly<Record<string, number>>;
}

export const STORIES = {
  "order-outage": {
    scenario: "order-outage",
    told: SCENARIOS["order-outage"].story,
    slo: "orders-availability",
    heardBy: "pagerduty",
  },
  "sms-failover": {
    scenario: "sms-failover",
    told: SCENARIOS["sms-failover"].story,
    slo: "sms-provider",
    heardBy: "console",
    quiet: "sms-delivered",
  },
  "slow-database": {
    scenario: "slow-database",
    told: SCENARIOS["slow-database"].story,
    slo: "database-latency",
    heardBy: "pagerduty",
  },
  "einvoice-backlog": {
    scenario: "einvoice-backlog",
    told: `${SCENARIOS["einvoice-backlog"].story} The deadline of 36 hours comes after 20 seconds.`,
    slo: "e-invoices-unsent",
    heardBy: "pagerduty",
    sooner: { "e-invoices-unsent": 6_480 },
  },
  "pagerduty-down": {
    scenario: "order-outage",
    told: "PagerDuty answers 500 while orders fail: the page goes by email, and to PagerDuty when it is back.",
    slo: "orders-availability",
    heardBy: "email",
    pagerDuty: "500",
  },
} as const satisfies Readonly<Record<string, Story>>;

export type StoryName = keyof typeof STORIES;

export const STORY_NAMES: readonly string[] = Object.keys(STORIES);

export function isStoryName(text: string): text is StoryName {
  return Object.hasOwn(STORIES, text);
}
