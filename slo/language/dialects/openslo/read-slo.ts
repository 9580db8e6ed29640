import Big from "big.js";
import type { Finding, Read } from "../../../../foundation/findings/finding.ts";
import type { DialectContext } from "../dialect.ts";
import { factsOf, lostLabels } from "../facts.ts";
import type { Field } from "../field.ts";
import { idOf, readName } from "../names.ts";
import { DIALECT_RULES } from "../rules.ts";
import { Sourced, type Tree } from "../sourced.ts";
import { annotated, runbookOf, titleOf } from "../texts.ts";
import type { Catalogue } from "./catalogue.ts";
import { readAlerts } from "./read-alerts.ts";
import { alphaSliOf, readIndicator, type Sli, sliOf } from "./read-indicator.ts";
import { readTimeWindow } from "./time-window.ts";

/** The native definition of an SLO of either version: one promise for each of its objectives. */
export function readSlo(slo: Field, catalogue: Catalogue, context: DialectContext): Read<Sourced> {
  for (const key of ["apiVersion", "kind"]) slo.get(key).ignore();
  const [metadata, spec] = [slo.get("metadata"), slo.get("spec")];
  const service = readName(spec.get("service"));
  const described = catalogue.find("Service", spec.get("service").text);
  const groups = [metadata, described?.get("metadata")].map((one) => one?.get("labels"));
  const labels = groups.flatMap((group) => group?.entries ?? []);
  const facts = factsOf(spec.get("service").text ?? "", labels, context.assumed, spec.get("service").at);
  const annotations = metadata.get("annotations");
  const notes = annotated([{ group: annotations, entries: annotations.entries }], metadata.get("name").at);
  const period = readTimeWindow(spec.get("timeWindow").isThere ? spec.get("timeWindow") : spec.get("timeWindows"));
  const objectives = spec.get("objectives").items;
  const shared = { metadata, spec, catalogue, method: spec.get("budgetingMethod").text ?? "Occurrences" };
  const reads = objectives.map((objective, index): Read<Sourced> => {
    const name = nameOf(metadata.get("name"), objective, objectives, index);
    const { value: sli, findings: missing } = readSli(objective, shared);
    const indicator: ReturnType<typeof readIndicator> =
      sli === undefined ? { findings: missing } : readIndicator(sli, objective, shared.method, catalogue);
    const share = shareOf(objective);
    const alerts = readAlerts(spec.get("alertPolicies"), catalogue, {
      objective: share.value,
      period: period.period ?? context.period,
      shortestWindow: context.shortestWindow,
      facts,
      at: objective.at,
    });
    const title = notes.title ?? metadata.get("displayName");
    const texts = titleOf(spec.get("description"), { title, name: name.text, at: metadata.get("name").at });
    const findings = [
      ...indicator.findings,
      ...(indicator.value?.findings ?? []),
      ...share.findings,
      ...alerts.findings,
    ];
    if (indicator.value === undefined || share.text === undefined) return { findings };
    const value = {
      name: name.value,
      title: objectives.length === 1 ? texts.title : titled(texts.title, objective),
      description: texts.description,
      objective: share.text,
      window: period.value,
      by: indicator.value.by,
      indicator: indicator.value.indicator,
      runbook: runbookOf(notes, alerts.pages),
      alerts: alerts.value,
    };
    return { value: new Sourced(value, objectives.length === 1 ? metadata.get("name").at : objective.at), findings };
  });
  const slos = reads.flatMap(({ value }) => value ?? []);
  const findings: Finding[] = [
    ...service.findings,
    ...readName(metadata.get("name")).findings,
    ...facts.findings,
    ...groups.flatMap((group) => (group === undefined ? [] : lostLabels(group, facts.used))),
    ...notes.findings,
    ...period.findings,
    ...composite(spec.get("objectives")),
    ...reads.flatMap((read) => read.findings),
  ];
  if (slos.length === 0) return { findings };
  const definition: Tree = { service: service.value, owner: facts.owner, tier: facts.tier, slos };
  return { value: new Sourced(definition, slo.at), findings };
}

/** What an objective measures: its own, or what the SLO does. */
function readSli(
  objective: Field,
  { spec, catalogue }: { readonly spec: Field; readonly catalogue: Catalogue },
): Read<Sli> {
  if (objective.get("ratioMetrics").isThere || spec.get("indicator").get("thresholdMetric").isThere)
    return { value: alphaSliOf(objective, spec.get("indicator")), findings: [] };
  const own = objective.get("indicator").isThere || objective.get("indicatorRef").isThere;
  const from = own ? objective : spec;
  const [inline, ref] = [from.get("indicator"), from.get("indicatorRef")];
  if (!inline.isThere && !ref.isThere) {
    const advice = "Add `indicator:`, or `indicatorRef:` with the name of an SLI.";
    return {
      findings: [objective.at.finding(DIALECT_RULES["dialect-source"], "nothing says what is measured", advice)],
    };
  }
  const { spec: sli, findings } = catalogue.resolve("SLI", ref, inline);
  for (const key of ["name", "displayName"]) inline.get("metadata").get(key).ignore();
  return sli === undefined ? { findings } : { value: sliOf(sli), findings };
}

/** The SLO's name, with what tells an objective from the others. */
function nameOf(
  name: Field,
  objective: Field,
  all: readonly Field[],
  index: number,
): { readonly value: Sourced; readonly text: string } {
  const text = name.text ?? "";
  if (all.length === 1) return { value: new Sourced(idOf(text), name.at), text };
  const named = all.map((one) => idOf(one.get("displayName").text ?? ""));
  const own = named[index] ?? "";
  const isTelling = objective.get("displayName").isThere && named.filter((one) => one === own).length === 1;
  const full = `${idOf(text)}-${isTelling ? own : index}`;
  return { value: new Sourced(idOf(full), isTelling ? objective.get("displayName").at : objective.at), text: full };
}

function titled(title: Sourced, objective: Field): Sourced {
  const own = objective.get("displayName").text;
  return own === undefined ? title : new Sourced(`${String(title.value)}: ${own}`.slice(0, 200), title.from);
}

/** The promised share, from either of its forms. */
function shareOf(objective: Field): { value?: Big; text?: Sourced; findings: readonly Finding[] } {
  const [target, percent] = [objective.get("target"), objective.get("targetPercent")];
  const field = target.isThere ? target : percent;
  if (field.number === undefined) {
    const advice = "Add `target:` with a share, such as 0.999.";
    return {
      findings: [objective.at.finding(DIALECT_RULES["dialect-source"], "nothing says what is promised", advice)],
    };
  }
  const share = target.isThere ? new Big(field.number) : new Big(field.number).div(100);
  return { value: share, text: new Sourced(`${share.times(100).toFixed()}%`, field.at), findings: [] };
}

/** Objectives that make one promise together. */
function composite(objectives: Field): Finding[] {
  const parts = objectives.items.filter(
    (objective) =>
      objective.get("indicator").isThere ||
      objective.get("indicatorRef").isThere ||
      objective.get("compositeWeight").isThere,
  );
  for (const part of parts) part.get("compositeWeight").ignore();
  if (parts.length === 0) return [];
  const weights = parts.map((part) => part.get("compositeWeight").text ?? "1").join(", ");
  const wrong = `these objectives make one promise, with the weights ${weights}; each is read as one of its own`;
  const advice = "Watch each of them, or promise what customers see of them all.";
  return [objectives.at.keyFinding(DIALECT_RULES["dialect-composite"], wrong, advice)];
}
