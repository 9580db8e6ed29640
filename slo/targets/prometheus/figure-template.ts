import type { Figure, Step } from "../../model/figures.ts";

/** The Go template that says the value of a variable as the model does. */
export function figureTemplate({ steps, unit, otherwise }: Figure, variable: string): string {
  const cases = steps.map((step, index) => {
    const condition = Number.isFinite(step.limit)
      ? `${index === 0 ? "if" : "else if"} ${step.to === "below" ? "lt" : "le"} ${variable} ${constant(step.limit)}`
      : "else";
    return `{{ ${condition} }}${said(step, unit, variable)}`;
  });
  // What is no number is said as what is not known.
  const isOpen = Number.isFinite(steps.at(-1)?.limit);
  return `${cases.join("")}${isOpen ? `{{ else }}${otherwise}` : ""}{{ end }}`;
}

function said({ said: form }: Step, unit: string, variable: string): string {
  if (typeof form === "object") return form.words;
  if (form === "share in percent") return `{{ humanizePercentage ${variable} }}`;
  return `{{ printf "${form === "one decimal" ? "%.1f" : "%.4g"}" ${variable} }}${unit}`;
}

/** Go compares a float with nothing else: a constant needs its point. */
function constant(limit: number): string {
  return Number.isInteger(limit) ? limit.toFixed(1) : String(limit);
}
