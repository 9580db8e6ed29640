import type { Finding } from "../../../../foundation/findings/finding.ts";
import { fileSchema } from "../../../../foundation/findings/schema.ts";
import type { Dialect, ForeignObject } from "../dialect.ts";
import type { Field } from "../field.ts";
import { fittingObject } from "../fitting-object.ts";
import { lostMetadata } from "../kubernetes.ts";
import { DIALECT_RULES } from "../rules.ts";
import type { Sourced } from "../sourced.ts";
import { unreadFields } from "../unread.ts";
import { FILE_KEYS, RESOURCE_KEYS } from "./keys.ts";
import { readService } from "./read-service.ts";
import fileJson from "./sloth-file.schema.json" with { type: "json" };
import resourceJson from "./sloth-resource.schema.json" with { type: "json" };
import windowsJson from "./sloth-windows.schema.json" with { type: "json" };
import { type AlertWindows, readWindows, windowsOf } from "./windows.ts";
import { writeSloth } from "./write.ts";
import type { SlothFile, SlothResource, SlothWindows } from "./written.ts";

const FILE = fileSchema<SlothFile>(fileJson);
const RESOURCE = fileSchema<SlothResource>(resourceJson);
const WINDOWS = fileSchema<SlothWindows>(windowsJson);

/** Sloth's own file, its Kubernetes resource, and its catalogues of alert windows. */
export const sloth: Dialect = {
  name: "Sloth",
  versions: ["prometheus/v1", "sloth.slok.dev/v1"],
  kinds: ["PrometheusServiceLevel", "AlertWindows"],
  write: writeSloth,
  read: (objects, context) => {
    const catalogues = objects.filter(isCatalogue).map(readCatalogue);
    const windows = windowsOf(
      context.period,
      catalogues.flatMap(({ value }) => value ?? []),
    );
    const definitions: Sourced[] = [];
    const findings: Finding[] = catalogues.flatMap((read) => read.findings);
    for (const object of objects.filter((one) => !isCatalogue(one))) {
      const isResource = object.value["apiVersion"] !== undefined;
      const read = isResource
        ? fittingObject(RESOURCE, object, ["spec", "slos"])
        : fittingObject(FILE, object, ["slos"]);
      findings.push(...read.findings);
      if (read.value === undefined) continue;
      const keys = isResource ? RESOURCE_KEYS : FILE_KEYS;
      const service = readService(specOf(read.value, isResource), { keys, context, windows });
      if (service.value !== undefined) definitions.push(service.value);
      const lost = isResource ? lostMetadata(read.value.get("metadata")) : [];
      findings.push(...service.findings, ...lost, ...unreadFields(read.value));
    }
    return { definitions, findings };
  },
};

function isCatalogue({ value }: ForeignObject): boolean {
  return value["kind"] === "AlertWindows";
}

function readCatalogue(object: ForeignObject): { value: AlertWindows | undefined; findings: readonly Finding[] } {
  const { value, findings } = fittingObject(WINDOWS, object);
  if (value === undefined) return { value, findings };
  for (const key of ["apiVersion", "kind", "metadata"]) value.get(key).ignore();
  const windows = readWindows(value.get("spec"));
  if (windows !== undefined) return { value: windows, findings: unreadFields(value) };
  const wrong = "these windows are not all durations";
  const advice = "Write durations such as 7d, 1h and 5m.";
  return { value: windows, findings: [value.get("spec").at.finding(DIALECT_RULES["dialect-tier"], wrong, advice)] };
}

/** Where the service and its promises stand. */
function specOf(object: Field, isResource: boolean): Field {
  for (const key of isResource ? ["apiVersion", "kind", "status"] : ["version"]) object.get(key).ignore();
  return isResource ? object.get("spec") : object;
}
