import type Big from "big.js";
import { hasErrors } from "../../foundation/findings/finding.ts";
import { compile, isTargetName, TARGET_NAMES, type TargetName } from "../../slo/compile.ts";
import { countText, durationText } from "../../slo/model/figures.ts";
import { budgetSeconds, type Slo } from "../../slo/model/slo.ts";
import { tierFigures } from "../../slo/model/tier-figures.ts";
import { formatDuration } from "../../slo/promql/duration.ts";
import type { Loss } from "../../slo/targets/target.ts";
import { command } from "../command.ts";
import { CONFIG_OPTIONS, configChoice } from "../config-options.ts";
import { counted } from "../counted.ts";
import { type Loaded, load } from "../load.ts";
import type { Outcome } from "../outcome.ts";
import { table } from "../table.ts";
import { UsageError } from "../usage.ts";
import { compareFile, extraFiles, finishOutput, type Written, writeFile } from "../write-output.ts";

export const compileCommand = command(
  {
    usage: "compile [PATH…] --out DIR",
    summary: "write rules, dashboards and policies",
    about: "Writes rules, dashboards and policies. Nothing is written while something is an error; warnings are told.",
    options: {
      out: { type: "string", placeholder: "DIR", help: "where to write" },
      target: {
        type: "string",
        multiple: true,
        placeholder: "NAME",
        help: `only this one; repeat for several: ${TARGET_NAMES.join(", ")}`,
      },
      check: { type: "boolean", help: "write nothing; fail when DIR is not what would be written" },
      ...CONFIG_OPTIONS,
    },
  },
  async ({ positionals: paths, options }) => {
    const { out, check: isCheck = false } = options;
    if (out === undefined) throw new UsageError("`slo compile` needs --out DIR");
    const targets = readTargets(options.target);
    const { value: loaded, findings } = await load({ paths, ...configChoice(options) });
    if (loaded === undefined || hasErrors(findings))
      return { findings, text: `${counted(findings)}; nothing was written\n`, json: {}, exitCode: 1 };
    return { findings, ...(await write(loaded, { out, targets, isCheck })) };
  },
);

function readTargets(names: readonly string[] = TARGET_NAMES): TargetName[] {
  return names.map((name) => {
    if (!isTargetName(name)) throw new UsageError(`\`${name}\` is not a target; there are: ${TARGET_NAMES.join(", ")}`);
    return name;
  });
}

interface WriteOptions {
  readonly out: string;
  readonly targets: readonly TargetName[];
  readonly isCheck: boolean;
}

/** Writes what the SLOs compile to, or says how the folder differs from it. */
async function write(
  { slos, config, catalogue }: Loaded,
  { out, targets, isCheck }: WriteOptions,
): Promise<Omit<Outcome, "findings">> {
  const written = new Map<string, string[]>();
  const differences: { path: string; state: "missing" | "different" | "extra" }[] = [];
  const lost: Loss[] = [];
  for (const target of targets) {
    const paths: string[] = [];
    written.set(target, paths);
    for (const { files, losses } of await compile(target, { slos, platform: config, catalogue })) {
      lost.push(...losses);
      for (const file of files) {
        paths.push(file.path);
        const state = isCheck ? compareFile(out, file) : void writeFile(out, file);
        if (state !== undefined) differences.push({ path: file.path, state });
      }
    }
  }
  if (isCheck) {
    differences.push(...extraFiles(out, written).map((path) => ({ path, state: "extra" as const })));
    differences.sort((a, b) => (a.path < b.path ? -1 : 1));
    const lines = differences.map(({ path, state }) => `${out}/${path}: ${state}\n`).join("");
    const verdict =
      differences.length === 0
        ? `${out} is what the definitions compile to\n`
        : `${lines}\nRun \`slo compile\` without --check.\n`;
    return { text: verdict, json: { differences }, exitCode: differences.length === 0 ? 0 : 1 };
  }
  finishOutput(out, written);
  return {
    text: `${overview(slos, written.has("prometheus"))}\n${summary(out, written)}${lossSummary(lost)}`,
    json: { slos: slos.map(sloJson), files: Object.fromEntries(written), losses: lost },
    exitCode: 0,
  };
}

/** Every SLO in a line that is understood at a glance. */
function overview(slos: readonly Slo[], hasRules: boolean): string {
  const head = [
    "SLO",
    "OBJECTIVE",
    "WINDOW",
    "BUDGET",
    "BAD PER MILLION",
    "PAGES ABOVE",
    ...(hasRules ? ["RULES"] : []),
  ];
  const rows = slos.map((slo) => [
    slo.id,
    slo.objective.text,
    formatDuration(slo.period),
    durationText(budgetSeconds(slo) * 1000),
    countText(budgetPerMillion(slo)),
    pageThresholds(slo),
    ...(hasRules ? [`prometheus/rules/${slo.service.name}.yaml`] : []),
  ]);
  return table(head, rows, new Set(["OBJECTIVE", "WINDOW", "BUDGET", "BAD PER MILLION"]));
}

function pageThresholds(slo: Slo): string {
  const page = slo.alerts.find((alert) => alert.severity === "page");
  if (page === undefined) return slo.alerts.length === 0 ? "never" : "ticket only";
  const { threshold } = tierFigures(slo);
  return page.tiers.map((tier) => `${threshold(tier)} over ${formatDuration(tier.longWindow)}`).join(", ");
}

function budgetPerMillion(slo: Slo): Big {
  return slo.objective.errorBudget.times(1_000_000);
}

function summary(out: string, written: Written): string {
  const rows = [...written].map(([target, paths]) => [target, String(paths.length), `${out}/${commonFolder(paths)}`]);
  return table(["TARGET", "FILES", "WRITTEN TO"], rows, new Set(["FILES"]));
}

function lossSummary(all: readonly Loss[]): string {
  const losses = all.filter(({ name }) => name.startsWith("cloud-"));
  const others = all.filter((loss) => !losses.includes(loss)).map(({ message }) => `\n${message}\n`);
  if (losses.length === 0) return others.join("");
  const bySlo = new Map<string, string[]>();
  for (const loss of losses) bySlo.set(loss.name, [...(bySlo.get(loss.name) ?? []), loss.slo]);
  const rows = [...bySlo].map(([name, slos]) => [
    name,
    String(slos.length),
    abbreviated([...new Set(slos)].map((slo) => (slo === "*" ? "all" : slo))),
  ]);
  return `${others.join("")}\nWhat Cloud Monitoring cannot express, and does otherwise (cloud-monitoring/LOSSES.md says how):\n${table(["LOSS", "TIMES", "SLOS"], rows, new Set(["TIMES"]))}`;
}

function abbreviated(names: readonly string[]): string {
  return names.length <= 4 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}

function commonFolder(paths: readonly string[]): string {
  const [first = "", ...others] = paths;
  const folders = first.split("/").slice(0, -1);
  while (folders.length > 0 && !others.every((path) => path.startsWith(`${folders.join("/")}/`))) folders.pop();
  return folders.join("/");
}

function sloJson(slo: Slo): object {
  return {
    id: slo.id,
    title: slo.title,
    objective: slo.objective.text,
    window: formatDuration(slo.period),
    budgetMinutes: budgetSeconds(slo) / 60,
    badEventsPerMillion: budgetPerMillion(slo).toNumber(),
    source: slo.source,
  };
}
