import type { Finding } from "../../../foundation/findings/finding.ts";
import type { YamlPart } from "../../../foundation/findings/yaml-source.ts";
import { lostNames } from "./facts.ts";
import type { Field } from "./field.ts";
import { Sourced, type Tree } from "./sourced.ts";

const LONGEST_TITLE = 200;
const RUNBOOKS: readonly string[] = ["runbook", "runbook_url", "runbookUrl"];
const NO_RUNBOOK = "none";

/** What a promise says to people: one line, and whatever is longer. */
export function titleOf(
  described: Field,
  { title, name, at }: { readonly title?: Field | undefined; readonly name: string; readonly at: YamlPart },
): { readonly title: Sourced; readonly description: Tree } {
  const own = plain(title?.text);
  const text = plain(described.text);
  const description = text === undefined ? undefined : new Sourced(text, described.at);
  if (title !== undefined && own !== undefined && own.length <= LONGEST_TITLE)
    return { title: new Sourced(own, title.at), description: own === text ? undefined : description };
  if (text === undefined) return { title: new Sourced(name.slice(0, LONGEST_TITLE), at), description: undefined };
  if (text.length <= LONGEST_TITLE) return { title: new Sourced(text, described.at), description: undefined };
  const sentence = /^.+?[.!?](?=\s)/.exec(text)?.[0] ?? "";
  const short = sentence !== "" && sentence.length <= LONGEST_TITLE ? sentence : name.slice(0, LONGEST_TITLE);
  return { title: new Sourced(short, described.at), description };
}

/** A text in one line; templates of alerts are none. */
function plain(text: string | undefined): string | undefined {
  const line = text?.replaceAll(/\s+/g, " ").trim();
  return line === undefined || line === "" || line.includes("{{") ? undefined : line;
}

/** Annotations of one group, under the names that people see. */
export interface Annotations {
  readonly group: Field;
  readonly entries: readonly (readonly [key: string, field: Field])[];
}

/** The runbook and title that annotations name (`none` without a runbook), and what is lost of the others. */
export interface Annotated {
  readonly runbook: Sourced;
  readonly title: Field | undefined;
  /** Those that say something here, and those that are lost. */
  readonly fields: ReadonlySet<Field>;
  readonly findings: readonly Finding[];
}

export function annotated(groups: readonly Annotations[], at: YamlPart): Annotated {
  const all = groups.flatMap(({ entries }) => entries.map(([key, field]) => ({ key, field })));
  const named = all.find(({ key, field }) => RUNBOOKS.includes(key) && runbookId(field) !== undefined);
  const title = all.find(({ key, field }) => key === "title" && plain(field.text) !== undefined);
  const findings = groups.flatMap(({ group, entries }) => {
    const lost = entries.filter(([, field]) => field !== named?.field && field !== title?.field);
    const advice = "A page has `title`, the runbook that `runbook` names, and the dashboard.";
    return lostNames(lost, group, "dialect-annotations", "annotation", advice);
  });
  return {
    runbook: new Sourced(named === undefined ? NO_RUNBOOK : runbookId(named.field), named?.field.at ?? at),
    title: title?.field,
    fields: new Set(all.map(({ field }) => field)),
    findings,
  };
}

/** What stands for the runbook of a promise: without one nothing, but for a promise that pages. */
export function runbookOf({ runbook }: Annotated, pages: boolean): Tree {
  return pages || runbook.value !== NO_RUNBOOK ? runbook : undefined;
}

/** An id, or the address at which a console shows one: `…/runbooks/<id>`. */
function runbookId(field: Field): string | undefined {
  return /^(?:https?:\/\/[^\s?#]+\/runbooks\/)?([a-z][a-z0-9-]{0,62})$/.exec(field.text ?? "")?.[1];
}
