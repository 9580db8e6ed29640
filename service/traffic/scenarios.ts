import type { Fault, Party } from "../sandbox/faults.ts";

/** What goes wrong in a story, and what the promises should say about it. */
export interface Scenario {
  readonly faults: ReadonlyArray<readonly [Party, Fault]>;
  readonly story: string;
}

/** The ways in which a gas company fails, by name. */
export const SCENARIOS = {
  "order-outage": {
    faults: [["database", { mode: "down", share: 0.5 }]],
    story: "Every second database statement fails: orders, sign-in and deliveries answer 503.",
  },
  "slow-database": {
    faults: [["database", { mode: "slow", latencyMs: 60, share: 0.3 }]],
    story: "Three of ten statements take 60 ms longer: nothing fails, everything is late.",
  },
  "read-only-database": {
    faults: [["database", { mode: "wrong" }]],
    story: "The database has become a read-only replica: reading works, placing an order does not.",
  },
  "sms-failover": {
    faults: [["sms-primary", { mode: "down" }]],
    story: "The first text message provider is gone; the second one carries its messages.",
  },
  "sms-lies": {
    faults: [["sms-primary", { mode: "wrong" }]],
    story: "The first text message provider says yes and delivers nothing; missing receipts give it away.",
  },
  "einvoice-backlog": {
    faults: [["einvoice-platform", { mode: "down" }]],
    story: "The tax authority's platform is gone: invoices wait, none is lost, the oldest one ages.",
  },
  "einvoice-lies": {
    faults: [["einvoice-platform", { mode: "partly-wrong" }]],
    story: "Half of what the tax authority's platform says it accepted, it has not.",
  },
  "routes-quota": {
    faults: [["google-routes", { mode: "rate-limited" }]],
    story: "Google Routes refuses: dispatch plans by distance, without traffic.",
  },
  "forecast-gone": {
    faults: [["vertex-ai", { mode: "down" }]],
    story: "Vertex AI is gone: the forecast is last week's demand.",
  },
  "late-bank-file": {
    faults: [["bank-main", { mode: "down" }]],
    story: "The main bank's SFTP server is gone at night: payments are late.",
  },
  "old-system-conflicts": {
    faults: [["old-system", { mode: "partly-wrong" }]],
    story: "The old system stores something else than it was told, for half of the writes.",
  },
  "blocked-event-loop": {
    faults: [["event-loop", { mode: "slow", latencyMs: 700 }]],
    story: "Each second a calculation blocks the process for 700 ms.",
  },
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof SCENARIOS;

export function isScenarioName(text: string): text is ScenarioName {
  return Object.hasOwn(SCENARIOS, text);
}

/** Whose faults callers feel. What goes wrong at an outside party is ours to bear: nobody's call may fail of it. */
const FELT: ReadonlySet<Party> = new Set(["database", "event-loop"]);

/** Whether calls may fail while this scenario is on. */
export function mayFailCalls(name: ScenarioName): boolean {
  return SCENARIOS[name].faults.some(([party]) => FELT.has(party));
}

const PATIENCE_MS = 5_000;

/** Switches a scenario on or off through the fault API of a service. Rejects when there is none, with what to do. */
export async function switchScenario(adminUrl: string, name: ScenarioName, on: boolean): Promise<void> {
  const { faults }: Scenario = SCENARIOS[name];
  for (const [party, fault] of faults) {
    const response = await fetch(`${adminUrl}/faults/${party}`, {
      method: on ? "PUT" : "DELETE",
      headers: { "content-type": "application/json" },
      ...(on ? { body: JSON.stringify(fault) } : {}),
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch((cause: unknown) => {
      throw new Error(`no fault API answers at ${adminUrl}`, { cause });
    });
    await response.body?.cancel();
    if (!response.ok) {
      throw new Error(`the fault API at ${adminUrl} answered ${response.status}; start the service with FAULT_API=on`);
    }
  }
}
