import type { Loss, OutputFile } from "../target.ts";

const NO_OBJECT =
  "There is no SLO object, so no error budget in the console; PromQL alert policies watch the burn rate instead.";

/** Every loss this target can report, under the name it reports it by: what Cloud Monitoring cannot do, and what is done instead. Worst first. */
export const LOSSES = {
  "cloud-no-project":
    "Every resource belongs to a project, and slo/config.yaml names none under `cloud`. Nothing is written for Cloud Monitoring.",

  "cloud-no-notification-channel":
    "Policies notify the channels that slo/config.yaml lists under `cloud`, and it lists none. Incidents open in the console and nobody is told.",

  "cloud-native-histogram":
    "Whether Cloud Monitoring's PromQL can tell fast from slow in a native histogram is not documented. Without an SLO object there is no policy.",
  "cloud-query-over-25h":
    "A PromQL alert policy looks back 25 hours at most, with the time its condition has to hold, and 24 in one range or offset. What needs more has no policy.",

  "cloud-goal-above-0.9999": `A goal is 0.9999 at most. ${NO_OBJECT}`,
  "cloud-period-over-30d": `A rolling period is 30 days at most. ${NO_OBJECT}`,
  "cloud-period-not-whole-days": `A rolling period is a whole number of days. ${NO_OBJECT}`,
  "cloud-split-by-label": `An SLO object has one budget, and \`by\` asks for one for each label value. ${NO_OBJECT} They fire for each value on its own.`,
  "cloud-expression-without-filter": `An SLO object selects series with a filter, which knows no functions and no arithmetic. ${NO_OBJECT}`,
  "cloud-histogram-count": `A histogram arrives as one distribution: its _count and _bucket are no counters that an SLO object could divide. ${NO_OBJECT}`,
  "cloud-metric-type": `A metric is stored under its type, which is not declared, or not the one that an SLO object needs here. ${NO_OBJECT}`,
  "cloud-several-series": `A gauge of several series would be averaged over them, and a bad one would hide among good ones. ${NO_OBJECT}`,
  "cloud-operator-without-range": `Good means are a range, which cannot say \`==\` or \`!=\`. ${NO_OBJECT}`,
  "cloud-untranslatable-matcher": `What a filter does where a label is absent, and how it writes control characters, is not documented. ${NO_OBJECT}`,
  "cloud-filter-over-2048": `A filter has 2,048 characters at most. ${NO_OBJECT}`,
  "cloud-service-over-500-slos": `A service has 500 SLO objects at most. ${NO_OBJECT}`,

  "cloud-good-minutes":
    "A gauge is judged by the minute: the mean of a minute makes all of it good or bad, where Prometheus weighs every sample.",

  "cloud-traffic-period":
    "A burn rate is always divided by the window's own traffic, never by the period's mean. Quiet hours alert sooner and busy hours later than the definition asks.",
  "cloud-lookback-over-24h":
    "No alert looks back further than 24 hours. The tier looks back one day and fires when it spends the same share of the budget; burns too slow for that go unnoticed.",
  "cloud-tier-fires-early":
    "No alert looks back further than 24 hours, in which not even a total outage spends the tier's share of the budget. The tier keeps its burn rate and fires after a smaller share.",
  "cloud-tier-covered":
    "Once no tier looks back further than 24 hours, this one fires only when another of its severity does.",
  "cloud-absence-delay": "A signal counts as gone after whole minutes, from 2 minutes to 23 hours 30.",
  "cloud-absence-memory":
    "A signal that is gone is remembered as long as a PromQL query looks back, not for the period. Then the alert closes; and one that never came is not missed.",
  "cloud-page-and-ticket":
    "No policy silences another: a page and the ticket of the same SLO both notify, where Alertmanager inhibits the ticket.",
  "cloud-name-changed":
    "Resource ids and user labels take few characters, and 63 of them at most. A name that does not fit is changed and ends in a hash of what it was.",
} as const satisfies Record<string, string>;

export type LossName = keyof typeof LOSSES;

/** Where the making of one SLO's resources says what it loses. */
export type Report = (loss: LossName, message: string) => void;

/** What cannot be had in Cloud Monitoring, and the name to report that by. */
export interface Untranslatable {
  readonly loss: LossName;
  readonly message: string;
}

export function isUntranslatable(value: string | object): value is Untranslatable {
  return typeof value === "object" && "loss" in value;
}

/** The losses for people, grouped by what is lost, and for programs. */
export function lossReport(losses: readonly Loss[]): OutputFile[] {
  return [
    { path: "cloud-monitoring/LOSSES.md", format: "text", text: markdown(losses) },
    { path: "cloud-monitoring/losses.json", format: "json", value: losses },
  ];
}

function markdown(losses: readonly Loss[]): string {
  const byName = Map.groupBy(losses, ({ name }) => name);
  let text = `# What Cloud Monitoring cannot express\n\nMade by \`slo compile\`. The definitions stay as they are; this is what becomes of them here.\n`;
  if (losses.length === 0) text += "\nNothing is lost.\n";
  for (const [name, meaning] of Object.entries(LOSSES)) {
    const own = byName.get(name);
    if (own === undefined) continue;
    text += `\n## ${name}\n\n${meaning}\n\n`;
    for (const { slo, message } of own) text += `- \`${slo}\`: ${message}\n`;
  }
  return text;
}
