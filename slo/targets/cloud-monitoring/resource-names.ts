import { createHash } from "node:crypto";
import type { Slo } from "../../model/slo.ts";
import { LIMITS } from "./limits.ts";

/** A service's or objective's id: `[a-z0-9-]+`, the narrower of the API's patterns, in a length that labels take too. */
export function resourceId(name: string): string {
  return fitting(name, /[^a-z0-9-]+/g);
}

/** A user label's value (alert.proto: lowercase letters, digits, `_` and `-`, at most 63 characters). */
export function labelValue(text: string): string {
  return fitting(text, /[^a-z0-9_-]+/g);
}

export function serviceName(project: string, slo: Slo): string {
  return `projects/${project}/services/${resourceId(slo.service.name)}`;
}

export function objectiveName(project: string, slo: Slo): string {
  return `${serviceName(project, slo)}/serviceLevelObjectives/${resourceId(slo.name)}`;
}

/** The folder of a service's files and the start of an SLO's file names. */
export function filePath(slo: Slo, rest: string): string {
  return `cloud-monitoring/${resourceId(slo.service.name)}/${rest}`;
}

/** The text itself where it fits. Else its start and a hash of the whole, so that two texts never become one. */
function fitting(text: string, unwanted: RegExp): string {
  const clean = text.toLowerCase().replace(unwanted, "-");
  if (clean === text && text !== "" && text.length <= LIMITS.label) return text;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return `${clean.slice(0, LIMITS.label - hash.length - 1)}-${hash}`;
}
