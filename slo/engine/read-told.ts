import Type from "typebox";
import { checkOf } from "../../foundation/schema/check.ts";
import type { ToldAlert } from "./notifications.ts";

const Labels = Type.Record(Type.String(), Type.String());
const Told = Type.Object({
  labels: Labels,
  annotations: Labels,
  startsAt: Type.Number(),
  endsAt: Type.Optional(Type.Number()),
  toldAt: Type.Optional(Type.Number()),
});
const check = checkOf(Told);

/** Alerts as they were kept; what cannot be read is left out, and is told anew while it fires. */
export function readTold(kept: ReadonlyMap<string, unknown>): Map<string, ToldAlert> {
  const told = new Map<string, ToldAlert>();
  for (const [fingerprint, state] of kept) {
    if (check(state)) told.set(fingerprint, { ...state, endsAt: state.endsAt, toldAt: state.toldAt });
  }
  return told;
}
