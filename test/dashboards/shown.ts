import { array, object, text } from "../../dashboards/lint/json.ts";

/**
 * What Grafana shows for a value of a field: a mapped word and its colour, else the colour of the highest threshold that the
 * value reaches. A missing value (null) counts as minus infinity and shows `noValue`, as in the display processor of `@grafana/data`.
 */
export function shown(fieldConfig: unknown, value: number | null): { words: string | undefined; colour: string } {
  const config = object(fieldConfig);
  const word = array(config["mappings"])
    .map((mapping) => object(object(object(mapping)["options"])[String(value)]))
    .find((result) => text(result["text"]) !== "");
  if (word !== undefined) return { words: text(word["text"]), colour: text(word["color"]) };

  const steps = array(object(config["thresholds"])["steps"]).map(object);
  const reached = steps.filter(
    (step) => Number(step["value"] ?? Number.NEGATIVE_INFINITY) <= (value ?? Number.NEGATIVE_INFINITY),
  );
  return { words: value === null ? text(config["noValue"]) : undefined, colour: text(reached.at(-1)?.["color"]) };
}
