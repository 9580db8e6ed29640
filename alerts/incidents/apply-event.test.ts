import { describe, expect, it } from "vitest";
import { MINUTE, ONCALL, surroundings } from "../../test/alerts/surroundings.ts";
import { applyEvent } from "./apply-event.ts";
import { type Firing, type Incident, NONE, newIncident } from "./incident.ts";
import {
  type AlertChanges,
  type IncidentEvent,
  NO_CHANGES,
  type Outcome,
  type PageOfDeed,
  type PersonalDeed,
  type Surroundings,
} from "./incident-event.ts";

const alerts = (changes: Partial<AlertChanges>): IncidentEvent => ({ type: "alerts", ...NO_CHANGES, ...changes });
const PAGE = { page: 1, ticket: 0 };
const TICKET = { page: 0, ticket: 1 };
const PAGE_FIRES = alerts({ began: PAGE });
const PAGE_ENDS = alerts({ ended: PAGE });
const TICKET_FIRES = alerts({ began: TICKET });
const TICKET_ENDS = alerts({ ended: TICKET });
const members = (names: readonly string[]) => names.map((name) => ({ id: name, name }));
const joins = (...names: string[]) =>
  alerts({ began: { page: names.length, ticket: 0 }, joined: { page: members(names), ticket: [] } });
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
    expect(sent).toEqual(["0 trigger team i/1", "3 acknowledge team i/1", "9 resolve team i/1"]);
    expect(incident).toMatchObject({ state: "resolved", resolved: { by: "alerts", at: 9 * MINUTE }, told: [] });
  });

  it("escalates step by step, round by round, and says when nobody is left", () => {
    const { sent, incident } = play([
      [0, PAGE_FIRES],
      [10, DUE],
      [20, DUE],
      [30, DUE],
      [40, DUE],
      [50, DUE],
    ]);
    expect(sent).toEqual([
      "0 trigger team i/1",
      "10 trigger platform i/1",
      "10 trigger mail i/1",
      "20 trigger team i/1",
      "30 trigger platform i/1",
      "30 trigger mail i/1",
      "40 notice last-resort i/1/exhausted",
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
    ).toEqual(["0 trigger team i/1", "1 acknowledge team i/1"]);
  });

  it("tells nobody again when more alerts say the same", () => {
    expect(
      play([
        [0, PAGE_FIRES],
        [1, PAGE_FIRES],
        [2, TICKET_FIRES],
        [3, ACK],
        [4, PAGE_FIRES],
      ]).sent,
    ).toEqual(["0 trigger team i/1", "3 acknowledge team i/1"]);
  });

  it("pages although it was acknowledged when it rises from a ticket to a page, and falls back to a ticket that people know", () => {
    const { sent, incident } = play([
      [0, TICKET_FIRES],
      [1, ACK],
      [5, PAGE_FIRES],
      [6, PAGE_ENDS],
    ]);
    expect(sent).toEqual(["0 trigger mail i/1", "5 trigger team i/2", "6 resolve team i/2"]);
    expect(incident).toMatchObject({
      state: "triggered",
      severity: "ticket",
      paging: { next: { at: 1_446 * MINUTE } },
    });
  });

  it("keeps an acknowledgement when the page ends and its ticket remains", () => {
    const { sent, incident } = play([
      [0, PAGE_FIRES],
      [1, TICKET_FIRES],
      [2, ACK],
      [3, PAGE_ENDS],
      [4, TICKET_ENDS],
    ]);
    expect(sent).toEqual(["0 trigger team i/1", "2 acknowledge team i/1", "3 resolve team i/1"]);
    expect(incident.state).toBe("resolved");
  });

  it("rises to a page when nobody takes the ticket, and stays one although only tickets fire", () => {
    const { sent, incident } = play([
      [0, TICKET_FIRES],
      [1_440, DUE],
      [1_441, TICKET_FIRES],
      [1_442, PAGE_FIRES],
    ]);
    expect(sent).toEqual([
      "0 trigger mail i/1",
      "1440 trigger team i/2",
      "1442 resolve team i/2",
      "1442 trigger team i/3",
    ]);
    expect(incident).toMatchObject({ severity: "page", risen: false });
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
    ).toEqual(["480 trigger mail i/1"]);
  });

  it("is resolved by a person although it fires, and says that it does", () => {
    const { sent, outcomes, incident } = play([
      [0, PAGE_FIRES],
      [1, RESOLVE],
      [2, PAGE_ENDS],
      [3, ACK],
      [4, RESOLVE],
    ]);
    expect(sent).toEqual(["0 trigger team i/1", "1 resolve team i/1"]);
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
    expect(sent).toEqual(["0 trigger last-resort i/1"]);
  });

  it("sees one incident, however often its steps are repeated, and reads of its end once", () => {
    const { sent } = play([
      [0, PAGE_FIRES],
      [10, DUE],
      [20, DUE],
      [30, DUE],
      [31, PAGE_ENDS],
    ]);
    expect(new Set(sent.map((one) => one.split(" ").at(-1)))).toEqual(new Set(["i/1"]));
    expect(sent.slice(-3)).toEqual(["31 resolve team i/1", "31 resolve platform i/1", "31 resolve mail i/1"]);
  });

  it("goes by what its alert goes by now when its policy was taken out of the file", () => {
    const gone: Partial<Surroundings> = { policyNamed: () => undefined };
    expect(
      play([
        [0, PAGE_FIRES],
        [10, DUE, gone],
      ]).sent.at(-1),
    ).toBe("10 trigger team i/2");
  });
});

describe("members that join an incident", () => {
  it("are told under its page while nobody has taken it, a storm of them once a minute", () => {
    const { sent, outcomes } = play([
      [0, PAGE_FIRES],
      [2, joins("db2")],
      [2.1, joins("db3", "db4")],
      [2.2, joins("db5", "db6", "db7", "db8")],
      [3, DUE],
    ]);
    expect(sent).toEqual(["0 trigger team i/1", "2 trigger team i/1", "3 trigger team i/1"]);
    expect(outcomes[1]?.drafts[0]?.reason).toBe("1 more alert fires: db2.");
    expect(outcomes.at(-1)?.drafts[0]?.reason).toBe("6 more alerts fire: db3, db4, db5, db6, db7 and 1 more.");
  });

  it("are no part of what somebody has acknowledged: they page anew", () => {
    const { sent, incident } = play([
      [0, PAGE_FIRES],
      [2, ACK],
      [5, joins("db2")],
      [6, ACK],
    ]);
    expect(sent).toEqual([
      "0 trigger team i/1",
      "2 acknowledge team i/1",
      "5 resolve team i/1",
      "5 trigger team i/2",
      "6 acknowledge team i/2",
    ]);
    expect(incident.state).toBe("acknowledged");
  });

  it("are told after their minute although somebody acknowledged meanwhile", () => {
    const { sent } = play([
      [0, PAGE_FIRES],
      [0.5, joins("db2")],
      [0.6, ACK],
      [1, DUE],
    ]);
    expect(sent.at(-1)).toBe("1 trigger team i/2");
  });

  it("are told when all steps were taken and nobody came", () => {
    const { sent } = play([
      [0, PAGE_FIRES],
      ...[10, 20, 30, 40].map((minute) => [minute, DUE] as const),
      [60, joins("db2")],
    ]);
    expect(sent.at(-1)).toBe("60 trigger team i/2");
  });
});

describe("an incident that flaps", () => {
  const flaps = (count: number) =>
    Array.from({ length: count }, (_, flap) => [
      [flap * 6, PAGE_FIRES] as const,
      [flap * 6 + 3, PAGE_ENDS] as const,
    ]).flat();

  it("is one incident and two pages, the second of which says so, and ends after a quarter of an hour of quiet", () => {
    const { sent, outcomes, incident } = play([...flaps(6), [47, DUE], [48, DUE]]);
    expect(sent).toEqual(["0 trigger team i/1", "3 resolve team i/1", "6 trigger team i/2", "48 resolve team i/2"]);
    expect(outcomes[2]?.entries.map(({ text }) => text)).toContain("It flaps: it fires again 3 min after its end.");
    expect(incident.state).toBe("resolved");
  });

  it("keeps an acknowledgement while it flaps", () => {
    const { sent } = play([...flaps(2).slice(0, 3), [7, ACK], [9, PAGE_ENDS], [12, PAGE_FIRES], [30, DUE]]);
    expect(sent).toEqual(["0 trigger team i/1", "3 resolve team i/1", "6 trigger team i/2", "7 acknowledge team i/2"]);
  });

  it("does not escalate while nothing fires, and goes on when it fires", () => {
    const { sent } = play([...flaps(2), [17, DUE], [18, PAGE_FIRES], [18, DUE]]);
    expect(sent.slice(2)).toEqual(["6 trigger team i/2", "18 trigger platform i/2", "18 trigger mail i/2"]);
  });

  it("between page and ticket pages twice, and not each time", () => {
    const { sent } = play([
      [0, TICKET_FIRES],
      ...[1, 5, 9, 13].flatMap((minute) => [[minute, PAGE_FIRES] as const, [minute + 2, PAGE_ENDS] as const]),
      [30, DUE],
    ]);
    expect(sent).toEqual([
      "0 trigger mail i/1",
      "1 trigger team i/2",
      "3 resolve team i/2",
      "5 trigger team i/4",
      "30 resolve team i/4",
    ]);
  });

  it("as a ticket pages at once when it becomes a page", () => {
    const { sent } = play([
      [0, TICKET_FIRES],
      [1, TICKET_ENDS],
      [2, TICKET_FIRES],
      [3, TICKET_ENDS],
      [4, PAGE_FIRES],
    ]);
    expect(sent.at(-1)).toBe("4 trigger team i/3");
  });
});

describe("maintenance", () => {
  const hidden = (changes: Partial<AlertChanges>) => alerts({ silencedUntil: 60 * MINUTE, ...changes });
  const shown = (names: readonly string[], still: Firing = NONE): IncidentEvent => ({
    type: "uncovered",
    shown: { page: names.length, ticket: 0 },
    absences: 0,
    joined: { page: members(names), ticket: [] },
    hidden: still,
    silencedUntil: still.page > 0 ? 90 * MINUTE : undefined,
  });

  it("keeps silent, and speaks of what fires beyond its end", () => {
    const silent = play([
      [0, hidden({ hiddenBegan: PAGE })],
      [30, DUE],
      [40, alerts({ hiddenEnded: PAGE })],
    ]);
    expect(silent.sent).toEqual([]);
    expect(silent.incident.state).toBe("resolved");
    const spoken = play([
      [0, hidden({ hiddenBegan: PAGE })],
      [60, shown(["db1"])],
    ]);
    expect(spoken.sent).toEqual(["60 trigger team i/1"]);
  });

  it("of one member does not withhold another, nor does the end of that one end it", () => {
    const { sent, incident } = play([
      [0, hidden({ hiddenBegan: PAGE })],
      [5, joins("db2")],
      [9, PAGE_ENDS],
      [70, shown(["db1"])],
    ]);
    expect(sent).toEqual(["5 trigger team i/1", "9 resolve team i/1", "70 trigger team i/2"]);
    expect(incident.state).toBe("triggered");
  });

  it("that ends makes a member known, whoever has acknowledged the others", () => {
    const { sent } = play([
      [0, PAGE_FIRES],
      [1, ACK],
      [2, hidden({ hiddenBegan: PAGE })],
      [60, shown(["db1"])],
    ]);
    expect(sent.at(-1)).toBe("60 trigger team i/2");
  });

  it("that goes on for some speaks of the others", () => {
    const { sent, incident } = play([
      [0, hidden({ hiddenBegan: { page: 2, ticket: 0 } })],
      [60, shown(["db1"], PAGE)],
      [61, PAGE_ENDS],
    ]);
    expect(sent).toEqual(["60 trigger team i/1", "61 resolve team i/1"]);
    expect(incident).toMatchObject({ state: "triggered", silencedUntil: 90 * MINUTE, hidden: PAGE });
  });
});

describe("what people do in PagerDuty", () => {
  const page = (run: number, changes: Partial<PageOfDeed> = {}): PageOfDeed => ({
    dedupKey: `i/${run}`,
    place: "Q1",
    at: undefined,
    ...changes,
  });
  const deed = (type: PersonalDeed, of: PageOfDeed): IncidentEvent => ({ type, by: "Mei (PagerDuty)", page: of });
  const RAISED = [
    [0, TICKET_FIRES],
    [5, PAGE_FIRES],
  ] as const;

  it.each([
    ["the run before", page(1)],
    ["a run to come", page(3)],
    ["no run", page(Number.NaN)],
    ["a moment before the run", page(2, { at: 3 * MINUTE })],
  ])("on %s changes nothing", (_name, of) => {
    for (const type of ["acknowledge", "resolve", "unacknowledge", "reopen"] as const) {
      const { incident, sent } = play([...RAISED, [6, deed(type, of)]]);
      expect(incident.state).toBe("triggered");
      expect(sent.length).toBe(2);
    }
  });

  it("on the run that is on counts, however late it is told", () => {
    const { incident } = play([...RAISED, [600, deed("acknowledge", page(2, { at: 6 * MINUTE }))]]);
    expect(incident.state).toBe("acknowledged");
  });

  it("brings the page back when an acknowledgement is taken back or runs out there: the next step is taken", () => {
    const { incident, sent } = play([
      [0, PAGE_FIRES],
      [1, deed("acknowledge", page(1))],
      [31, deed("unacknowledge", page(1))],
      [41, DUE],
    ]);
    expect(incident.state).toBe("triggered");
    expect(sent.slice(-2)).toEqual(["41 trigger platform i/1", "41 trigger mail i/1"]);
  });

  it("does not bring it back when somebody has taken it elsewhere", () => {
    const { incident } = play([
      [0, PAGE_FIRES],
      [1, deed("acknowledge", page(1))],
      [31, deed("unacknowledge", page(1, { place: "Q2" }))],
    ]);
    expect(incident.state).toBe("acknowledged");
  });

  it("reopens what was resolved while it fires: it escalates again, and ends where it was reopened", () => {
    const story = [
      [0, PAGE_FIRES],
      [1, deed("resolve", page(1))],
      [5, deed("reopen", page(1))],
    ] as const;
    expect(play([...story, [15, DUE]]).sent.slice(-2)).toEqual(["15 trigger platform i/1", "15 trigger mail i/1"]);
    expect(play([...story, [6, PAGE_ENDS]]).sent.at(-1)).toBe("6 resolve team i/1");
  });

  it("does not reopen what is over", () => {
    const { incident } = play([
      [0, PAGE_FIRES],
      [1, PAGE_ENDS],
      [5, deed("reopen", page(1))],
    ]);
    expect(incident.state).toBe("resolved");
  });
});

describe("an acknowledgement with a timeout", () => {
  it("runs out: a new page begins, and the one before is closed", () => {
    const policyNamed: Surroundings["policyNamed"] = () => ({ ...ONCALL, ackTimeout: 60 * MINUTE });
    const { sent, incident } = play([
      [0, PAGE_FIRES],
      [1, ACK, { policyNamed }],
      [60, DUE],
      [61, DUE],
    ]);
    expect(sent.slice(2)).toEqual(["61 resolve team i/1", "61 trigger team i/2"]);
    expect(incident.state).toBe("triggered");
  });
});
