import { describe, expect, it } from "vitest";
import { KeptInMaps } from "../../test/alerts/kept-in-maps.ts";
import { Play, report } from "../../test/alerts/play.ts";
import { TEST_ROUTING } from "../../test/alerts/started-router.ts";
import { nextSpan } from "../routing/recurrence.ts";
import type { Labels, MaintenanceWindow, Recurrence, Routing } from "../routing/routing.ts";
import type { RouterEvent } from "./router-event.ts";

const MINUTE = 60_000;
const START = new Play().now;
const db = (instance: string, labels: Labels = {}) => ({
  alertname: "HighLatency",
  instance,
  severity: "page",
  ...labels,
});
const slo = (name: string, labels: Labels = {}) => ({
  ...{ alertname: "SLOBudgetBurn", slo: name, slo_service: "orders", severity: "page" },
  ...labels,
});
const gone = (name: string, labels: Labels = {}) => slo(name, { alertname: "SLOSignalAbsent", ...labels });

function maintenance(instance: string, from: number, until: number): MaintenanceWindow {
  return {
    match: `{instance="${instance}"}`,
    matches: (labels) => labels["instance"] === instance,
    from: START + from * MINUTE,
    until: START + until * MINUTE,
    reason: "test",
  };
}
const withMaintenance = (...windows: readonly MaintenanceWindow[]): Routing => ({
  ...TEST_ROUTING,
  maintenance: windows,
});

describe("which episode it is", () => {
  it("an earlier start and a later one are the same, and the end ends them", () => {
    const play = new Play();
    const at = (startsAt: number) => report(db("a"), { startsAt: START + startsAt * 1_000 });
    play.says("alertmanager", at(15)).at(1).says("alertmanager", at(0)).acknowledges();
    play.at(5).says("alertmanager", at(30));
    expect(play.open[0]?.incident.state).toBe("acknowledged");
    play.at(9).says("alertmanager", { ...at(0), status: "resolved", endsAt: START + 500_000 });
    expect(play.open).toEqual([]);
    expect(play.sent).toEqual(["0 trigger team 1", "1 acknowledge team 1", "9 resolve team 1"]);
  });
});

describe("what belongs together", () => {
  it.each<[string, Labels]>([
    ["another host", db("db2")],
    ["another cluster", db("db2", { cluster: "prod" })],
    ["another owner", db("db2", { owner: "billing-team" })],
    ["another escalation", db("db2", { escalation: "backlog" })],
  ])("%s that fires beside an acknowledged incident is told, once", (_name, other) => {
    const play = new Play().fires(db("db1")).at(2).acknowledges();
    const before = play.sent.length;
    play.at(5).fires(other).fires(other).at(6).fires(other);
    expect(play.sent.slice(before).filter((one) => one.includes("trigger"))).toHaveLength(1);
  });

  it("a member that comes back is told no second time: who took the incident knows of it", () => {
    const play = new Play().fires(db("db1"), db("db2")).at(2).acknowledges();
    play.at(5).ends(db("db2")).at(9).fires(db("db2")).at(30);
    expect(play.sent).toEqual(["0 trigger team 1", "2 acknowledge team 1"]);
  });

  it("a member that was told on a page that is closed is told on the one that is open", () => {
    const play = new Play().fires(db("db1"), db("db2")).at(2).ends(db("db1"), db("db2"));
    play.at(3).fires(db("db1")).at(5).fires(db("db2")).at(6);
    expect(play.sent.slice(2)).toEqual(["3 trigger team 2", "5 trigger team 2"]);
    expect(play.reasons.at(-1)).toBe("1 more alert fires: db2.");
  });

  it("a member of which nobody has heard is told when a person closes the page", () => {
    const play = new Play().fires(db("db1")).at(0.1).fires(db("db2")).at(0.2);
    play.take({ type: "deed", incidentId: play.all[0]?.incident.id ?? "", deed: "resolve", by: "Mei" });
    expect(play.sent.slice(1)).toEqual(["0.2 resolve team 1", "0.2 trigger team 2"]);
    play.at(5).ends(db("db1"), db("db2"));
    expect(play.open).toEqual([]);
  });

  it("a member that has ended before anybody heard of it wakes nobody", () => {
    const play = new Play().fires(db("db1")).at(0.1).acknowledges().at(0.2).fires(db("db2"), db("db3"));
    play.at(0.5).ends(db("db2")).at(0.6).ends(db("db3")).at(30);
    expect(play.sent).toEqual(["0 trigger team 1", "0.1 acknowledge team 1"]);
    play.fires(db("db2"));
    expect(play.sent.at(-1)).toBe("30 trigger team 2");
  });

  it("a ticket that begins with the end of its page is told once", () => {
    const [page, ticket] = [db("a"), db("b", { severity: "ticket", escalation: "oncall" })];
    const play = new Play().fires({ ...page, escalation: "oncall" });
    const said = [report({ ...page, escalation: "oncall" }, { status: "resolved" }), report(ticket)];
    play
      .at(1)
      .says("alertmanager", ...said)
      .acknowledges()
      .at(5);
    expect(play.sent.slice(1)).toEqual(["1 resolve team 1", "1 trigger team 2", "1 acknowledge team 2"]);
  });

  it("a member that was only there under maintenance is told when it fires after its end", () => {
    const play = new Play(withMaintenance(maintenance("db2", 0, 60))).fires(db("db1"), db("db2")).acknowledges();
    play.at(30).ends(db("db2")).at(70).fires(db("db2"));
    expect(play.sent.at(-1)).toBe("70 trigger team 2");
  });

  it("more of one SLO's alerts tell nobody anew", () => {
    const play = new Play().fires(slo("a")).at(2).acknowledges();
    play
      .at(5)
      .fires(slo("a", { long_window: "6h" }))
      .at(30);
    expect(play.sent).toEqual(["0 trigger team 1", "2 acknowledge team 1"]);
  });
});

describe("maintenance", () => {
  it("that comes again withholds within each of its times, and tells what fires beyond them", () => {
    const every: Recurrence = {
      written: "every day 01:00 for 30m",
      days: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, nth: undefined })),
      from: 60,
      end: { duration: 30 * MINUTE },
      exceptOn: new Set(),
      first: undefined,
      last: undefined,
      timeZone: "UTC",
    };
    const { from, until } = nextSpan(every, START) ?? expect.fail("it comes each day");
    const play = new Play(withMaintenance({ match: "{}", matches: () => true, reason: "test", every }));
    play.at((from - START) / MINUTE).fires(db("db1"));
    const silent = play.sent.length;
    play.at((until - START) / MINUTE);
    expect([silent, play.sent.length]).toEqual([0, 1]);
  });

  it("of one member withholds no other", () => {
    const play = new Play(withMaintenance(maintenance("db1", 0, 60))).fires(db("db1")).at(5).fires(db("db2"));
    expect(play.sent).toEqual(["5 trigger team 1"]);
    play.acknowledges().at(60);
    expect(play.sent.slice(2)).toEqual(["60 resolve team 1", "60 trigger team 2"]);
    expect(play.reasons.at(-1)).toMatch(/^Step 1/);
  });

  it("hides also from whoever closes the incident, and speaks at its end", () => {
    const play = new Play(withMaintenance(maintenance("db2", 0, 60))).fires(db("db1"), db("db2")).at(5);
    play.take({ type: "deed", incidentId: play.all[0]?.incident.id ?? "", deed: "resolve", by: "Mei" });
    expect(play.at(59).open).toEqual([]);
    expect(play.at(60).sent.at(-1)).toBe("60 trigger team 2");
    play.ends(db("db1"), db("db2"));
    expect(play.open).toEqual([]);
  });

  it("that is removed no longer silences, nor does one that is made shorter", () => {
    for (const left of [[], [maintenance("db1", 0, 10)]]) {
      const play = new Play(withMaintenance(maintenance("db1", 0, 600))).fires(db("db1")).at(20);
      expect(play.sent).toEqual([]);
      play.routing = withMaintenance(...left);
      play.at(21);
      expect(play.sent).toEqual(["21 trigger team 1"]);
    }
  });

  it("that is made longer goes on", () => {
    const play = new Play(withMaintenance(maintenance("db1", 0, 60))).fires(db("db1")).at(30);
    play.routing = withMaintenance(maintenance("db1", 0, 80));
    play.at(79);
    expect(play.sent).toEqual([]);
    expect(play.at(80).sent).toEqual(["80 trigger team 1"]);
  });

  it("of the first member of two that ends speaks of that one", () => {
    const play = new Play(withMaintenance(maintenance("db1", 0, 30), maintenance("db2", 0, 60)));
    play.fires(db("db1"), db("db2")).at(30);
    expect(play.sent).toEqual(["30 trigger team 1"]);
    play.at(31).acknowledges().at(59).ends(db("db1"));
    expect(play.sent.slice(1)).toEqual(["31 acknowledge team 1", "59 resolve team 1"]);
    expect(play.at(60).sent.at(-1)).toBe("60 trigger team 2");
    play.at(61).ends(db("db2"));
    expect(play.open).toEqual([]);
  });

  it("tells nobody that an alert under it is not heard of any more", () => {
    const play = new Play(withMaintenance(maintenance("db1", 0, 600))).fires(db("db1")).at(300);
    expect(play.sent).toEqual([]);
    expect(play.open[0]?.incident.staleSince).toBeDefined();
  });

  it("covers whatever fires and ends within it", () => {
    const play = new Play(withMaintenance(maintenance("db1", 0, 60))).fires(db("db1")).at(20).ends(db("db1")).at(90);
    expect(play.sent).toEqual([]);
    expect(play.open).toEqual([]);
  });
});

describe("signals that are gone", () => {
  const fifteen = Array.from({ length: 15 }, (_, index) => gone(`orders-${index}`));

  it("of one service are one page", () => {
    const play = new Play();
    for (const [second, one] of fifteen.entries()) play.at(second / 60).fires(one);
    expect(play.open).toHaveLength(1);
    expect(play.sent).toEqual(["0 trigger team 1"]);
    play.at(9).ends(...fifteen);
    expect(play.open).toEqual([]);
  });

  it("of two services are two", () => {
    expect(new Play().fires(gone("a"), gone("b", { slo_service: "billing" })).sent).toHaveLength(2);
  });

  it("page nobody while the page of their service is open, also when they fire for longer", () => {
    const play = new Play()
      .fires(slo("orders-availability"))
      .at(1)
      .acknowledges()
      .at(10)
      .fires(...fifteen)
      .at(30);
    expect(play.sent).toEqual(["0 trigger team 1", "1 acknowledge team 1"]);
    play
      .ends(...fifteen)
      .at(31)
      .ends(slo("orders-availability"));
    expect(play.open).toEqual([]);
    expect(play.sent.at(-1)).toBe("31 resolve team 1");
  });

  it("page within a minute when they outlive it", () => {
    const play = new Play()
      .fires(slo("orders-availability"))
      .at(10)
      .fires(...fifteen);
    play.at(30).ends(slo("orders-availability")).at(31);
    expect(play.sent.at(-1)).toBe("31 trigger team 2");
    expect(play.open[0]?.about.page?.labels["alertname"]).toBe("SLOSignalAbsent");
  });

  it("do not stand for the page of their SLO: it is told beside them when it comes again", () => {
    const play = new Play().fires(slo("a")).fires(gone("b")).at(1).ends(slo("a")).at(2).acknowledges().at(20);
    expect(play.sent.slice(1)).toEqual(["1 resolve team 1", "2 trigger team 2", "2 acknowledge team 2"]);
    play.fires(slo("a")).at(21);
    expect(play.sent.at(-1)).toBe("20 trigger team 3");
  });

  it("do not stand for another cluster's, when they are all that is left of their service's page", () => {
    const [here, there] = [gone("b", { cluster: "x" }), gone("c", { cluster: "y" })];
    const outlived = new Play().fires(slo("a")).at(1).fires(here).at(5).ends(slo("a")).at(7);
    expect(outlived.sent.slice(2)).toEqual(["6 trigger team 2"]);
    outlived.at(10).fires(there);
    expect(outlived.sent.at(-1)).toBe("10 trigger team 1");
    const again = new Play().fires(slo("a")).at(1).fires(here).at(5).ends(slo("a")).at(7);
    again.fires(slo("a")).at(9).ends(slo("a")).at(10).fires(there);
    expect(again.sent.at(-1)).toBe("10 trigger team 1");
  });

  it("page when they outlive a page that flaps, also when that was acknowledged", () => {
    const play = new Play().fires(slo("a")).at(1).ends(slo("a")).at(3).fires(slo("a")).at(4).acknowledges();
    const before = play.sent.length;
    play.fires(gone("b")).at(6).ends(slo("a")).at(8);
    expect(play.sent.slice(before)).toEqual(["7 resolve team 2", "7 trigger team 3"]);
  });

  it("page when only a ticket of their service is open", () => {
    const play = new Play()
      .fires(slo("orders-availability", { severity: "ticket" }))
      .at(10)
      .fires(gone("orders-latency"));
    expect(play.sent).toEqual(["0 trigger mail 1", "10 trigger team 1"]);
  });
});

describe("what PagerDuty says", () => {
  /** A page that flapped: the key of the first run is one of the past. */
  const flapped = () => new Play().fires(db("a")).at(1).ends(db("a")).at(2).fires(db("a"));
  const key = (play: Play, run: number) => `${play.all[0]?.incident.id}/${run}`;

  it.each(["acknowledge", "resolve"] as const)("of before a member was told does not %s it", (deed) => {
    const play = new Play().fires(db("a")).at(5);
    const at = play.now;
    play.at(6).fires(db("b")).at(7).inPagerDuty(key(play, 1), deed, { at });
    expect(play.open[0]?.incident.state).toBe("triggered");
    expect(play.sent.slice(1)).toEqual(["6 trigger team 1", "7 resolve team 1", "7 trigger team 2"]);
    play.inPagerDuty(key(play, 2), deed).at(30);
    expect(play.sent).toHaveLength(5);
  });

  it("counts in the order in which it was done, in whatever order it is told", () => {
    const play = new Play().fires(db("a")).at(5);
    const at = play.now;
    play.at(6).inPagerDuty(key(play, 1), "unacknowledge", { at: at + 2_000 });
    play.inPagerDuty(key(play, 1), "acknowledge", { at }).inPagerDuty(key(play, 1), "resolve", { at: at + 1_000 });
    expect(play.open[0]?.incident.state).toBe("triggered");
    play.inPagerDuty(key(play, 1), "acknowledge", { at: at + 3_000 });
    expect(play.open[0]?.incident.state).toBe("acknowledged");
  });

  it("of a page that was taken there and is opened again there means that nobody has it", () => {
    const play = new Play().fires(db("a"));
    play.at(1).inPagerDuty(key(play, 1), "acknowledge").at(5).inPagerDuty(key(play, 1), "reopen");
    expect(play.open[0]?.incident.state).toBe("triggered");
    expect(play.at(16).sent.at(-1)).toBe("15 trigger platform 1");
  });

  it("of a page that is opened again takes back an end that has not been said", () => {
    const play = new Play().fires(db("a"));
    play.at(1).inPagerDuty(key(play, 1), "resolve").at(2);
    const end = play.records.messages.find(({ message }) => message.action === "resolve");
    // PagerDuty was away.
    if (end !== undefined) end.state = "waiting";
    play.inPagerDuty(key(play, 1), "reopen");
    expect([end?.state, play.open[0]?.incident.state]).toEqual(["superseded", "triggered"]);
  });

  it("of the run before closes no live page", () => {
    const play = flapped();
    play.inPagerDuty(key(play, 1), "resolve").inPagerDuty(key(play, 1), "acknowledge");
    expect(play.open[0]?.incident.state).toBe("triggered");
  });

  it("is heard once, however often it is told", () => {
    const play = new Play().fires(db("a"));
    play.inPagerDuty(key(play, 1), "acknowledge", { eventId: "e" }).at(5).inPagerDuty(key(play, 1), "unacknowledge");
    play.at(6).inPagerDuty(key(play, 1), "acknowledge", { eventId: "e" });
    expect(play.open[0]?.incident.state).toBe("triggered");
  });

  it("of an incident into which a page was merged counts for it", () => {
    const play = new Play().fires(db("a"));
    play.hears({ dedupKeys: [key(play, 1)], place: "Q1", what: { kind: "merged", into: "Q2" } });
    expect(play.open[0]?.incident.state).toBe("triggered");
    play.hears({ place: "Q2", what: { kind: "deed", deed: "acknowledge" } });
    expect(play.open[0]?.incident.state).toBe("acknowledged");
    play.hears({ place: "Q2", what: { kind: "deed", deed: "resolve" } });
    expect(play.open).toEqual([]);
  });

  it("of an acknowledgement that was merged counts where it went on", () => {
    const play = new Play().fires(db("a")).inPagerDuty("n0/1", "acknowledge").at(5);
    play.hears({ dedupKeys: [key(play, 1)], place: "Q1", what: { kind: "merged", into: "Q2" } });
    play.hears({ place: "Q2", what: { kind: "deed", deed: "unacknowledge" } });
    expect(play.open[0]?.incident.state).toBe("triggered");
  });

  it("of before its page was merged, and heard after it, changes nothing", () => {
    const play = new Play().fires(db("a")).at(5);
    const at = play.now;
    play.hears({ dedupKeys: [key(play, 1)], place: "Q1", at, what: { kind: "merged", into: "Q2" } });
    play.inPagerDuty(key(play, 1), "acknowledge", { place: "Q1", at: at - 1_000 });
    expect(play.open[0]?.incident.state).toBe("triggered");
  });

  it("without a key is understood by what it said before", () => {
    const play = new Play().fires(db("a"));
    play.hears({ dedupKeys: [key(play, 1)], what: { kind: "said", text: undefined } });
    play.hears({ what: { kind: "deed", deed: "acknowledge" } });
    expect(play.open[0]?.incident.state).toBe("acknowledged");
  });

  it("of a closed page whose alert goes on in another incident opens nothing", () => {
    const play = new Play().fires(db("a")).inPagerDuty("n0/1", "resolve").at(61).fires(db("a"));
    expect(play.sent.at(-1)).toMatch(/^61 trigger team 1/);
    play.inPagerDuty(key(play, 1), "reopen").at(62).ends(db("a"));
    expect(play.open).toEqual([]);
  });

  it("and what changes nothing stands in the timeline", () => {
    const play = new Play().fires(db("a"));
    play.hears({ dedupKeys: [key(play, 1)], what: { kind: "said", text: "escalated to Jun" } });
    expect(play.records.entries.map(({ text }) => text)).toContain("Mei (PagerDuty): escalated to Jun");
  });
});

describe("time", () => {
  const stale = (source: "alertmanager" | "grafana" | "cloud-monitoring", hours: number) => {
    const play = new Play().says(source, report(db("a", { severity: "ticket" }))).acknowledges();
    return play.at(hours * 60).open[0]?.incident.staleSince !== undefined;
  };

  it("a source is asked whether an alert still fires when it has left out three of its repeats", () => {
    expect([stale("alertmanager", 1), stale("alertmanager", 2)]).toEqual([false, true]);
    expect([stale("grafana", 12), stale("grafana", 13)]).toEqual([false, true]);
    expect([stale("cloud-monitoring", 150), stale("cloud-monitoring", 200)]).toEqual([false, true]);
  });

  it("what Google Cloud opens again and again flaps too", () => {
    const play = new Play();
    for (const minute of [0, 2, 4, 6]) {
      const once = report(db("a"), { fingerprint: `0.${minute}`, startsAt: START + minute * MINUTE });
      play.at(minute).says("cloud-monitoring", once);
      play.at(minute + 1).says("cloud-monitoring", { ...once, status: "resolved", endsAt: play.now });
    }
    expect(play.sent).toEqual(["0 trigger team 1", "1 resolve team 1", "2 trigger team 2"]);
  });

  it("the next step of a flapping incident comes when it fires", () => {
    const play = new Play();
    for (const minute of [0, 4, 8, 15, 20])
      play
        .at(minute)
        .fires(db("a"))
        .at(minute + 2)
        .ends(db("a"));
    expect(play.all).toHaveLength(1);
    expect(play.sent.filter((one) => one.includes("trigger"))).toEqual([
      "0 trigger team 1",
      "4 trigger team 2",
      "15 trigger platform 2",
    ]);
    play.at(36);
    expect(play.open).toHaveLength(1);
    expect(play.at(37).open).toEqual([]);
  });

  it("a page that begins while a ticket flaps is escalated in its time", () => {
    const [page, ticket] = [db("a"), db("b", { severity: "ticket" })];
    const play = new Play().fires(ticket).at(1).ends(ticket).at(2).fires(ticket).at(3).ends(ticket).at(4).fires(page);
    play.at(15);
    expect(play.sent.slice(-2)).toEqual(["4 trigger team 3", "14 trigger platform 3"]);
  });
});

describe("a channel that takes nothing", () => {
  it("is stood in for by mail of the run that is on, and not of the one before", () => {
    const records = new KeptInMaps();
    const routing = { ...TEST_ROUTING };
    let now = START;
    const take = (event: RouterEvent) =>
      records.take(event, {
        now,
        routing,
        environment: { TEAM_KEY: "key-of-the-team" },
        links: { consoleUrl: "https://console.example", firstSteps: () => undefined },
        newId: () => `n${records.incidents.size}`,
      });
    const says = (status: "firing" | "resolved", startsAt: number) =>
      take({
        type: "notification",
        notification: {
          source: "alertmanager",
          reports: [report(db("a"), { status, startsAt, endsAt: status === "resolved" ? now : undefined })],
          truncated: 0,
        },
      });
    says("firing", now);
    for (const kept of records.sendable()) kept.attempts++;
    now += 10_000;
    says("resolved", START);
    now += 10_000;
    says("firing", now);
    now += 60_000;
    take({ type: "tick", listensSince: 0, isPolicyNew: false });
    const mails = records.messages.filter(({ message }) => message.destination.kind === "email");
    expect(mails.map(({ message }) => `${message.action} ${message.dedupKey}`)).toEqual(["trigger n0/2"]);
  });
});

describe("who watches for us", () => {
  const watch = { alertname: "Watchdog", timeout: 5 * MINUTE, escalation: "oncall" };
  const beat = (cluster: string, replica = "a") => ({ alertname: "Watchdog", severity: "none", cluster, replica });
  const watching = () => new Play({ ...TEST_ROUTING, deadMansSwitch: watch });
  const titles = (play: Play) => play.open.map(({ about }) => about.page?.annotations["summary"]);

  it("is missed for itself: another cluster's sign of life is none of it", () => {
    const play = watching().fires(beat("a"), beat("b"));
    for (const minute of [1, 2, 3, 4, 5, 6]) play.at(minute).fires(beat("a"));
    expect(titles(play)).toEqual(["Watchdog of cluster=b is silent: no alert would reach us"]);
    play.at(7).fires(beat("b")).tick();
    expect(play.open).toEqual([]);
  });

  it("is one, however many replicas it has", () => {
    const play = watching().fires(beat("a", "one"), beat("a", "two"));
    for (const minute of [2, 4, 6, 8]) play.at(minute).fires(beat("a", "two"));
    expect(play.open).toEqual([]);
  });

  it("and was taken down on purpose is not missed again until it is heard", () => {
    const play = watching().fires(beat("a"), beat("b"));
    for (const minute of [2, 4, 6]) play.at(minute).fires(beat("a"));
    const id = play.open[0]?.incident.id ?? "";
    play.take({ type: "deed", incidentId: id, deed: "resolve", by: "Mei" });
    for (const minute of [8, 12, 16, 20]) play.at(minute).fires(beat("a"));
    expect(play.open).toEqual([]);
    play.fires(beat("b"));
    for (const minute of [24, 28]) play.at(minute).fires(beat("a"));
    expect(titles(play)).toHaveLength(1);
  });
});
