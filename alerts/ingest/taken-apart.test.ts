import { describe, expect, it } from "vitest";
import { readAlertmanager } from "./alertmanager.ts";
import { readCloudMonitoring } from "./cloud-monitoring.ts";
import { readGrafana } from "./grafana.ts";
import { MalformedNotification } from "./notification.ts";
import { severityOf, unknownSeverity } from "./severity.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const good = {
  status: "firing",
  labels: { alertname: "Good", severity: "page" },
  annotations: { summary: "good" },
  startsAt: "2026-11-21T11:00:00.123456789Z",
  endsAt: "0001-01-01T00:00:00Z",
  fingerprint: "aaaa",
};
const read = (...alerts: unknown[]) => readAlertmanager({ version: "4", alerts }, NOW);

describe("a body is taken apart, not refused", () => {
  it("as it should be, it says nothing", () => {
    expect(read(good)).toEqual({
      notification: {
        source: "alertmanager",
        truncated: 0,
        reports: [
          {
            fingerprint: "aaaa",
            status: "firing",
            labels: good.labels,
            annotations: good.annotations,
            startsAt: Date.parse("2026-11-21T11:00:00.123Z"),
          },
        ],
      },
      oddities: undefined,
      isTest: false,
    });
  });

  it.each([
    ["null", null, /alerts\/1 is not an object/],
    ["a text", "firing", /alerts\/1 is not an object/],
    ["nothing that tells it apart", { status: "firing" }, /alerts\/1 has neither labels nor a fingerprint/],
  ])("an alert that is %s costs the others nothing", (_name, bad, said) => {
    const { notification, oddities } = read(good, bad);
    expect(notification.reports.map(({ fingerprint }) => fingerprint)).toEqual(["aaaa"]);
    expect(oddities).toMatch(said);
  });

  it.each([
    [
      "without a fingerprint gets Alertmanager's",
      { fingerprint: undefined },
      { fingerprint: "d38d58d94434ef5f" },
      /made of the labels/,
    ],
    ["without annotations has none", { annotations: null }, { annotations: {} }, undefined],
    [
      "with labels that are no texts has them as texts",
      { labels: { alertname: "Good", severity: "page", port: 9090, up: true, gone: null, nested: { a: [1] } } },
      { labels: { alertname: "Good", severity: "page", port: "9090", up: "true", nested: '{"a":[1]}' } },
      /labels\/port is no text/,
    ],
    [
      "without labels keeps its fingerprint",
      { labels: null },
      { labels: {}, fingerprint: "aaaa" },
      /labels are missing/,
    ],
    [
      "with a fingerprint that is a number has it as text",
      { fingerprint: 7 },
      { fingerprint: "7" },
      /fingerprint is no text/,
    ],
    ["with a status that nobody knows fires", { status: "suppressed" }, { status: "firing" }, /taken for firing/],
    [
      "with no status and an end that has passed has ended",
      { status: undefined, endsAt: "2026-11-21T11:30:00Z" },
      { status: "resolved" },
      /taken for resolved/,
    ],
    ["with a start that is no time began now", { startsAt: "yesterday" }, { startsAt: NOW }, /startsAt is no time/],
    ["with Go's zero for a start began now", { startsAt: "0001-01-01T00:00:00Z" }, { startsAt: NOW }, undefined],
    [
      "with a start in a minute begins then",
      { startsAt: "2026-11-21T12:01:00Z" },
      { startsAt: NOW + 60_000 },
      undefined,
    ],
    ["with a start in a year began now", { startsAt: "2027-11-21T12:01:00Z" }, { startsAt: NOW }, /lies in the future/],
    [
      "with a start beyond the calendar began now",
      { startsAt: "+999999-01-01T00:00:00Z" },
      { startsAt: NOW },
      /no time/,
    ],
    [
      "with NUL and half a character is kept as every database can",
      { labels: { "a\u0000": "\ud800", severity: "page" } },
      { labels: { "a\uFFFD": "\uFFFD", severity: "page" } },
      undefined,
    ],
    [
      "of a severity that nobody knows says so",
      { labels: { alertname: "Good", severity: "purple" } },
      {},
      /"purple", which nobody knows; it pages/,
    ],
  ])("an alert %s", (_name, changes, expected, said) => {
    const { notification, oddities } = read({ ...good, ...changes });
    expect(notification.reports).toHaveLength(1);
    expect(notification.reports[0]).toMatchObject(expected);
    if (said === undefined) expect(oddities).toBeUndefined();
    else expect(oddities).toMatch(said);
  });

  it("a text of 600 KB is cut, and that is said", () => {
    const { notification, oddities } = read({
      ...good,
      annotations: { runbook_url: `https://x/${"a".repeat(600_000)}` },
    });
    expect(notification.reports[0]?.annotations["runbook_url"]?.length).toBe(32_768);
    expect(oddities).toMatch(/runbook_url has 600010 characters and was cut/);
  });

  it("keys that no database takes become digests, each its own", () => {
    const keys = ["a\u0000", "a\uFFFD", "a\u0001", "\ud800", "k".repeat(256), "k".repeat(257)].map(
      (fingerprint) => read({ ...good, fingerprint }).notification.reports[0]?.fingerprint ?? "",
    );
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(key).toMatch(/^(sha256:[0-9a-f]{64}|a\uFFFD)$/);
  });

  it("of a hundred odd ones the first are named and the rest are counted", () => {
    const { oddities } = read(good, ...Array.from({ length: 100 }, () => 1));
    expect(oddities).toMatch(/alerts\/1 .*alerts\/20 .*and 80 more$/);
  });

  it.each([[null], [[]], ["text"], [{}], [{ alerts: {} }], [{ alerts: [1] }]])(
    "%o holds nothing that can be taken",
    (body) => {
      for (const reader of [readAlertmanager, readGrafana, readCloudMonitoring])
        expect(() => reader(body, NOW)).toThrow(MalformedNotification);
    },
  );

  it("of another version is read all the same, and says so", () => {
    expect(readAlertmanager({ version: "5", alerts: [good] }, NOW)).toMatchObject({
      notification: { reports: [{ fingerprint: "aaaa" }] },
      oddities: expect.stringContaining('/version is "5", not "4"'),
    });
  });
});

describe("Cloud Monitoring", () => {
  const incident = { incident_id: "0.m1", state: "open", started_at: NOW / 1_000 - 60, policy_name: "P" };
  const take = (changes: object, version = "1.2") =>
    readCloudMonitoring({ version, incident: { ...incident, ...changes } }, NOW);

  it.each([
    ["1e300", 1e300, NOW],
    ["-1e15", -1e15, NOW],
    ["9e12", 9e12, NOW],
    ["nanoseconds", NOW * 1e6, NOW],
    ["a text", "soon", NOW],
    ["nothing", null, NOW],
    ["a fraction", NOW / 1_000 - 0.0005, NOW - 1],
  ])("that began at %s began at a moment that has been", (_name, startedAt, expected) => {
    expect(take({ started_at: startedAt }).notification.reports[0]?.startsAt).toBe(expected);
  });

  it("without an id has the same one when it opens and when it closes, and another policy has another", () => {
    const idOf = (changes: object) => take({ incident_id: undefined, ...changes }).notification.reports[0]?.fingerprint;
    expect(idOf({ state: "open" })).toBe(idOf({ state: "closed", ended_at: NOW / 1_000 }));
    expect(idOf({})).not.toBe(idOf({ policy_name: "Q" }));
  });

  it.each([
    ["OPEN", undefined, "firing"],
    ["closed", undefined, "resolved"],
    ["acknowledged", null, "firing"],
    [undefined, NOW / 1_000 - 1, "resolved"],
    [7, 0, "firing"],
  ])("in the state %o that ended at %o is %s", (state, ended, status) => {
    expect(take({ state, ended_at: ended }).notification.reports[0]?.status).toBe(status);
  });
});

describe("a test button is recognised and has nothing to tell", () => {
  const grafana = (labels: object, annotations: object = { summary: "Notification test" }) =>
    readGrafana({ version: "1", alerts: [{ ...good, labels, annotations, fingerprint: "57c6d9296de2ad39" }] }, NOW);

  it("of Grafana, whatever its user wrote beside it", () => {
    const { isTest, notification } = grafana({ alertname: "TestAlert", instance: "Grafana" }, { summary: "hello" });
    expect([isTest, notification.reports]).toEqual([true, []]);
  });

  it("of Google Cloud", () => {
    const incident = { incident_id: "0.x", state: "OPEN", documentation: "a text", ended_at: 0 };
    const { isTest, notification } = readCloudMonitoring({ version: "test", incident }, NOW);
    expect([isTest, notification.reports]).toEqual([true, []]);
  });

  it("and a rule of that name with another label is none", () => {
    expect(grafana({ alertname: "TestAlert", instance: "Grafana", severity: "page" }).isTest).toBe(false);
    expect(grafana({ alertname: "TestAlert", instance: "db1" }).isTest).toBe(false);
  });
});

describe("severities", () => {
  it.each([
    ["page", ["page", "critical", "Critical", "ERROR", "P1", "p2", "sev1", "disaster", " high "]],
    ["ticket", ["ticket", "warning", "info", "P3", "P5", "debug", "ok", "none", "No Severity", "normal"]],
  ] as const)("that are a %s", (severity, words) => {
    expect(words.map((word) => [word, severityOf({ severity: word }), unknownSeverity({ severity: word })])).toEqual(
      words.map((word) => [word, severity, undefined]),
    );
  });

  it("that nobody knows, or that are not said, are pages; only the first is worth a word", () => {
    expect([severityOf({ severity: "purple" }), unknownSeverity({ severity: "purple" })]).toEqual(["page", "purple"]);
    expect([severityOf({}), unknownSeverity({})]).toEqual(["page", undefined]);
  });
});
