import type { Severity } from "../../slo/model/burn-policy.ts";
import type { Maintenance } from "../routing/decide.ts";
import type { Labels } from "../routing/routing.ts";
import { isAbsence, isOfAbsence } from "./grouping.ts";
import type { Incident } from "./incident.ts";

/** How often it is looked whether the page of a service has ended. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Until when (Unix milliseconds) nobody is to be told of an alert that fires: maintenance covers it, or its service's page is
 * open and it only says that its signal is gone. Undefined when people are to hear of it now.
 */
export function coverOf(
  { labels, severity }: { readonly labels: Labels; readonly severity: Severity },
  incident: Incident,
  maintenance: Maintenance,
  now: number,
): number | undefined {
  const planned = maintenance({ ...labels, severity });
  if (planned !== undefined) return planned.span.until;
  return isAbsence(labels) && saysMore(incident) ? now + LOOK_AGAIN_MS : undefined;
}

/** Whether a page is open that says more than that signals are gone: of an SLO's page that has ended, its absence may be left. */
export function saysMore({ key, state, firing, absences }: Incident): boolean {
  return state !== "resolved" && firing.page > absences && !isOfAbsence({ key });
}
