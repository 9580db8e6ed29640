import { join } from "node:path";
import { describe, it } from "vitest";
import { ROUTING_RULES } from "../alerts/routing/rules.ts";
import { RULES as LINT_RULES } from "../dashboards/lint/rules.ts";
import type { Rule } from "../foundation/findings/finding.ts";
import { FILE_RULES } from "../foundation/findings/rules.ts";
import { RUNBOOK_RULES } from "../runbooks/rules.ts";
import { DIALECT_RULES, EXPORT_RULES } from "../slo/language/dialects/rules.ts";
import { SLO_RULES } from "../slo/language/rules.ts";
import { LOSSES } from "../slo/targets/cloud-monitoring/losses.ts";
import { expectGolden } from "./golden.ts";

/** The pages of docs/ that list what the code declares; `npm run golden` rewrites them. */
const PAGES = {
  "checks.md": [
    "# Checks",
    "What `slo check`, `slo compile` and the others can find. An error stops what would be made; a warning is told, and stops only `slo check --strict`.",
    ...rulesOf("Promises", "slo/language/rules.ts", SLO_RULES),
    ...rulesOf("Files of other tools", "slo/language/dialects/rules.ts", DIALECT_RULES),
    ...rulesOf("Files for other tools", "slo/language/dialects/rules.ts", EXPORT_RULES),
    ...rulesOf("Routing", "alerts/routing/rules.ts", ROUTING_RULES),
    ...rulesOf("Runbooks", "runbooks/rules.ts", RUNBOOK_RULES),
    ...rulesOf("Any file", "foundation/findings/rules.ts", FILE_RULES),
    "## Dashboards",
    "What `slo lint` can find, all of it errors. Made from `dashboards/lint/rules.ts`.",
    table(
      ["rule", "what to do about it"],
      LINT_RULES.map(({ name, advice }) => [`\`${name}\``, advice]),
    ),
  ],
  "losses.md": [
    "# Losses",
    "What Cloud Monitoring cannot express, worst first. Made from `slo/targets/cloud-monitoring/losses.ts`.",
    table(
      ["loss", "what it means, and what happens instead"],
      Object.entries(LOSSES).map(([name, text]) => [`\`${name}\``, text]),
    ),
  ],
};

function rulesOf(title: string, file: string, rules: Readonly<Record<string, Rule>>): string[] {
  const rows = Object.values(rules).map(({ name, severity, meaning }) => [`\`${name}\``, severity, meaning]);
  return [`## ${title}`, `Made from \`${file}\`.`, table(["rule", "severity", "what it means"], rows)];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

describe("docs", () => {
  it.each(Object.entries(PAGES))("%s lists what there is", (file, blocks) => {
    expectGolden(join(import.meta.dirname, "../docs", file), `${blocks.join("\n\n")}\n`);
  });
});
