import { rulesOf } from "../../foundation/findings/finding.ts";

/** What can be wrong with a routing file, besides what can be wrong with any file. Each could keep a page from somebody. */
export const ROUTING_RULES = rulesOf({
  "cyclic-escalation": {
    severity: "error",
    meaning: "Escalation policies rise to each other in a circle, so people would be paged without end.",
  },
  "empty-interval": {
    severity: "error",
    meaning:
      "Hours, a maintenance window or a range of dates has nothing in it: it ends when or before it begins, or never comes.",
  },
  "fallback-not-email": {
    severity: "error",
    meaning: "A fallback channel is not an email channel; it has to work when PagerDuty does not.",
  },
  "invalid-expression": { severity: "error", meaning: "A `match` is not PromQL matchers in braces." },
  "invalid-regex": { severity: "error", meaning: "A regular expression of a `match` is not valid RE2." },
  "missing-last-route": {
    severity: "error",
    meaning: "The last route has a match, or there is no route, so some alerts would reach nobody.",
  },
  "unclear-local-time": {
    severity: "error",
    meaning: "A local time that the clocks of its zone skip, or show twice, when they are put forward or back.",
  },
  "unknown-channel": {
    severity: "error",
    meaning: "A step or the fallback names a channel that the routing file does not have.",
  },
  "unknown-escalation": {
    severity: "error",
    meaning:
      "A route, `rises_to` or the dead man's switch names an escalation policy that the routing file does not have.",
  },
  "unknown-holidays": {
    severity: "error",
    meaning: "Hours or a maintenance window name a list of holidays that the routing file does not have.",
  },
  "unknown-hours": {
    severity: "error",
    meaning: "An escalation policy waits for hours that the routing file does not have.",
  },
  "unknown-label-value": { severity: "error", meaning: "A `match` asks for a severity that the router does not know." },
  "unknown-time-zone": { severity: "error", meaning: "`time_zone` is not the name of a time zone." },
  "unreachable-route": { severity: "error", meaning: "An earlier route takes every alert that this one would." },
});
