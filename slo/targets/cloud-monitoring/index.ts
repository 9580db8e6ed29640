import type { CloudProject } from "../../model/platform.ts";
import type { Slo } from "../../model/slo.ts";
import { byService, type Compilation, type Loss, type OutputFile, type TargetOutput } from "../target.ts";
import { absencePolicy } from "./absence-policy.ts";
import { burnPolicies } from "./burn-policies.ts";
import { jsonText } from "./json-text.ts";
import { LIMITS } from "./limits.ts";
import { lossReport } from "./loss-report.ts";
import { isUntranslatable, type LossName, type Report, type Untranslatable } from "./losses.ts";
import { monitoringService, type NativeObjective, nativeObjective } from "./objective.ts";
import { filePath, labelValue, resourceId } from "./resource-names.ts";

/** In `Loss.slo` of what concerns no single SLO. */
const ALL = "*";

/**
 * Cloud Monitoring resources as REST takes them, one file each, and what they lose. Files are made one by one as they are asked for;
 * the losses are complete when the files are. Without a project there are no files and one loss that says so.
 */
export function cloudMonitoring(compilation: Compilation): TargetOutput {
  const { cloud } = compilation.platform;
  if (cloud === undefined) {
    return { files: [], losses: [loss("cloud-no-project", ALL, "slo/config.yaml has no `cloud: { project: … }`")] };
  }
  const losses: Loss[] = [];
  return { files: resources(compilation, cloud, losses), losses };
}

function* resources(compilation: Compilation, cloud: CloudProject, losses: Loss[]): Generator<OutputFile> {
  for (const own of byService(compilation.slos).values()) {
    let objectives = 0;
    for (const slo of own) {
      const report: Report = (name, message) => {
        losses.push(loss(name, slo.id, message));
      };
      const native =
        objectives < LIMITS.objectivesOfService
          ? nativeObjective(slo, cloud.project, compilation.catalogue, report)
          : tooMany(own);
      if (isUntranslatable(native)) report(native.loss, native.message);
      else if (objectives++ === 0) yield json(filePath(slo, "service.json"), monitoringService(slo, cloud.project));
      reportNames(slo, report);
      yield* ofSlo(slo, native, compilation, cloud, report);
    }
  }
  losses.push(...lossesOfAll(compilation.slos, cloud));
  yield* lossReport(losses);
}

function* ofSlo(
  slo: Slo,
  native: NativeObjective | Untranslatable,
  { platform }: Compilation,
  cloud: CloudProject,
  report: Report,
): Generator<OutputFile> {
  const path = filePath(slo, resourceId(slo.name));
  const objective = isUntranslatable(native) ? undefined : native;
  if (objective !== undefined) yield json(`${path}.slo.json`, objective.resource);
  if (objective === undefined && slo.indicator.kind === "latency" && slo.indicator.native) {
    report("cloud-native-histogram", "has no alert policy");
    return;
  }
  for (const { name, policy } of burnPolicies(slo, objective, platform, cloud, report)) {
    yield json(`${path}.${name}.policy.json`, policy);
  }
  const absence = absencePolicy(slo, objective, platform, cloud, report);
  if (absence !== undefined) yield json(`${path}.absent.policy.json`, absence);
}

function* lossesOfAll(slos: readonly Slo[], { notificationChannels }: CloudProject): Generator<Loss> {
  if (slos.some(({ alerts }) => alerts.length > 1)) yield loss("cloud-page-and-ticket", ALL, "every SLO that has both");
  if (notificationChannels.length === 0 && slos.some(({ alerts }) => alerts.length > 0)) {
    yield loss("cloud-no-notification-channel", ALL, "every alert");
  }
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

function json(path: string, resource: object): OutputFile {
  return { path, text: jsonText(resource) };
}
