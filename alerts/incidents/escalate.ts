import type { Severity } from "../../slo/model/burn-policy.ts";
import { ageText } from "../../slo/model/figures.ts";
import type { EscalationPolicy, EscalationStep } from "../routing/routing.ts";
import { draftsFor } from "./ending.ts";
import { dedupKeyOf, type Incident, type Paging, type Told } from "./incident.ts";
import type { Outcome, Surroundings } from "./incident-event.ts";
import { after, entry, quietly } from "./outcome.ts";

/** Begins a new run through the policy of a severity: people hear of it even where an older run was acknowledged. */
export function beginPaging(incident: Incident, severity: Severity, surroundings: Surroundings): Outcome {
  const { policy, note } = surroundings.policyFor(severity);
  const outcome = beginRun(incident, severity, policy, surroundings);
  return note === undefined ? outcome : after({ entries: [entry("note", note)] }, outcome);
}

/**
 * The run that was on is over: a person sees one incident for one problem. Mails cannot be closed; whoever has one reads
 * the end once.
 */
function beginRun(before: Incident, severity: Severity, policy: EscalationPolicy, surroundings: Surroundings): Outcome {
  const number = (before.paging?.number ?? 0) + 1;
  const older = before.told.filter((one) => one.destination.kind !== "email" && one.severity === severity);
  const drafts = draftsFor("resolve", older, `It goes on as page ${number}.`);
  const incident: Incident = { ...before, told: before.told.filter((one) => !older.includes(one)) };
  return after({ drafts }, startRun(incident, severity, policy, [], surroundings));
}

/** Begins the run of a ticket that outlives its page: whoever was told of it before knows. */
export function takeUpTicket(incident: Incident, surroundings: Surroundings): Outcome {
  const { policy } = surroundings.policyFor("ticket");
  const known = incident.told.filter(({ severity }) => severity === "ticket");
  const reached = known.map(({ destination }) => destination.channel);
  return startRun(incident, "ticket", policy, reached, surroundings);
}

function startRun(
  before: Incident,
  severity: Severity,
  policy: EscalationPolicy,
  reached: readonly string[],
  surroundings: Surroundings,
): Outcome {
  const paging: Paging = {
    number: (before.paging?.number ?? 0) + 1,
    policy: policy.name,
    severity,
    startedAt: surroundings.now,
    step: -1,
    round: 0,
    reached,
    next: undefined,
  };
  const incident: Incident = {
    ...before,
    state: "triggered",
    severity,
    acknowledged: undefined,
    news: undefined,
    newsToldAt: undefined,
    lastDeed: undefined,
    paging,
  };
  return takeStep(incident, policy, paging, surroundings);
}

/** Does what is due of a run: the next step, the next round, a ticket's rise, or the end of all steps. */
export function escalate(incident: Incident, surroundings: Surroundings): Outcome {
  const { paging } = incident;
  if (incident.state !== "triggered" || paging?.next === undefined) return quietly(incident);
  // A policy that was taken out of the file is not waited for: what the alert goes by now takes over.
  const policy = surroundings.policyNamed(paging.policy);
  if (policy === undefined) return beginPaging(incident, paging.severity, surroundings);
  if (paging.step + 1 < policy.steps.length) return takeStep(incident, policy, paging, surroundings);
  if (paging.round < policy.repeat) {
    const again = { ...paging, step: -1, round: paging.round + 1, reached: [] };
    return takeStep(incident, policy, again, surroundings);
  }
  const higher = policy.risesTo === undefined ? undefined : surroundings.policyNamed(policy.risesTo);
  return higher === undefined
    ? exhausted(incident, paging, policy, surroundings)
    : rise(incident, higher, surroundings);
}

/** The run goes on where it stood: its last step waits anew. */
export function goOn(incident: Incident, surroundings: Surroundings): Outcome {
  const { now } = surroundings;
  const { paging } = incident;
  const triggered: Incident = { ...incident, state: "triggered", acknowledged: undefined };
  const step = paging && surroundings.policyNamed(paging.policy)?.steps[paging.step];
  if (paging?.severity !== incident.severity || step === undefined)
    return beginPaging(triggered, incident.severity, surroundings);
  return quietly({ ...triggered, paging: { ...paging, next: { at: now + step.timeout, since: now } } });
}

function takeStep(incident: Incident, policy: EscalationPolicy, paging: Paging, surroundings: Surroundings): Outcome {
  const { now } = surroundings;
  const opening = surroundings.opening(policy, paging.severity);
  if (opening > now) {
    const text = `Waits for the hours of ${policy.name}, until ${new Date(opening).toISOString()}.`;
    const next = { at: opening, since: now };
    return quietly({ ...incident, paging: { ...paging, next } }, entry("escalated", text));
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
  { destinationOf, fallback, now }: Surroundings,
): Outcome {
  const found = notify.flatMap((channel) => destinationOf(channel) ?? []);
  // A step that reaches nobody would be a silence; whoever can be reached hears of it instead.
  const dedupKey = dedupKeyOf(incident.id, paging);
  const all = found.length > 0 ? found : fallback;
  const destinations = all.filter(({ channel }) => !paging.reached.includes(channel));
  const told: Told[] = destinations.map((destination) => ({ dedupKey, severity: paging.severity, destination }));
  const place = `Step ${paging.step + 1} of ${policy.steps.length} of ${policy.name}`;
  const why = paging.step === 0 && paging.round === 0 ? "" : ": nobody has acknowledged";
  const names = destinations.map(({ channel }) => channel).join(", ");
  const whom = names !== "" ? `told ${names}` : all.length > 0 ? "whoever it tells knows" : "told nobody";
  const reason = `${place}${why}. Next step in ${ageText(timeout)}.`;
  const round = paging.round === 0 ? "" : `, round ${paging.round + 1}`;
  return {
    incident: {
      ...incident,
      toldAt: now,
      // Whoever was told hears what joined since.
      news: undefined,
      newsToldAt: incident.news === undefined ? incident.newsToldAt : now,
      paging: { ...paging, reached: [...paging.reached, ...destinations.map(({ channel }) => channel)] },
      told: [...incident.told, ...told.filter((one) => !isTold(incident, one))],
    },
    drafts: draftsFor("trigger", told, reason),
    entries: [entry("escalated", `${place}${round}${why}: ${whom}.`)],
  };
}

export function isTold({ told }: Pick<Incident, "told">, { dedupKey, destination }: Told): boolean {
  return told.some((one) => one.dedupKey === dedupKey && one.destination.channel === destination.channel);
}

function rise(incident: Incident, policy: EscalationPolicy, surroundings: Surroundings): Outcome {
  const outcome = beginRun({ ...incident, risen: true }, "page", policy, surroundings);
  const text = `Nobody took the ticket: it rises to a page of ${policy.name}.`;
  return after({ entries: [entry("severity", text)] }, outcome);
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
    entries: [entry("exhausted", text)],
  };
}
