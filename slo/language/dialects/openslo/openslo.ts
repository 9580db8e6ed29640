import type { Read } from "../../../../foundation/findings/finding.ts";
import { type FileSchema, fileSchema } from "../../../../foundation/findings/schema.ts";
import type { Dialect, ForeignObject } from "../dialect.ts";
import type { Field } from "../field.ts";
import { fittingObject } from "../fitting-object.ts";
import type { Sourced } from "../sourced.ts";
import { unreadFields } from "../unread.ts";
import { Catalogue } from "./catalogue.ts";
import conditionJson from "./openslo-alert-condition.schema.json" with { type: "json" };
import policyJson from "./openslo-alert-policy.schema.json" with { type: "json" };
import targetJson from "./openslo-alert-target.schema.json" with { type: "json" };
import alphaJson from "./openslo-alpha-slo.schema.json" with { type: "json" };
import sourceJson from "./openslo-data-source.schema.json" with { type: "json" };
import serviceJson from "./openslo-service.schema.json" with { type: "json" };
import sliJson from "./openslo-sli.schema.json" with { type: "json" };
import sloJson from "./openslo-slo.schema.json" with { type: "json" };
import { readSlo } from "./read-slo.ts";
import { writeOpenSlo } from "./write.ts";
import type {
  AlphaSlo,
  OpenAlertCondition,
  OpenAlertPolicy,
  OpenAlertTarget,
  OpenDataSource,
  OpenService,
  OpenSli,
  OpenSlo,
} from "./written.ts";

const ALPHA = "openslo/v1alpha";

/** The schemas of v1, by kind. */
const SCHEMAS: Readonly<Record<string, FileSchema<unknown>>> = {
  SLO: fileSchema<OpenSlo>(sloJson),
  SLI: fileSchema<OpenSli>(sliJson),
  Service: fileSchema<OpenService>(serviceJson),
  DataSource: fileSchema<OpenDataSource>(sourceJson),
  AlertPolicy: fileSchema<OpenAlertPolicy>(policyJson),
  AlertCondition: fileSchema<OpenAlertCondition>(conditionJson),
  AlertNotificationTarget: fileSchema<OpenAlertTarget>(targetJson),
};
const ALPHA_SLO: FileSchema<unknown> = fileSchema<AlphaSlo>(alphaJson);

/** OpenSLO v1, and what v1alpha had: SLOs and services. */
export const openslo: Dialect = {
  name: "OpenSLO",
  versions: ["openslo/v1", ALPHA],
  kinds: Object.keys(SCHEMAS),
  write: writeOpenSlo,
  read: (objects, context) => {
    const reads = objects.map((object) => ({ kind: String(object.value["kind"]), ...readObject(object) }));
    const catalogue = new Catalogue();
    for (const { kind, value } of reads) if (value !== undefined && kind !== "SLO") catalogue.add(kind, value);
    const slos = reads.flatMap(({ kind, value: field }): (Read<Sourced> & { readonly field: Field })[] =>
      kind === "SLO" && field !== undefined ? [{ field, ...readSlo(field, catalogue, context) }] : [],
    );
    // What it would have referred to is not unused.
    const isAnySloUnread = reads.some(({ kind, value }) => kind === "SLO" && value === undefined);
    const looked = [...slos.map(({ field }) => field), ...Array.from(catalogue.used, named)];
    return {
      definitions: slos.flatMap(({ value }) => value ?? []),
      findings: [
        ...reads.flatMap(({ findings }) => findings),
        ...slos.flatMap(({ findings }) => findings),
        ...(isAnySloUnread ? [] : catalogue.unused()),
        ...looked.flatMap(unreadFields),
      ],
    };
  },
};

function readObject(object: ForeignObject): Read<Field> {
  const { apiVersion, kind } = object.value;
  const schema = apiVersion === ALPHA && kind === "SLO" ? ALPHA_SLO : SCHEMAS[String(kind)];
  return schema === undefined ? { findings: [] } : fittingObject(schema, object);
}

/** An object that others refer to: what it is called is no promise. */
function named(object: Field): Field {
  for (const key of ["apiVersion", "kind"]) object.get(key).ignore();
  object.get("metadata").get("name").ignore();
  return object;
}
