import type { Finding, Read } from "../../../../foundation/findings/finding.ts";
import { fileSchema } from "../../../../foundation/findings/schema.ts";
import type { Dialect, DialectContext } from "../dialect.ts";
import { factsOf, lostNames } from "../facts.ts";
import type { Field } from "../field.ts";
import { fittingObject } from "../fitting-object.ts";
import { lostMetadata } from "../kubernetes.ts";
import { idOf, readName } from "../names.ts";
import { DIALECT_RULES } from "../rules.ts";
import { Sourced } from "../sourced.ts";
import { annotated, runbookOf, titleOf } from "../texts.ts";
import { unreadFields } from "../unread.ts";
import objectiveJson from "./pyrra.schema.json" with { type: "json" };
import { readAlerting } from "./read-alerting.ts";
import { readIndicator } from "./read-indicator.ts";
import { writePyrra } from "./write.ts";
import type { ServiceLevelObjective } from "./written.ts";

const OBJECTIVE = fileSchema<ServiceLevelObjective>(objectiveJson);

/** Labels and annotations that Pyrra passes on to its rules begin so. */
const PASSED_ON = "pyrra.dev/";
const NO_NAMESPACE = "default";
const PIPELINE = "Raw series are read once here, whatever the window: docs/rules.md says how.";

/** Pyrra's Kubernetes resource, which its files are, too. */
export const pyrra: Dialect = {
  name: "Pyrra",
  versions: ["pyrra.dev/v1alpha1"],
  kinds: ["ServiceLevelObjective"],
  write: writePyrra,
  read: (objects, context) => {
    const reads = objects.map((object): Read<Sourced> => {
      const { value: field, findings } = fittingObject(OBJECTIVE, object);
      if (field === undefined) return { findings };
      for (const key of ["apiVersion", "kind", "status"]) field.get(key).ignore();
      const read = readObjective(field, context);
      return { ...read, findings: [...read.findings, ...unreadFields(field)] };
    });
    return {
      definitions: reads.flatMap(({ value }) => value ?? []),
      findings: reads.flatMap(({ findings }) => findings),
    };
  },
};

function readObjective(object: Field, context: DialectContext): Read<Sourced> {
  const [metadata, spec] = [object.get("metadata"), object.get("spec")];
  const passed = (group: Field): (readonly [key: string, field: Field])[] =>
    group.entries.flatMap(([key, field]) => (key.startsWith(PASSED_ON) ? [[key.slice(PASSED_ON.length), field]] : []));
  const [labels, annotations] = [metadata.get("labels"), metadata.get("annotations")];
  const namespace = metadata.get("namespace");
  const stated = passed(labels).find(([key]) => key === "service")?.[1];
  const service = stated ?? namespace;
  const written = metadata.get("name");
  const name = readName(written);
  const id = idOf(service.text ?? NO_NAMESPACE);
  const facts = factsOf(id, passed(labels), context.assumed, service.isThere ? service.at : written.at);
  const notes = annotated([{ group: annotations, entries: passed(annotations) }], written.at);
  const texts = titleOf(spec.get("description"), { title: notes.title, name: written.text ?? "", at: written.at });
  const indicator = readIndicator(spec.get("indicator"));
  const target = spec.get("target");
  const alerting = readAlerting(spec.get("alerting"), {
    target: target.text ?? "",
    window: spec.get("window").text ?? "",
    facts,
    at: spec.get("alerting").isThere ? spec.get("alerting").at : written.at,
    context,
  });
  const used = new Set([...facts.used, service, ...notes.fields]);
  const lost = passed(labels).filter(([, field]) => !used.has(field));
  const route = "Route and filter by `slo`, `slo_service`, `owner`, `tier` and `escalation`.";
  const findings: Finding[] = [
    ...name.findings,
    ...facts.findings,
    ...lostNames(lost, labels, "dialect-labels", "label", route),
    ...notes.findings,
    ...lostMetadata(metadata, new Set([...used, ...passed(labels).map(([, field]) => field)])),
    ...indicator.findings,
    ...alerting.findings,
    ...["partial_response_strategy", "performanceOverAccuracy"].flatMap((key) =>
      spec.get(key).lose(DIALECT_RULES["dialect-pipeline"], `\`${key}\` changes nothing here`, PIPELINE),
    ),
  ];
  const slo = {
    name: name.value,
    title: texts.title,
    description: texts.description,
    objective: new Sourced(`${target.text ?? ""}%`, target.at),
    window: new Sourced(spec.get("window").text, spec.get("window").at),
    by: indicator.by,
    indicator: indicator.indicator,
    runbook: runbookOf(notes, alerting.pages),
    alerts: alerting.value,
  };
  const definition = {
    service: new Sourced(id, service.isThere ? service.at : written.at),
    owner: facts.owner,
    tier: facts.tier,
    slos: [new Sourced(slo, written.at)],
  };
  return { value: new Sourced(definition, object.at), findings };
}
