/** Every loss this target can report, under the name it reports it by: what Cloud Monitoring cannot do, and what is done instead. */
export const LOSSES = {
  "cloud-no-project":
    "Resource names begin with a project and slo/config.yaml names none under `cloud`. Nothing is written for Cloud Monitoring.",

  "cloud-goal-above-0.9999":
    "An SLO object takes no goal above 0.9999. There is none, and no error budget in the console; PromQL alert policies watch the burn rate.",
  "cloud-period-over-30d":
    "An SLO object takes no period above 30 days. There is none, and no error budget in the console; PromQL alert policies watch the burn rate.",
  "cloud-period-not-whole-days":
    "An SLO object's period is a whole number of days. There is none, and no error budget in the console; PromQL alert policies watch the burn rate.",
  "cloud-split-by-label":
    "An SLO object has one budget, and `by` asks for one for each label value. There is none, and no error budget in the console; PromQL alert policies fire for each value on its own.",
  "cloud-expression-without-filter":
    "An SLO object selects series with a filter, which knows no functions and no arithmetic. There is none, and no error budget in the console; PromQL alert policies watch the burn rate.",
  "cloud-histogram-count":
    "A Prometheus histogram arrives as one distribution, so its _count and _bucket are no counters that an SLO object could divide. There is none, and no error budget in the console; PromQL alert policies watch the burn rate.",
  "cloud-metric-type":
    "A metric's name in Cloud Monitoring ends in its type, which is not declared or not the one that an SLO object takes here. There is none, and no error budget in the console; PromQL alert policies watch the burn rate.",
  "cloud-several-series":
    "A gauge that is several series would be averaged over them, and a bad one would hide among good ones. There is no SLO object and no error budget in the console; PromQL alert policies watch the burn rate of each series' time.",
  "cloud-operator-without-range":
    "A good range of means cannot say `==` or `!=`. There is no SLO object and no error budget in the console; PromQL alert policies watch the burn rate.",
  "cloud-untranslatable-matcher":
    "What a filter does with an absent label, and how it writes control characters, is not documented. There is no SLO object and no error budget in the console; PromQL alert policies watch the burn rate.",
  "cloud-filter-over-2048":
    "A filter takes 2,048 characters. There is no SLO object and no error budget in the console; PromQL alert policies watch the burn rate.",
  "cloud-service-over-500-slos":
    "A service takes 500 SLO objects. The rest have none, and no error budget in the console; PromQL alert policies watch their burn rates.",

  "cloud-good-minutes":
    "A gauge is judged by the minute: a minute is good or bad by the mean of the gauge, where Prometheus weighs every sample. Short failures count as a whole minute, or not at all.",

  "cloud-traffic-period":
    "A burn rate is always divided by the window's own traffic, never by the period's mean. Quiet hours alert sooner, busy hours later than the definition asks.",
  "cloud-lookback-over-24h":
    "No alert looks back further than 24 hours. The tier looks at one day and fires at the burn rate that spends the same share of the budget in it; slower burns go unnoticed.",
  "cloud-tier-fires-early":
    "Over the 24 hours that an alert may look back, the tier's share of the budget cannot be spent. The tier keeps its burn rate, and fires after a smaller share.",
  "cloud-tier-covered":
    "Shortened to 24 hours, the tier is no longer different from another tier of the same severity, which stands for both.",
  "cloud-query-over-25h":
    "A PromQL alert policy looks back 25 hours at most, with the time it has to hold, and one range or offset 24. There is no policy for what needs more.",
  "cloud-native-histogram":
    "Whether Cloud Monitoring's PromQL can tell fast from slow in a native histogram is not documented. There is no alert policy.",
  "cloud-absence-delay": "A signal has to be gone for whole minutes, and neither very short nor very long.",
  "cloud-absence-memory":
    "A signal that is gone is remembered for the time that a PromQL query may look back, not for three days. The alert closes after that.",
  "cloud-page-and-ticket":
    "No policy silences another. A page and the ticket of the same SLO both notify; in Alertmanager the page inhibits the ticket.",
  "cloud-label-shortened":
    "User labels take a-z, 0-9, _ and -, at most 63 characters. A value that does not fit is cut and ends in a hash of the whole.",
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
