import type { Finding } from "../foundation/findings/finding.ts";
import { SourceFile } from "../foundation/findings/source-text.ts";
import type { Catalogue } from "./catalogue.ts";
import { readMarkdown } from "./markdown.ts";
import { RUNBOOK_RULES } from "./rules.ts";
import { LANGUAGES, type Runbook, SECTIONS } from "./runbook.ts";

const DAY_MS = 86_400_000;
const REVIEWED_EVERY_DAYS = 400;

export interface LintContext {
  /** Ids of the SLOs that exist, with the runbook each names. */
  readonly slos: ReadonlyMap<string, string | undefined>;
  /** Runbooks that something else than an SLO leads to. */
  readonly alsoUsed: ReadonlySet<string>;
  /** What is wrong with a query; undefined when nothing is. */
  readonly checkQuery: (query: string) => string | undefined;
  /** Unix milliseconds; undefined asks of nothing how old it is. */
  readonly now: number | undefined;
}

/** What is wrong with runbooks that can be read: between them, and between them and the SLOs. */
export function lintRunbooks({ runbooks, pages }: Catalogue, context: LintContext): Finding[] {
  const ids = new Set(runbooks.map(({ id }) => id));
  return runbooks.flatMap((runbook) => {
    const page = pages.get(runbook.file) ?? new SourceFile(runbook.file, "");
    const at: At = (rule, ...words) => page.lineFinding(RUNBOOK_RULES[rule], ...words);
    return [
      ...names(runbook, context, at, lineOf(page.text, "slos:")),
      ...translation(runbook, runbooks, at),
      ...review(runbook, context.now, at, lineOf(page.text, "reviewed:")),
      ...queries(runbook, context, at),
      ...links(runbook, ids, at),
    ];
  });
}

type At = (rule: keyof typeof RUNBOOK_RULES, line: number, text: string, advice: string) => Finding;

function names({ id, slos }: Runbook, { slos: known, alsoUsed }: LintContext, at: At, line: number): Finding[] {
  const unknown = slos.filter((slo) => !known.has(slo));
  const isUsed = alsoUsed.has(id) || Array.from(known.values()).includes(id);
  const unnamed = Array.from(known).filter(([slo, runbook]) => runbook === id && !slos.includes(slo));
  return [
    ...unknown.map((slo) =>
      at("unknown-slo", line, `there is no SLO \`${slo}\``, "Ids are <service>-<name>; `slo check` lists them."),
    ),
    ...unnamed.map(([slo]) =>
      at("unknown-slo", line, `the SLO \`${slo}\` leads here and is not in \`slos\``, `Add ${slo}.`),
    ),
    ...(isUsed
      ? []
      : [at("runbook-orphan", 1, "nothing leads to this runbook", "Name it as `runbook:` of an SLO, or delete it.")]),
  ];
}

function translation({ id, language, slos, alerts }: Runbook, all: readonly Runbook[], at: At): Finding[] {
  return LANGUAGES.filter((other) => other !== language).flatMap((other) => {
    const same = all.find((one) => one.id === id && one.language === other);
    if (same === undefined)
      return [
        at("runbook-translation", 1, `there is no ${other} page of \`${id}\``, `Write runbooks/${other}/${id}.md.`),
      ];
    const isAlike = `${slos}` === `${same.slos}` && `${alerts}` === `${same.alerts}`;
    return isAlike
      ? []
      : [at("runbook-translation", 1, `\`slos\` or \`alerts\` differ from the ${other} page`, "Make them alike.")];
  });
}

function review({ reviewed }: Runbook, now: number | undefined, at: At, line: number): Finding[] {
  const day = Date.parse(reviewed);
  if (Number.isNaN(day)) return [at("runbook-review", line, `${reviewed} is no day`, "Write YYYY-MM-DD.")];
  if (now === undefined) return [];
  const age = Math.floor((now - day) / DAY_MS);
  if (age < -1)
    return [at("runbook-review", line, `${reviewed} is in the future`, "Write the day on which you read it.")];
  if (age <= REVIEWED_EVERY_DAYS) return [];
  return [
    at(
      "runbook-review",
      line,
      `nobody has read this for truth since ${reviewed}`,
      "Read it for truth, and write today's date.",
    ),
  ];
}

function queries({ sections, language }: Runbook, { checkQuery }: LintContext, at: At): Finding[] {
  const findings = sections.flatMap(({ markdown, from }) =>
    readMarkdown(markdown, from).queries.flatMap((query) => {
      const problem = checkQuery(query.text);
      const advice = "Try it in Prometheus; metrics are in docs/metrics.md.";
      return problem === undefined ? [] : [at("runbook-query", query.line, problem, advice)];
    }),
  );
  const isReal = sections.find(({ heading }) => heading === SECTIONS[language][1]);
  if (isReal === undefined || readMarkdown(isReal.markdown).queries.length > 0) return findings;
  const advice = "Add one query in a ```promql block.";
  return [...findings, at("runbook-query", isReal.line, "no query says whether it is real", advice)];
}

function links({ sections }: Runbook, ids: ReadonlySet<string>, at: At): Finding[] {
  const all = sections.flatMap(({ markdown, from }) => readMarkdown(markdown, from).links);
  return all.flatMap(({ target, line }) => {
    const page = /^(?:\.\/)?([\w-]+)\.md(?:#.*)?$/.exec(target)?.[1];
    if (page !== undefined) {
      if (ids.has(page)) return [];
      return [at("runbook-link", line, `there is no runbook \`${page}\``, "Link to one that exists.")];
    }
    if (/^(https?:\/\/|mailto:|#|\/)/.test(target)) return [];
    const advice = "Link to https://…, or to another runbook as other-id.md.";
    return [at("runbook-link", line, `\`${target}\` leads nowhere`, advice)];
  });
}

function lineOf(text: string, start: string): number {
  return (
    1 +
    Math.max(
      0,
      text.split("\n").findIndex((line) => line.startsWith(start)),
    )
  );
}
