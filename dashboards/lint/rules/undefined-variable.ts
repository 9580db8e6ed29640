import { texts } from "../json.ts";
import { GRAFANA_VARIABLES, references } from "../macros.ts";
import type { DashboardRule } from "../rule.ts";

export const undefinedVariable: DashboardRule = {
  name: "undefined-variable",
  advice: "Declare the variable or correct its name: Grafana leaves what it does not know as it stands.",
  *check({ variables, source }) {
    const known = new Set([...GRAFANA_VARIABLES, ...variables.map(({ name }) => name)]);
    const unknown = new Set<string>();
    for (const { key, text } of texts(source)) {
      // A dollar sign in a regular expression is the end of the text; a row repeats for a bare name.
      const names = key === "regex" ? [] : key === "repeat" && text !== "" ? [text] : references(text);
      for (const name of names) if (!known.has(name)) unknown.add(name);
    }
    for (const name of unknown) yield { text: `uses \`$${name}\`, which is not defined` };
  },
};
