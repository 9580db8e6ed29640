import { LABELS } from "../../model/contract.ts";
import { RULE_LIMITS } from "../../model/rule-limits.ts";
import type { Slo } from "../../model/slo.ts";
import type { Compilation, OutputFile, Target } from "../target.ts";
import { textOf } from "../text.ts";
import { ruler, title } from "./ruler.ts";

/** No text of these rules is longer than so many times its JSON. */
const TEXT_PER_JSON = 3;

/** The same rules as `PrometheusRule` resources of the Prometheus Operator: as many for a service as it takes to keep each small. */
export const prometheusOperator: Target = {
  ofService: (service, own) => {
    const { resourceBytes } = own.platform.ruleLimits ?? RULE_LIMITS;
    const whole = filesOf(service, own);
    if (whole.every((file) => bytesOf(file, resourceBytes) <= resourceBytes)) return { files: whole, losses: [] };
    const parts = partsOf(service, own, resourceBytes);
    const files = parts.flatMap((slos, index) => {
      const note = `# ${index + 1} of ${parts.length}: a PrometheusRule has at most ${resourceBytes} bytes (rule_limits in slo/config.yaml).\n`;
      return filesOf(service, { ...own, slos }, index + 1).map((file) =>
        "head" in file ? { ...file, head: file.head + note } : file,
      );
    });
    return { files, losses: [] };
  },
  ofAll: (all, losses) => resources(1).ofAll(all, losses),
};

function filesOf(service: string, own: Compilation, part = 1): readonly OutputFile[] {
  return resources(part).ofService(service, own).files;
}

/** The resources that are a part of a service. No service can be named as a part is: names have no dots. */
function resources(part: number): Target {
  const suffix = part === 1 ? "" : `.${part}`;
  const wrap: Parameters<typeof ruler>[1] = (groups, service) => ({
    apiVersion: "monitoring.coreos.com/v1",
    kind: "PrometheusRule",
    metadata: {
      name: `${title(service)}${suffix}`,
      labels: {
        "app.kubernetes.io/managed-by": "slo",
        ...(service === undefined ? {} : { [LABELS.service]: service }),
      },
    },
    spec: { groups },
  });
  return ruler("prometheus-operator", wrap, suffix);
}

/** The SLOs of each part. */
function partsOf(service: string, own: Compilation, most: number): Slo[][] {
  const parts: Slo[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const slo of own.slos) {
    // With a head for each of them, which is more than the whole will have.
    const size = filesOf(service, { ...own, slos: [slo] }).reduce((sum, file) => sum + bytesOf(file, 0), 0);
    if (bytes + size > most) {
      parts.push([]);
      bytes = 0;
    }
    parts.at(-1)?.push(slo);
    bytes += size;
  }
  return parts;
}

/** Bytes of the text, or more while even that is within `enough`: to print it costs most of a compilation. */
function bytesOf(file: OutputFile, enough: number): number {
  const most =
    "value" in file ? TEXT_PER_JSON * Buffer.byteLength(JSON.stringify(file.value)) : Number.POSITIVE_INFINITY;
  return most <= enough ? most : Buffer.byteLength(textOf(file));
}
