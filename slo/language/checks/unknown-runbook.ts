import { closest } from "../../../foundation/findings/closest.ts";
import type { Check } from "./check.ts";

export const unknownRunbook: Check = ({ slo, source, path }, { runbooks }) => {
  if (slo.runbook === undefined || runbooks === undefined || runbooks.has(slo.runbook)) return [];
  const near = closest(slo.runbook, runbooks);
  const help =
    near === undefined ? `Write en/${slo.runbook}.md in the folder of runbooks.` : `Did you mean \`${near}\`?`;
  return [
    source.diagnose(
      "unknown-runbook",
      source.span([...path, "runbook"]),
      `there is no runbook \`${slo.runbook}\``,
      help,
    ),
  ];
};
