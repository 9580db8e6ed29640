import { YamlSource } from "../../foundation/findings/yaml-source.ts";

/** The names of the escalation policies of a routing file; undefined when the text tells none. What else is wrong with the file is not said here. */
export function escalationNames(text: string): ReadonlySet<string> | undefined {
  const source = YamlSource.parse("", text);
  if (Array.isArray(source)) return undefined;
  const value = source.value();
  const escalations: unknown =
    typeof value === "object" && value !== null && "escalations" in value && value.escalations;
  if (typeof escalations !== "object" || escalations === null || Array.isArray(escalations)) return undefined;
  return new Set(Object.keys(escalations));
}
