import type { Subject } from "../../alerts/channels/channel.ts";

/** What a message is about, where a test does not care. */
export function sampleSubject(changes: Partial<Subject> = {}): Subject {
  return {
    incidentId: "incident",
    severity: "page",
    state: "triggered",
    summary: "",
    description: "",
    labels: {},
    firing: 1,
    startedAt: 0,
    resolvedAt: undefined,
    acknowledgedBy: undefined,
    consoleUrl: "http://127.0.0.1",
    runbookUrl: undefined,
    dashboardUrl: undefined,
    runbookSteps: undefined,
    ...changes,
  };
}
