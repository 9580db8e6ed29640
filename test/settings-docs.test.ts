import { join } from "node:path";
import { expect, it } from "vitest";
import { Environment as RouterEnvironment } from "../alerts/settings.ts";
import { Environment as ServiceEnvironment } from "../service/settings.ts";
import { expectGolden } from "./golden.ts";

interface Property {
  readonly default?: unknown;
  readonly description?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly type?: string;
  readonly allOf?: readonly Property[];
}

it("docs/settings.md lists every variable that the service and the router read", () => {
  const tables = [
    ["The service", "service/start.ts", ServiceEnvironment.properties],
    ["The alert router", "alerts/start.ts", RouterEnvironment.properties],
  ] as const;
  const text = tables.map(([title, program, properties]) => {
    const rows = Object.entries<Property>(properties).map(([name, property]) => {
      const given = property.default === undefined ? "" : `\`${String(property.default)}\``;
      return `| \`${name}\` | ${given} | ${formOf(property)} |\n`;
    });
    expect(rows.length).toBeGreaterThan(10);
    return `\n## ${title} (\`${program}\`)\n\n| variable | default | form |\n| --- | --- | --- |\n${rows.join("")}`;
  });
  const head = `# Settings\n\nEnvironment variables, made from the schemas that check them (\`npm run golden\`). Empty counts as not set; a wrong one is named at
the start, without its value. The router also reads the variables that alerts/routing.yaml names.
A secret stands in its variable, or in a file of that name in the folder that \`SECRETS_FOLDER\` names; nowhere else.\n`;
  expectGolden(join(import.meta.dirname, "../docs/settings.md"), head + text.join(""));
});

function formOf({ description, enum: values, pattern, type, allOf = [] }: Property): string {
  if (values !== undefined) return values.map((value) => `\`${String(value)}\``).join(", ");
  const [inner] = allOf;
  if (inner !== undefined) return formOf(inner);
  if (description !== undefined) return description;
  return pattern === undefined
    ? `a ${type === "integer" ? "whole number" : type === "number" ? "number" : "text"}`
    : `\`${pattern.replaceAll("|", "\\|")}\``;
}
