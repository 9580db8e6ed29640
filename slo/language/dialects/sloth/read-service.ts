import Big from "big.js";
import type { Finding, Read } from "../../../../foundation/findings/finding.ts";
import type { DialectContext } from "../dialect.ts";
import { factsOf, lostLabels, type ServiceFacts } from "../facts.ts";
import type { Field } from "../field.ts";
import { idOf, readName } from "../names.ts";
import { DIALECT_RULES } from "../rules.ts";
import { Sourced } from "../sourced.ts";
import { annotated, runbookOf, titleOf } from "../texts.ts";
import { alertOf, type ForeignTier } from "../tiers.ts";
import type { Keys } from "./keys.ts";
import { readIndicator } from "./read-indicator.ts";
import type { AlertWindows } from "./windows.ts";

const CONTRACT = "Alerts are named SLOBudgetBurn and SLOSignalAbsent; their label `slo` tells whose they are.";
const PIPELINE = "Rules are made in one way here; docs/dialects.md says what the common ones become.";

/** What all promises of a service share while they are read. */
interface Service {
  readonly facts: ServiceFacts;
  readonly keys: Keys;
  readonly context: DialectContext;
  /** None for a period for which Sloth has none: the native policy scales to any. */
  readonly windows: AlertWindows | undefined;
}

/** The native definition of a service of Sloth: `spec` has its labels and promises, whichever form they are in. None when no promise can be read. */
export function readService(
  spec: Field,
  { keys, context, windows }: Pick<Service, "keys" | "context" | "windows">,
): Read<Sourced> {
  const labels = spec.get("labels");
  const name = spec.get("service");
  const service = readName(name);
  const facts = factsOf(name.text ?? "", labels.entries, context.assumed, name.at);
  const slos = spec.get("slos").items.filter(({ isThere }) => isThere);
  const reads = slos.map((slo) => readSlo(slo, { facts, keys, context, windows }));
  const readable = reads.flatMap(({ value }) => value ?? []);
  const definition = { service: service.value, owner: facts.owner, tier: facts.tier, slos: readable };
  const plugins = spec.get(keys.plugins);
  const findings = [
    ...service.findings,
    ...facts.findings,
    ...lostLabels(labels, facts.used),
    ...lostPlugins(plugins),
    ...reads.flatMap((read) => read.findings),
  ];
  return readable.length === 0 ? { findings } : { value: new Sourced(definition, spec.at), findings };
}

function readSlo(slo: Field, service: Service): Read<Sourced> {
  const { facts, keys } = service;
  const written = slo.get("name");
  const name = readName(written);
  const indicator = readIndicator(slo.get("sli"), keys);
  const alerting = slo.get("alerting");
  const [page, ticket] = [alerting.get(keys.page), alerting.get(keys.ticket)];
  const notes = annotated(
    [alerting, page, ticket].map((alert) => {
      const group = alert.get("annotations");
      return { group, entries: group.entries };
    }),
    written.at,
  );
  const texts = titleOf(slo.get("description"), { title: notes.title, name: written.text ?? "", at: written.at });
  const objective = slo.get("objective");
  const alerts = { alerting, objective: shareOf(objective.number), service };
  const escalations = [page, ticket].map((alert) => escalationOf([alert, alerting]));
  const told = new Set(escalations.flatMap((field) => field ?? []));
  const pages = readAlert("page", page, facts.page, alerts);
  const tickets = readAlert("ticket", ticket, facts.ticket, alerts);
  const findings = [
    ...name.findings,
    ...indicator.findings,
    ...(indicator.value?.findings ?? []),
    ...notes.findings,
    ...pages.findings,
    ...tickets.findings,
    ...[slo, alerting, page, ticket].flatMap((group) => lostLabels(group.get("labels"), told)),
    ...alerting.get("name").lose(DIALECT_RULES["dialect-alert-name"], "alerts do not get this name", CONTRACT),
    ...lostPlugins(slo.get("plugins")),
  ];
  if (indicator.value === undefined) return { findings };
  const value = {
    name: name.value,
    title: texts.title,
    description: texts.description,
    objective: new Sourced(`${objective.text ?? ""}%`, objective.at),
    by: indicator.value.by,
    indicator: indicator.value.indicator,
    runbook: runbookOf(notes, pages.value.value !== "none"),
    alerts: new Sourced({ page: pages.value, ticket: tickets.value }, alerting.isThere ? alerting.at : written.at),
  };
  return { value: new Sourced(value, slo.at), findings };
}

function readAlert(
  severity: "page" | "ticket",
  alert: Field,
  fallback: Sourced,
  { alerting, objective, service }: { alerting: Field; objective: Big | undefined; service: Service },
): { readonly value: Sourced; readonly findings: readonly Finding[] } {
  const at = alert.isThere ? alert.at : alerting.at;
  if (alert.get("disable").isTrue) return { value: new Sourced("none", alert.get("disable").at), findings: [] };
  const stated = escalationOf([alert, alerting]);
  const escalation = stated === undefined ? fallback : new Sourced(idOf(stated.text ?? ""), stated.at);
  const tiers: readonly ForeignTier[] | undefined = service.windows?.[severity];
  if (tiers === undefined) return { value: new Sourced({ escalation }, at), findings: [] };
  const { period, shortestWindow } = service.context;
  return alertOf(severity, escalation, tiers, { objective, period, shortestWindow, at });
}

/** The label that says whom an alert tells, the nearest first. */
function escalationOf([alert, alerting]: readonly [alert: Field, alerting: Field]): Field | undefined {
  if (alert.get("disable").isTrue) return undefined;
  return [alert, alerting].map((group) => group.get("labels").get("escalation")).find(({ isThere }) => isThere);
}

function lostPlugins(plugins: Field): Finding[] {
  const chain = plugins.get("chain").items;
  const findings = chain.flatMap((plugin) => {
    const id = plugin.get("id");
    plugin.ignore();
    return id.lose(DIALECT_RULES["dialect-pipeline"], `the plugin \`${id.text ?? ""}\` is not run`, PIPELINE);
  });
  plugins.ignore();
  return findings;
}

function shareOf(percent: number | undefined): Big | undefined {
  return percent === undefined ? undefined : new Big(percent).div(100);
}
