import { rulesOf } from "../foundation/findings/finding.ts";

/**
 * What can be wrong with runbooks. All are warnings: what is compiled is right all the same, and nobody should have to mend prose before
 * they can change a promise in the middle of an incident. That an SLO which pages has a runbook at all is the language's rule.
 */
export const RUNBOOK_RULES = rulesOf({
  "runbook-form": {
    severity: "warning",
    meaning: "A runbook lacks front matter or one of the sections in their order, or a section is empty.",
  },
  "runbook-link": {
    severity: "warning",
    meaning: "A link in a runbook leads to a runbook or a file that is not there.",
  },
  "runbook-orphan": { severity: "warning", meaning: "No SLO leads to a runbook." },
  "runbook-query": {
    severity: "warning",
    meaning:
      "A query in a runbook does not parse or names a metric that nobody declares, or no query says whether it is real.",
  },
  "runbook-review": {
    severity: "warning",
    meaning: "Nobody has read a runbook for truth for more than 400 days.",
  },
  "runbook-translation": {
    severity: "warning",
    meaning: "A runbook is missing in one of the languages, or is for other alerts there.",
  },
  "unknown-slo": {
    severity: "warning",
    meaning: "A runbook names an SLO that does not exist, or leaves out one that leads to it.",
  },
});
