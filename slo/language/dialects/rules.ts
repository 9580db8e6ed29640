import { rulesOf } from "../../../foundation/findings/finding.ts";

/** What can be wrong with files of other tools, and what of them the native language cannot say: a loss is a warning, with what to do about it. */
export const DIALECT_RULES = rulesOf({
  "dialect-unknown": {
    severity: "error",
    meaning: "A document names a version or kind that is none of those that are read.",
  },
  "dialect-reference": {
    severity: "error",
    meaning: "An object names another one that is in none of the files.",
  },
  "dialect-source": {
    severity: "error",
    meaning: "An indicator is measured elsewhere than on a Prometheus, or its query cannot be told.",
  },
  "dialect-plugin": {
    severity: "error",
    meaning:
      "An indicator is made by a plugin that is not one of those that are known, so nobody knows what it measures.",
  },
  "dialect-other-object": {
    severity: "warning",
    meaning: "A file of promises also holds something else, which is left aside.",
  },
  "dialect-assumed": {
    severity: "warning",
    meaning:
      "A file does not say who answers, how important it is or whom alerts tell; what is taken instead is named.",
  },
  "dialect-name": {
    severity: "warning",
    meaning: "A name has characters that ids do not have; the id that it becomes is named, and stays.",
  },
  "dialect-labels": {
    severity: "warning",
    meaning:
      "Own labels of rules and alerts are not written; recorded series and alerts have the labels of the contract.",
  },
  "dialect-annotations": {
    severity: "warning",
    meaning: "Own annotations of alerts are not written; alerts have a summary, a description and links.",
  },
  "dialect-alert-name": {
    severity: "warning",
    meaning: "Alerts have the names of the contract (`SLOBudgetBurn`, `SLOSignalAbsent`), not one of their own.",
  },
  "dialect-severity": {
    severity: "warning",
    meaning: "A severity is neither a page nor a ticket; what it is read as is named.",
  },
  "dialect-delay": {
    severity: "warning",
    meaning: "An alert waits for a while before it fires (`for`); here its windows do the waiting.",
  },
  "dialect-condition": {
    severity: "warning",
    meaning: "An alert condition has a form that alerts do not have here; what it is read as is named.",
  },
  "dialect-tier": {
    severity: "warning",
    meaning:
      "A burn-rate condition of the other tool could never fire, or does not fit the window of the promise; it is left out.",
  },
  "dialect-weights": {
    severity: "warning",
    meaning:
      "An indicator gives a ratio without the events behind it: each moment counts the same, however busy it was.",
  },
  "dialect-series": {
    severity: "warning",
    meaning:
      "An expression gives several series that nothing sums, each with a budget of its own; here their events share one.",
  },
  "dialect-period": {
    severity: "warning",
    meaning: "A period begins on a calendar day or is counted in months; it is read as a rolling one of so many days.",
  },
  "dialect-slices": {
    severity: "warning",
    meaning: "Time is cut into slices; here each moment looks back over one slice.",
  },
  "dialect-composite": {
    severity: "warning",
    meaning: "Several objectives make one promise, or weigh differently in it; each is read as a promise of its own.",
  },
  "dialect-pipeline": {
    severity: "warning",
    meaning: "Plugins, rule intervals or other settings of the tool that makes rules have no counterpart here.",
  },
  "dialect-resource": {
    severity: "warning",
    meaning: "Labels, annotations or the namespace of a Kubernetes object are not passed on to what is made of it.",
  },
  "dialect-field": {
    severity: "warning",
    meaning: "A key has no counterpart in the native language and is passed over.",
  },
});

/** What files of other tools cannot say of a promise: what did not come back when they were read again. */
export const EXPORT_RULES = rulesOf({
  "export-missing": { severity: "warning", meaning: "The tool cannot say what a promise measures; it is left out." },
  "export-promise": { severity: "warning", meaning: "The objective or the window comes back as another one." },
  "export-indicator": {
    severity: "warning",
    meaning: "An indicator comes back as an expression of another kind, or selects something else.",
  },
  "export-alerts": {
    severity: "warning",
    meaning: "Burn-rate conditions, whom they tell, or the absence alert come back as others.",
  },
  "export-texts": {
    severity: "warning",
    meaning: "The title, description, runbook, owner or tier comes back as another.",
  },
});
