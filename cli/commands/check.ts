import { hasErrors } from "../../foundation/findings/finding.ts";
import { command } from "../command.ts";
import { CONFIG_OPTIONS, configChoice } from "../config-options.ts";
import { counted } from "../counted.ts";
import { load } from "../load.ts";

export const checkCommand = command(
  {
    usage: "check [PATH…]",
    summary: "read and check, write nothing",
    about: "Reads and checks promises, metric declarations, routing and runbooks; writes nothing.",
    options: { strict: { type: "boolean", help: "fail for warnings, too" }, ...CONFIG_OPTIONS },
  },
  async ({ positionals: paths, options, format }) => {
    const { value: loaded, findings } = await load({ paths, now: Date.now(), ...configChoice(options) });
    const count = loaded?.slos.length ?? 0;
    const verdict =
      findings.length === 0 ? `${count} ${count === 1 ? "SLO" : "SLOs"}, nothing wrong` : counted(findings);
    return {
      findings,
      text: format === "github" && findings.length > 0 ? "" : `${verdict}\n`,
      json: { slos: loaded?.slos.map((slo) => slo.id) ?? [] },
      exitCode: hasErrors(findings) || (options.strict === true && findings.length > 0) ? 1 : 0,
    };
  },
);
