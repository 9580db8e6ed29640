import type { RuleGroup } from "./rule.ts";

type Rule = RuleGroup["rules"][number];

/** Names of recorded series in an expression. */
const RECORDED_NAME = /\bslo:\w+:\w+/g;

/**
 * The groups that a group becomes when it has more rules than `most`. Prometheus evaluates the rules of a group in their order and groups
 * beside each other, so what reads a series of an earlier part may see it one evaluation old. Each alert therefore stands with all
 * that it reads, the most urgent first: in the first part, unless that is more than `most`. No rule reads what a later one records.
 */
export function splitGroup(group: RuleGroup, most: number): RuleGroup[] {
  if (group.rules.length <= most) return [group];
  return new Split(group.rules, most).parts.map((rules, index) => ({
    ...group,
    name: index === 0 ? group.name : `${group.name}-${index + 1}`,
    rules,
  }));
}

class Split {
  readonly parts: Rule[][] = [];
  readonly #most: number;
  /** What each rule reads of those before it. */
  readonly #reads: ReadonlyMap<Rule, readonly Rule[]>;
  readonly #partOf = new Map<Rule, number>();

  constructor(rules: readonly Rule[], most: number) {
    this.#most = most;
    this.#reads = readsOf(rules);
    const alerts = rules.filter((rule) => "alert" in rule);
    for (const rule of [...alerts, ...rules]) {
      const needed = this.#needed(rule);
      const unit = rules.filter((one) => needed.has(one));
      // What is too much for one part is torn apart.
      if (unit.length <= most) this.#place(unit);
      else for (const one of unit) this.#place([one]);
    }
  }

  /** A rule and all that it reads, directly or not, as far as it is not placed yet. */
  #needed(rule: Rule, found = new Set<Rule>()): Set<Rule> {
    if (this.#partOf.has(rule) || found.has(rule)) return found;
    found.add(rule);
    for (const read of this.#reads.get(rule) ?? []) this.#needed(read, found);
    return found;
  }

  /** Into the first part that has room, and is no earlier than what the rules read. */
  #place(unit: readonly Rule[]): void {
    if (unit.length === 0) return;
    const read = unit.flatMap((rule) => this.#reads.get(rule) ?? []);
    let index = Math.max(0, ...read.map((rule) => this.#partOf.get(rule) ?? 0));
    while ((this.parts[index]?.length ?? 0) + unit.length > this.#most) index++;
    this.parts[index] = [...(this.parts[index] ?? []), ...unit];
    for (const rule of unit) this.#partOf.set(rule, index);
  }
}

function readsOf(rules: readonly Rule[]): Map<Rule, Rule[]> {
  const recording = Map.groupBy(rules, (rule) => ("record" in rule ? rule.record : ""));
  const place = new Map(rules.map((rule, index) => [rule, index]));
  return new Map(
    rules.map((rule, index) => {
      const names = new Set(Array.from(rule.expr.matchAll(RECORDED_NAME), ([name]) => name));
      const recorded = [...names].flatMap((name) => recording.get(name) ?? []);
      return [rule, recorded.filter((read) => (place.get(read) ?? index) < index)];
    }),
  );
}
