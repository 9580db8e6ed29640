import { createHash } from "node:crypto";
import type { Slo } from "../../model/slo.ts";
import { LIMITS } from "./limits.ts";

/** https://cloud.google.com/stackdriver/docs/solutions/slo-monitoring/api/using-api#ids */
const ID = /^[a-z](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
/** alert.proto: user labels of policies; service.proto says the same. */
const LABEL = /^[a-z0-9_-]{1,63}$/;

/** A service's or objective's id. */
export function resourceId(name: string): string {
  return ID.test(name) ? name : hashed(name, `s-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}`);
}

/** A user label's value. */
export function labelValue(text: string): string {
  return LABEL.test(text) ? text : hashed(text, text.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, "-"));
}

export function serviceName(project: string, slo: Slo): string {
  return `projects/${project}/services/${resourceId(slo.service.name)}`;
}

export function objectiveName(project: string, slo: Slo): string {
  return `${serviceName(project, slo)}/serviceLevelObjectives/${resourceId(slo.name)}`;
}

/** A file of a service. */
export function filePath(slo: Slo, file: string): string {
  return `cloud-monitoring/${resourceId(slo.service.name)}/${file}`;
}

/** The start of what fits, and a hash of the whole, so that two texts never become one. */
function hashed(text: string, fitting: string): string {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return `${fitting.slice(0, LIMITS.name - hash.length - 1)}-${hash}`;
}
