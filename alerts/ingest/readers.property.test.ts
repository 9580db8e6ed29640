import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyAlert, anyBody } from "../../test/alerts/any-body.ts";
import { readAlertmanager } from "./alertmanager.ts";
import { readCloudMonitoring } from "./cloud-monitoring.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { readGrafana } from "./grafana.ts";
import { MalformedNotification } from "./notification.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const READERS = { alertmanager: readAlertmanager, grafana: readGrafana, "cloud-monitoring": readCloudMonitoring };

describe.each(Object.entries(READERS))("whatever is posted as %s", (_source, read) => {
  it("is understood as what every database keeps, or refused with a reason", () => {
    fc.assert(
      fc.property(anyBody, (posted) => {
        let understood: ReturnType<typeof read>;
        try {
          understood = read(JSON.parse(JSON.stringify(posted)), NOW);
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedNotification);
          return;
        }
        for (const { fingerprint, labels, annotations, startsAt } of understood.notification.reports) {
          expect(fingerprint).toMatch(/^\P{Cc}{1,255}$/u);
          expect(Number.isSafeInteger(startsAt) && startsAt > 0 && startsAt <= NOW + 86_400_000).toBe(true);
          for (const text of [...Object.entries(labels).flat(), ...Object.entries(annotations).flat()]) {
            expect(typeof text).toBe("string");
            expect(text.length).toBeLessThanOrEqual(32_768);
            expect(text.isWellFormed() && !text.includes("\u0000")).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("a firing alert", () => {
  it("beside any rubbish is taken as it stands alone", () => {
    const good = {
      status: "firing",
      labels: { alertname: "Good" },
      startsAt: "2026-11-21T11:00:00Z",
      fingerprint: "good",
    };
    const [alone] = readAlertmanager({ version: "4", alerts: [good] }, NOW).notification.reports;
    fc.assert(
      fc.property(fc.array(anyAlert), fc.array(anyAlert), (before, after) => {
        const posted = JSON.parse(JSON.stringify({ version: "4", alerts: [...before, good, ...after] }));
        expect(readAlertmanager(posted, NOW).notification.reports).toContainEqual(alone);
      }),
    );
  });
});

describe("a fingerprint made of labels", () => {
  it("is the one that Grafana's test button sends", () => {
    expect(fingerprintOf({ instance: "Grafana", alertname: "TestAlert" })).toBe("57c6d9296de2ad39");
  });

  it("is Alertmanager's: FNV-1a of 64 bits, counted with big numbers", () => {
    const counted = (labels: Readonly<Record<string, string>>) =>
      Object.keys(labels)
        .sort()
        .flatMap((name) => [...Buffer.from(name), 0xff, ...Buffer.from(labels[name] ?? ""), 0xff])
        .reduce((sum, byte) => ((sum ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn, 0xcbf29ce484222325n)
        .toString(16)
        .padStart(16, "0");
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: "grapheme" })), (labels) => {
        expect(fingerprintOf(labels)).toBe(counted(labels));
      }),
    );
  });
});
