import type { Severity } from "../../slo/model/burn-policy.ts";
import type { EscalationPolicy, EscalationStep } from "../routing/routing.ts";
import { dedupKeyOf, type Incident, isFiring, type Paging, type Told } from "./incident.ts";
import type { Draft, Outcome, Surroundings } from "./incident-event.ts";

const MINUTE_MS = 60_000;

/** Begins a new run through the policy of a severity: people hear of it even where an older run was acknowledged. */
export function beginPaging(incident: Incident, severity: Severity, surroundings: Surroundings): Outcome {
  const { policy, note } = surroundings.policyFor(severity);
  const outcome = beginRun(incident, severity, policy, surroundings);
  return note === undefined ? outcome : { ...outcome, entries: [{ kind: "note", text: note }, ...outcome.entries] };
}

function beginRun(
  incident: Incident,
  severity: Severity,
  policy: EscalationPolicy,
  surroundings: Surroundings,
): Outcome {
  const number = (incident.paging?.number ?? 0) + 1;
  const paging: Paging = { number, policy: policy.name, severity, step: -1, round: 0, next: undefined };
  return takeStep({ ...incident, paging }, policy, paging, surroundings);
}

/** Does what is due: the end of silence, the next step, the next round, a ticket's rise, or the end of all steps. */
export function escalate(incident: Incident, surroundings: Surroundings): Outcome {
  if (incident.state !== "triggered") return { incident, drafts: [], entries: [] };
  if (incident.silencedUntil !== undefined) return endSilence(incident, surroundings);
  const { paging } = incident;
  if (paging?.next === undefined) return { incident, drafts: [], entries: [] };
  // A policy that was taken out of the file is not waited for: what the alert goes by now takes over.
  const policy = surroundings.policyNamed(paging.policy);
  if (policy === undefined) {
    return beginPaging(incident, paging.severity, surroundings);
  }
  if (paging.step + 1 < policy.steps.length) return takeStep(incident, policy, paging, surroundings);
  if (paging.round < policy.repeat) {
    return takeStep(incident, policy, { ...paging, step: -1, round: paging.round + 1 }, surroundings);
  }
  const higher = policy.risesTo === undefined ? undefined : surroundings.policyNamed(policy.risesTo);
  return higher === undefined
    ? exhausted(incident, paging, policy, surroundings)
    : rise(incident, higher, surroundings);
}

function endSilence(incident: Incident, surroundings: Surroundings): Outcome {
  const { maintenanceUntil } = surroundings;
  if (maintenanceUntil !== undefined) {
    const text = `Maintenance goes on until ${new Date(maintenanceUntil).toISOString()}.`;
    const longer = { ...incident, silencedUntil: maintenanceUntil };
    return { incident: longer, drafts: [], entries: [{ kind: "silenced", text }] };
  }
  const awake = { ...incident, silencedUntil: undefined };
  if (!isFiring(incident)) return { incident: awake, drafts: [], entries: [] };
  const { severity } = incident;
  const outcome = beginPaging(awake, severity, surroundings);
  return { ...outcome, entries: [{ kind: "silenced", text: "Maintenance is over." }, ...outcome.entries] };
}

function takeStep(incident: Incident, policy: EscalationPolicy, paging: Paging, surroundings: Surroundings): Outcome {
  const { now } = surroundings;
  const opening = surroundings.opening(policy, paging.severity);
  if (opening > now) {
    const text = `Waits for the hours of ${policy.name}, until ${new Date(opening).toISOString()}.`;
    const waiting = { ...incident, paging: { ...paging, next: { at: opening, since: now } } };
    return { incident: waiting, drafts: [], entries: [{ kind: "escalated", text }] };
  }
  const index = paging.step + 1;
  const step = policy.steps[index];
  if (step === undefined) return exhausted(incident, paging, policy, surroundings);
  const taken: Paging = { ...paging, step: index, next: { at: now + step.timeout, since: now } };
  return tell({ ...incident, paging: taken }, policy, step, taken, surroundings);
}

function tell(
  incident: Incident,
  policy: EscalationPolicy,
  { notify, timeout }: EscalationStep,
  paging: Paging,
  { destinationOf, fallback }: Surroundings,
): Outcome {
  const found = notify.flatMap((channel) => destinationOf(channel) ?? []);
  // A step that reaches nobody would be a silence; whoever can be reached hears of it instead.
  const dedupKey = dedupKeyOf(incident.id, paging);
  const before = incident.told.filter((one) => one.dedupKey === dedupKey).map(({ destination }) => destination.channel);
  // PagerDuty folds a second event under one key into the first: nobody would hear of it.
  const destinations = (found.length > 0 ? found : fallback).filter(({ channel }) => !before.includes(channel));
  const told: Told[] = destinations.map((destination) => ({ dedupKey, severity: paging.severity, destination }));
  const place = `Step ${paging.step + 1} of ${policy.steps.length} of ${policy.name}`;
  const why = paging.step === 0 && paging.round === 0 ? "" : ": nobody has acknowledged";
  const names = destinations.map(({ channel }) => channel).join(", ") || "nobody";
  const drafts: Draft[] = told.map((one) => ({
    ...one,
    action: "trigger",
    reason: `${place}${why}. Next step in ${Math.round(timeout / MINUTE_MS)} min.`,
  }));
  const round = paging.round === 0 ? "" : `, round ${paging.round + 1}`;
  return {
    incident: { ...incident, told: [...incident.told, ...told] },
    drafts,
    entries: [{ kind: "escalated", text: `${place}${round}${why}: told ${names}.` }],
  };
}

function rise(incident: Incident, policy: EscalationPolicy, surroundings: Surroundings): Outcome {
  const outcome = beginRun({ ...incident, severity: "page", risen: true }, "page", policy, surroundings);
  const text = `Nobody took the ticket: it rises to a page of ${policy.name}.`;
  return { ...outcome, entries: [{ kind: "severity", text }, ...outcome.entries] };
}

function exhausted(incident: Incident, paging: Paging, policy: EscalationPolicy, { fallback }: Surroundings): Outcome {
  const text = `All steps of ${policy.name} were taken and nobody has acknowledged.`;
  return {
    incident: { ...incident, paging: { ...paging, next: undefined } },
    drafts: fallback.map((destination) => ({
      action: "notice",
      severity: paging.severity,
      dedupKey: `${dedupKeyOf(incident.id, paging)}/exhausted`,
      destination,
      reason: text,
    })),
    entries: [{ kind: "exhausted", text }],
  };
}
