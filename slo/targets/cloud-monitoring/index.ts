import type { CloudProject } from "../../model/platform.ts";
import type { Slo } from "../../model/slo.ts";
import { type Compilation, type Loss, NOTHING, type Output, type Target } from "../target.ts";
import { absencePolicy } from "./absence-policy.ts";
import { burnPolicies } from "./burn-policies.ts";
import { LIMITS } from "./limits.ts";
import { isUntranslatable, type LossName, lossReport, type Report, type Untranslatable } from "./losses.ts";
import { monitoringService, type NativeObjective, nativeObjective } from "./objective.ts";
import { filePath, labelValue, resourceId } from "./resource-names.ts";
import type { AlertPolicy, MonitoringService, ServiceLevelObjective } from "./resources.ts";

/** In `Loss.slo` of what concerns no single SLO. */
const ALL = "*";

/** A resource as REST takes it, and the file it is written to. */
export interface ResourceFile {
  readonly path: string;
  readonly format: "json";
  readonly value: MonitoringService | ServiceLevelObjective | AlertPolicy;
}

/** Cloud Monitoring resources, and what they lose. Without a project there are none, and one loss that says so. */
export const cloudMonitoring = {
  ofService: (_service, own) => {
    const { cloud } = own.platform;
    return cloud === undefined ? NOTHING : resources(own, cloud);
  },
  ofAll: ({ slos, platform: { cloud } }, losses) => {
    if (cloud === undefined)
      return { files: [], losses: [loss("cloud-no-project", ALL, "slo/config.yaml has no `cloud: { project: … }`")] };
    const own = lossesOfAll(slos, cloud);
    return { files: lossReport([...losses, ...own]), losses: own };
  },
} satisfies Target;

function resources(own: Compilation, cloud: CloudProject): Output & { readonly files: readonly ResourceFile[] } {
  const losses: Loss[] = [];
  let objectives = 0;
  const files = own.slos.flatMap((slo): ResourceFile[] => {
    const report: Report = (name, message) => {
      losses.push(loss(name, slo.id, message));
    };
    const native =
      objectives < LIMITS.objectivesOfService
        ? nativeObjective(slo, cloud.project, own.catalogue, report)
        : tooMany(own.slos);
    if (isUntranslatable(native)) report(native.loss, native.message);
    else objectives += 1;
    reportNames(slo, report);
    const ofSlo = sloResources(slo, native, own, cloud, report);
    const isFirst = objectives === 1 && !isUntranslatable(native);
    return isFirst ? [json(filePath(slo, "service.json"), monitoringService(slo, cloud.project)), ...ofSlo] : ofSlo;
  });
  return { files, losses };
}

function sloResources(
  slo: Slo,
  native: NativeObjective | Untranslatable,
  { platform }: Compilation,
  cloud: CloudProject,
  report: Report,
): ResourceFile[] {
  const path = filePath(slo, resourceId(slo.name));
  const objective = isUntranslatable(native) ? undefined : native;
  if (objective === undefined && slo.indicator.kind === "latency" && slo.indicator.native) {
    report("cloud-native-histogram", "has no alert policy");
    return [];
  }
  const burning = burnPolicies(slo, objective, platform, cloud, report);
  const absence = absencePolicy(slo, objective, platform, cloud, report);
  return [
    ...(objective === undefined ? [] : [json(`${path}.slo.json`, objective.resource)]),
    ...burning.map(({ name, policy }) => json(`${path}.${name}.policy.json`, policy)),
    ...(absence === undefined ? [] : [json(`${path}.absent.policy.json`, absence)]),
  ];
}

function lossesOfAll(slos: readonly Slo[], { notificationChannels }: CloudProject): Loss[] {
  const silent = notificationChannels.length === 0 && slos.some(({ alerts }) => alerts.length > 0);
  return [
    ...(slos.some(({ alerts }) => alerts.length > 1)
      ? [loss("cloud-page-and-ticket", ALL, "every SLO that has both")]
      : []),
    ...(silent ? [loss("cloud-no-notification-channel", ALL, "every alert")] : []),
  ];
}

function reportNames({ id, name, service, alerts }: Slo, report: Report): void {
  const labels = new Set([id, service.name, service.owner, ...alerts.map(({ escalation }) => escalation)]);
  const changes = [
    ...[service.name, name].map((was) => ["id", was, resourceId(was)] as const),
    ...[...labels].map((was) => ["label", was, labelValue(was)] as const),
  ];
  for (const [what, was, is] of changes) {
    if (is !== was) report("cloud-name-changed", `the ${what} \`${was}\` becomes \`${is}\``);
  }
}

function tooMany(own: readonly Slo[]): Untranslatable {
  return { loss: "cloud-service-over-500-slos", message: `its service has ${own.length} SLOs` };
}

function loss(name: LossName, slo: string, message: string): Loss {
  return { name, slo, message };
}

function json(path: string, value: ResourceFile["value"]): ResourceFile {
  return { path, format: "json", value };
}
