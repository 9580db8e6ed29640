import type { Incident } from "./incident.ts";
import type { Draft, Entry, EntryKind, Outcome } from "./incident-event.ts";

/** An outcome of which nobody outside hears. */
export function quietly(incident: Incident, ...entries: readonly Entry[]): Outcome {
  return { incident, drafts: [], entries };
}

export function entry(kind: EntryKind, text: string): Entry {
  return { kind, text };
}

/** What comes after something that was already said and noted. */
export function after(
  first: { readonly drafts?: readonly Draft[]; readonly entries?: readonly Entry[] },
  then: Outcome,
) {
  return {
    incident: then.incident,
    drafts: [...(first.drafts ?? []), ...then.drafts],
    entries: [...(first.entries ?? []), ...then.entries],
  };
}
