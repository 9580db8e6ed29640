import { text } from "./kit/text.ts";

/** The formulas behind the panels, for whoever doubts a number. */
export function howItIsComputed() {
  return text({
    key: "notes",
    title: "How it is computed",
    description: "Every number on this page comes from the recorded series named here.",
    size: [24, 9],
    markdown: MARKDOWN,
  });
}

const MARKDOWN = `Every event is good or bad. Two rates are read from the service's own metrics: \`slo:total_events:rate\` and \`slo:bad_events:rate\`. All else follows from them.

| number | formula | series |
| --- | --- | --- |
| SLI | 1 - bad / total, events of the window; absent without events | \`slo:sli_error:ratio_rate1h\`, … |
| error budget | 1 - objective: the share of events that may be bad | \`slo:error_budget:ratio\` |
| burn rate | (bad / total) / error budget; 1 spends the budget in exactly the period | \`slo:current_burn_rate:ratio\` (5 minutes), \`slo:period_burn_rate:ratio\` |
| error budget left | 1 - burn rate of the period | \`slo:period_error_budget_remaining:ratio\` |
| bad events left | (total × error budget - bad) of the period | \`slo:period_total_events:rate\`, \`slo:period_bad_events:rate\` |
| budget lasts | error budget left × period / burn rate of the last hour | |
| state | 3 Critical, 2 Recovering, 1 Increasing, 0 OK | \`slo:burn_state:code\` |

The period rolls: it always ends now. An SLO that is younger than its period is measured since it exists. An SLO whose alerts compare with the period's traffic shows those burn rates above (\`slo:period_traffic_error:ratio_rate1h\`, …).`;
