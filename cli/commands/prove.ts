import { hasErrors } from "../../foundation/findings/finding.ts";
import { toolsOf } from "../../slo/language/tools-of.ts";
import type { Slo } from "../../slo/model/slo.ts";
import { formatDuration, MINUTE } from "../../slo/promql/duration.ts";
import { type Comparison, compare, type Verdict } from "../../slo/prove/compare.ts";
import { peerOf } from "../../slo/prove/peers.ts";
import { recordedHistory, UnreadHistory } from "../../slo/prove/recorded-history.ts";
import { type Scenario, scenarios } from "../../slo/prove/scenarios.ts";
import { command } from "../command.ts";
import { CONFIG_OPTIONS, configChoice } from "../config-options.ts";
import { load } from "../load.ts";
import { refused } from "../refused.ts";
import { table } from "../table.ts";
import { UsageError } from "../usage.ts";

/** What another tool's own rules and ours say of the same history. */
export const proveCommand = command(
  {
    usage: "prove FILE…",
    summary: "compare another tool's rules with ours over the same history",
    about:
      "Judges the same history by the rules that OpenSLO, Sloth or Pyrra would make of its own file, and by ours: when alerts fire, what is left\nof the budget, and why the two differ. The history is made up, or what a Prometheus has of the period.",
    options: {
      prometheus: { type: "string", placeholder: "URL", help: "judge what this Prometheus has, not made-up histories" },
      ...CONFIG_OPTIONS,
    },
  },
  async ({ positionals: paths, options }) => {
    if (paths.length === 0) throw new UsageError("`slo prove` needs files of OpenSLO, Sloth or Pyrra");
    const { prometheus } = options;
    if (prometheus !== undefined && !/^https?:\/\//.test(prometheus))
      throw new UsageError(`--prometheus needs an address, not \`${prometheus}\``);
    const { value: loaded, findings } = await load({ paths, ...configChoice(options) });
    if (loaded === undefined || hasErrors(findings)) return refused(findings, "compared");
    const tools = toolsOf(loaded.texts, loaded.config);
    const foreign = loaded.slos.filter(({ id }) => tools.has(id));
    if (foreign.length === 0) throw new UsageError("these files are native: there is nothing to compare them with");
    const parts: { slos: readonly Slo[]; tool: string; rows: readonly Judged[] }[] = [];
    for (const alike of groupsOf(foreign, tools, prometheus === undefined)) {
      const [slo] = alike;
      const tool = tools.get(slo?.id ?? "");
      if (slo === undefined || tool === undefined) continue;
      const histories =
        prometheus === undefined
          ? scenarios(slo.objective.errorBudget.toNumber(), slo.period)
          : [await recorded(slo, prometheus)];
      const peer = peerOf(tool, slo);
      parts.push({
        slos: alike,
        tool,
        rows: histories.map((history) => ({ history, comparison: compare(slo, peer, history) })),
      });
    }
    return {
      findings,
      areFindingsAside: true,
      text: parts.map(({ slos, tool, rows }) => describe(slos, tool, rows)).join("\n"),
      json: {
        comparisons: parts.map(({ slos, tool, rows }) => ({
          slos: slos.map(({ id }) => id),
          tool,
          histories: rows.map(({ history, comparison }) => ({ name: history.name, ...comparison })),
        })),
      },
      exitCode: 0,
    };
  },
);

interface Judged {
  readonly history: Scenario;
  readonly comparison: Comparison;
}

async function recorded(slo: Slo, prometheus: string): Promise<Scenario> {
  try {
    return await recordedHistory(slo, prometheus, Date.now());
  } catch (error) {
    throw error instanceof UnreadHistory ? new UsageError(error.message) : error;
  }
}

/** SLOs whose arithmetic is the same give the same verdicts on made-up histories: they are judged once. */
function groupsOf(slos: readonly Slo[], tools: ReadonlyMap<string, string>, areAlike: boolean): Slo[][] {
  const keyOf = ({ id, objective, period, alerts }: Slo): string =>
    areAlike
      ? JSON.stringify([tools.get(id), objective.text, period, alerts.map(({ severity, tiers }) => [severity, tiers])])
      : id;
  return [...Map.groupBy(slos, keyOf).values()];
}

function describe(slos: readonly Slo[], tool: string, rows: readonly Judged[]): string {
  const [first] = slos;
  const head = `${slos.map(({ id }) => id).join(", ")}: ${first?.objective.text ?? ""} over ${formatDuration(first?.period ?? 0)}, by ${tool}'s rules and by ours\n`;
  const body = rows.flatMap(({ history, comparison: { severities, budget } }) => [
    ...severities.map(({ severity, theirs, ours, apart }) => [
      `  ${history.name}`,
      severity,
      verdict(theirs, history.begins),
      verdict(ours, history.begins),
      `${apart} min`,
    ]),
    [`  ${history.name}`, "budget left", share(budget.theirs), share(budget.ours), points(budget)],
  ]);
  const why = rows.flatMap(({ history, comparison }) =>
    comparison.why.map((reason) => `  ${history.name}: ${reason}\n`),
  );
  const verdicts = table(["  HISTORY", "VERDICT", tool.toUpperCase(), "OURS", "APART"], body);
  return `${head}\n${verdicts}\n${why.length === 0 ? "  They agree.\n" : `Why they differ\n${why.join("")}`}`;
}

function verdict({ first, minutes }: Verdict, begins: number): string {
  if (first === undefined) return "silent";
  return `after ${formatDuration((first - begins) * MINUTE)}, for ${formatDuration(minutes * MINUTE)}`;
}

function share(part: number): string {
  return Number.isNaN(part) ? "no number" : `${(part * 100).toFixed(1)}%`;
}

function points({ theirs, ours }: Comparison["budget"]): string {
  const difference = Math.abs(theirs - ours) * 100;
  return Number.isNaN(difference) ? "" : `${difference.toFixed(1)} points`;
}
