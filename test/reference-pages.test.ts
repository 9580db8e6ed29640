import { join } from "node:path";
import { describe, it } from "vitest";
import { RULES as LINT_RULES } from "../dashboards/lint/rules.ts";
import { RULES } from "../slo/language/rules.ts";
import { LOSSES } from "../slo/targets/cloud-monitoring/losses.ts";
import { expectGolden } from "./golden.ts";

/** The pages of docs/ that list what the code declares; `npm run golden` rewrites them. */
const PAGES = {
  "checks.md": {
    title: "Checks",
    intro: "What `slo check` and `slo compile` can find. Made from `slo/language/rules.ts`.",
    head: ["rule", "what it means"],
    rows: Object.entries(RULES),
  },
  "lint-rules.md": {
    title: "Lint rules",
    intro: "What `slo lint` can find in a dashboard. Made from `dashboards/lint/rules.ts`.",
    head: ["rule", "what to do about it"],
    rows: LINT_RULES.map(({ name, help }): [string, string] => [name, help]),
  },
  "losses.md": {
    title: "Losses",
    intro: "What Cloud Monitoring cannot express, worst first. Made from `slo/targets/cloud-monitoring/losses.ts`.",
    head: ["loss", "what it means, and what happens instead"],
    rows: Object.entries(LOSSES),
  },
};

describe("docs", () => {
  it.each(Object.entries(PAGES))("%s lists what there is", (file, { title, intro, head, rows }) => {
    const table = [head, ["---", "---"], ...rows.map(([name, text]) => [`\`${name}\``, text])];
    const lines = table.map((cells) => `| ${cells.join(" | ")} |\n`);
    expectGolden(join(import.meta.dirname, "../docs", file), `# ${title}\n\n${intro}\n\n${lines.join("")}`);
  });
});
