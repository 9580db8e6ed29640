import { type BurnAlert, budgetShareSpent, errorRatioThreshold, type Tier } from "../../model/burn-policy.ts";
import { dashboardUrl, runbookUrl } from "../../model/links.ts";
import type { Platform } from "../../model/platform.ts";
import type { Slo } from "../../model/slo.ts";
import { formatDuration } from "../../promql/duration.ts";
import { tierText } from "./cloud-tiers.ts";
import { LIMITS, shortened } from "./limits.ts";
import type { Documentation } from "./resources.ts";

/** What an incident tells whoever is woken by a burning budget. */
export function burnDocumentation(slo: Slo, alert: BurnAlert, tier: Tier, platform: Platform): Documentation {
  const ratio = percent(errorRatioThreshold(tier, slo.objective.errorBudget));
  const share = percent(budgetShareSpent(tier, slo.period));
  return documentation(slo, alert, platform, {
    subject: `${slo.title}: more than ${ratio} of ${measured(slo)} bad; promised are ${slo.objective.text} over ${formatDuration(slo.period)}`,
    explanation: `The error budget burns faster than ${tierText(tier)}: in both windows more than ${ratio} of ${measured(slo)} bad. At that rate ${share} of the budget for ${formatDuration(slo.period)} is gone within ${formatDuration(tier.longWindow)}.`,
  });
}

/** What an incident tells when there is nothing left to measure. */
export function absenceDocumentation(slo: Slo, alert: BurnAlert, after: number, platform: Platform): Documentation {
  return documentation(slo, alert, platform, {
    subject: `Nobody knows whether this holds: ${slo.title}`,
    explanation: `The events that ${slo.id} counts have been missing for ${formatDuration(after)}. The service, its scrape or the metric is gone; no burn-rate alert can fire until they are back.`,
  });
}

function documentation(
  slo: Slo,
  alert: BurnAlert,
  platform: Platform,
  { subject, explanation }: { readonly subject: string; readonly explanation: string },
): Documentation {
  const runbook = runbookUrl(slo, platform);
  const links = [
    ...(runbook === undefined ? [] : [{ displayName: "Runbook", url: runbook }]),
    { displayName: "Dashboard", url: dashboardUrl(slo, platform) },
  ];
  const lines = [
    `**${slo.title}**`,
    explanation,
    ...(slo.description === undefined ? [] : [slo.description]),
    [
      `- Promised: ${slo.objective.text} over ${formatDuration(slo.period)}`,
      `- Owner: ${slo.service.owner}, tier ${slo.service.tier}, escalation ${alert.escalation}`,
      ...links.map(({ displayName, url }) => `- [${displayName}](${url})`),
      `- Defined as \`${slo.id}\` in ${slo.source.file}`,
    ].join("\n"),
  ];
  return {
    content: shortened(literal(lines.join("\n\n")), LIMITS.documentation),
    mimeType: "text/markdown",
    subject: shortened(literal(subject), LIMITS.documentation),
    links,
  };
}

function measured({ indicator }: Slo): string {
  return indicator.kind === "probe" || indicator.kind === "condition" ? "the time is" : "events are";
}

function percent(ratio: ReturnType<typeof errorRatioThreshold>): string {
  return `${ratio.times(100).round(4).toString()}%`;
}

/** Text without the variables that Cloud Monitoring would expand. */
function literal(text: string): string {
  return text.replaceAll("${", "$ {");
}
