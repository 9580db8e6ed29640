import { describe, expect, it } from "vitest";
import { MINUTE, surroundings } from "../../test/alerts/surroundings.ts";
import { newIncident } from "./alerts-changed.ts";
import { applyEvent } from "./apply-event.ts";
import type { Incident } from "./incident.ts";
import type { IncidentEvent, Outcome, Surroundings } from "./incident-event.ts";

const NONE = { page: 0, ticket: 0 };
const alerts = (changes: Partial<Extract<IncidentEvent, { type: "alerts" }>>): IncidentEvent => ({
  type: "alerts",
  began: NONE,
  ended: NONE,
  beganAnew: false,
  ...changes,
});
const PAGE_FIRES = alerts({ began: { page: 1, ticket: 0 } });
const PAGE_ENDS = alerts({ ended: { page: 1, ticket: 0 } });
const TICKET_FIRES = alerts({ began: { page: 0, ticket: 1 } });
const TICKET_ENDS = alerts({ ended: { page: 0, ticket: 1 } });
const BEGAN_ANEW = alerts({ began: { page: 1, ticket: 0 }, ended: { page: 1, ticket: 0 }, beganAnew: true });
const ACK: IncidentEvent = { type: "acknowledge", by: "Mei" };
const RESOLVE: IncidentEvent = { type: "resolve", by: "Mei" };
const DUE: IncidentEvent = { type: "due" };

/** Plays events at minutes, and says what was sent: minute, action, where, under which key. */
function play(story: ReadonlyArray<readonly [number, IncidentEvent, Partial<Surroundings>?]>) {
  let incident: Incident = newIncident("i", "slo", 0);
  const sent: string[] = [];
  const outcomes: Outcome[] = [];
  for (const [minute, event, changes] of story) {
    const outcome = applyEvent(incident, event, surroundings(minute * MINUTE, changes));
    incident = outcome.incident;
    outcomes.push(outcome);
    for (const { action, destination, dedupKey } of outcome.drafts) {
      sent.push(`${minute} ${action} ${destination.channel} ${dedupKey}`);
    }
  }
  return { incident, sent, outcomes };
}

describe("an incident", () => {
  it("pages, is acknowledged, and is resolved where it was told", () => {
    const { incident, sent } = play([
      [0, PAGE_FIRES],
      [3, ACK],
      [9, PAGE_ENDS],
    ]);
    expect(sent).toEqual(["0 trigger team i/1.0", "3 acknowledge team i/1.0", "9 resolve team i/1.0"]);
    expect(incident).toMatchObject({ state: "resolved", resolved: { by: "alerts", at: 9 * MINUTE }, told: [] });
  });

  it("escalates step by step, round by round with a new key, and says when nobody is left", () => {
    const { sent, incident } = play([
      [0, PAGE_FIRES],
      [10, DUE],
      [20, DUE],
      [30, DUE],
      [40, DUE],
      [50, DUE],
    ]);
    expect(sent).toEqual([
      "0 trigger team i/1.0",
      "10 trigger platform i/1.0",
      "10 trigger mail i/1.0",
      "20 trigger team i/1.1",
      "30 trigger platform i/1.1",
      "30 trigger mail i/1.1",
      "40 notice last-resort i/1.1/exhausted",
    ]);
    expect(incident.paging?.next).toBeUndefined();
    expect(incident.state).toBe("triggered");
  });

  it("waits for nobody once it is acknowledged", () => {
    expect(
      play([
        [0, PAGE_FIRES],
        [1, ACK],
        [10, DUE],
        [11, ACK],
      ]).sent,
    ).toEqual(["0 trigger team i/1.0", "1 acknowledge team i/1.0"]);
  });

  it("tells nobody again when more of its alerts fire", () => {
    expect(
      play([
        [0, PAGE_FIRES],
        [1, PAGE_FIRES],
        [2, TICKET_FIRES],
        [3, ACK],
        [4, PAGE_FIRES],
      ]).sent,
    ).toEqual(["0 trigger team i/1.0", "3 acknowledge team i/1.0"]);
  });

  it("does not inherit an acknowledgement when its alert begins anew", () => {
    const { sent, incident } = play([
      [0, PAGE_FIRES],
      [1, ACK],
      [30, BEGAN_ANEW],
    ]);
    expect(sent.at(-1)).toBe("30 trigger team i/2.0");
    expect(incident).toMatchObject({ state: "triggered", acknowledged: undefined });
  });

  it("pages although it was acknowledged when it rises from a ticket to a page, and falls back to a ticket", () => {
    const { sent, incident } = play([
      [0, TICKET_FIRES],
      [1, ACK],
      [5, PAGE_FIRES],
      [6, PAGE_ENDS],
    ]);
    expect(sent).toEqual([
      "0 trigger mail i/1.0",
      "5 trigger team i/2.0",
      "6 resolve team i/2.0",
      "6 trigger mail i/3.0",
    ]);
    expect(incident).toMatchObject({ state: "triggered", severity: "ticket" });
  });

  it("keeps an acknowledgement when the page ends and its ticket remains", () => {
    const { sent, incident } = play([
      [0, PAGE_FIRES],
      [1, TICKET_FIRES],
      [2, ACK],
      [3, PAGE_ENDS],
      [4, TICKET_ENDS],
    ]);
    expect(sent).toEqual(["0 trigger team i/1.0", "2 acknowledge team i/1.0", "3 resolve team i/1.0"]);
    expect(incident.state).toBe("resolved");
  });

  it("rises to a page when nobody takes the ticket, and stays one although only tickets fire", () => {
    const { sent, incident } = play([
      [0, TICKET_FIRES],
      [1_440, DUE],
      [1_441, TICKET_FIRES],
      [1_442, PAGE_FIRES],
    ]);
    expect(sent).toEqual(["0 trigger mail i/1.0", "1440 trigger team i/2.0", "1442 trigger team i/3.0"]);
    expect(incident).toMatchObject({ severity: "page", risen: false });
  });

  it("keeps silent during maintenance, and speaks when it fires beyond its end", () => {
    const during = { maintenanceUntil: 60 * MINUTE };
    const silent = play([
      [0, PAGE_FIRES, during],
      [30, DUE, during],
      [40, PAGE_ENDS, during],
    ]);
    expect(silent.sent).toEqual([]);
    expect(silent.incident.state).toBe("resolved");
    const spoken = play([
      [0, PAGE_FIRES, during],
      [60, DUE],
    ]);
    expect(spoken.sent).toEqual(["60 trigger team i/1.0"]);
    const extended = play([
      [0, PAGE_FIRES, during],
      [60, DUE, { maintenanceUntil: 90 * MINUTE }],
    ]);
    expect(extended.sent).toEqual([]);
    expect(extended.incident.silencedUntil).toBe(90 * MINUTE);
  });

  it("tells a ticket when the office opens", () => {
    const closed = { opening: () => 480 * MINUTE };
    const { sent, incident } = play([[0, TICKET_FIRES, closed]]);
    expect(sent).toEqual([]);
    expect(incident.paging?.next).toEqual({ at: 480 * MINUTE, since: 0 });
    expect(
      play([
        [0, TICKET_FIRES, closed],
        [480, DUE],
      ]).sent,
    ).toEqual(["480 trigger mail i/1.0"]);
  });

  it("is resolved by a person although it fires, and says that it does", () => {
    const { sent, outcomes, incident } = play([
      [0, PAGE_FIRES],
      [1, RESOLVE],
      [2, PAGE_ENDS],
      [3, ACK],
      [4, RESOLVE],
    ]);
    expect(sent).toEqual(["0 trigger team i/1.0", "1 resolve team i/1.0"]);
    expect(outcomes[1]?.entries[0]?.text).toMatch(/still fire/);
    expect(incident).toMatchObject({ resolved: { by: "Mei" }, firing: NONE });
  });

  it("tells the last resort once when nobody speaks of it any more, and resolves nothing", () => {
    const { sent, incident } = play([
      [0, PAGE_FIRES],
      [90, { type: "stale" }],
      [91, { type: "stale" }],
    ]);
    expect(sent.slice(1)).toEqual(["90 notice last-resort i/stale"]);
    expect(incident.state).toBe("triggered");
  });

  it("tells the last resort when a step's channels lead nowhere", () => {
    const { sent } = play([[0, PAGE_FIRES, { destinationOf: () => undefined }]]);
    expect(sent).toEqual(["0 trigger last-resort i/1.0"]);
  });

  it("goes by what its alert goes by now when its policy was taken out of the file", () => {
    const gone: Partial<Surroundings> = { policyNamed: () => undefined };
    expect(
      play([
        [0, PAGE_FIRES],
        [10, DUE, gone],
      ]).sent.at(-1),
    ).toBe("10 trigger team i/2.0");
  });
});
