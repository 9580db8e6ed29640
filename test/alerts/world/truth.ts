import { fingerprintOf } from "../../../alerts/ingest/fingerprint.ts";
import type { Labels, Source } from "../../../alerts/routing/routing.ts";
import { ALERTS, LABELS } from "../../../slo/model/contract.ts";
import type { AlertKind, AlertPlan, SpellPlan } from "./plan.ts";

/** An alert as its source tells it from others. */
export interface Identity {
  readonly kind: AlertKind;
  readonly source: Source;
  readonly fingerprint: string;
  readonly labels: Labels;
}

/** One time of firing, as it really is. Unix milliseconds. */
export interface Spell {
  readonly identity: Identity;
  readonly begins: number;
  readonly ends: number;
  /** Its rule was renamed: nobody says that it ends. */
  readonly endsSilently: boolean;
}

const SERVICE = "orders";
/** An alert does not end and begin within one evaluation. */
const LEAST_S = 30;

/** When the alert of a plan fires, and as what. `number` tells it from the others of its world. */
export function spellsOf(plan: AlertPlan, number: number, start: number): Spell[] {
  let at = start;
  let [moves, names] = [0, 0];
  return plan.spells.map((spell, index): Spell => {
    if (spell.as === "moved") moves++;
    if (spell.as === "renamed") names++;
    const isElsewhere = spell.as !== "itself";
    at += 1_000 * (isElsewhere ? spell.after : Math.max(LEAST_S, spell.after));
    const begins = at;
    at += 1_000 * Math.max(LEAST_S, spell.lasts);
    const next: SpellPlan | undefined = plan.spells[index + 1];
    // Google Cloud gives every incident an id of its own.
    const id = plan.kind === "cloud-monitoring" ? `0.${number}${index}` : undefined;
    const endsSilently = plan.kind === "host" && next?.as === "renamed";
    return { identity: identityOf(plan, { number, moves, names, id }), begins, ends: at, endsSilently };
  });
}

function identityOf(
  { kind, severity, escalation, cluster }: AlertPlan,
  { number, moves, names, id }: { number: number; moves: number; names: number; id: string | undefined },
): Identity {
  const source = kind === "grafana" || kind === "cloud-monitoring" ? kind : "alertmanager";
  const common = { severity, cluster, ...(escalation === undefined ? {} : { escalation }) };
  const ofService = { [LABELS.service]: SERVICE, severity, cluster };
  const labels: Labels =
    kind === "slo"
      ? {
          ...ofService,
          alertname: ALERTS.budgetBurn,
          [LABELS.slo]: "orders-availability",
          [LABELS.longWindow]: `${number}h`,
        }
      : kind === "absence"
        ? { ...ofService, alertname: ALERTS.signalAbsent, [LABELS.slo]: `orders-${number}` }
        : { ...common, alertname: `Slow${names === 0 ? "" : names}`, instance: `db${number}${"'".repeat(moves)}` };
  return { kind, source, labels, fingerprint: id ?? fingerprintOf(labels) };
}
