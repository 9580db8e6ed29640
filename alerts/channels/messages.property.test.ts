import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { problemsOf } from "../sandbox/pagerduty-events.ts";
import type { Message, Subject } from "./channel.ts";
import { emailText } from "./email-text.ts";
import { pagerDutyEvent } from "./pagerduty-event.ts";

const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary", maxLength: 3_000 }),
  fc.constantFrom(
    "<script>alert(1)</script>",
    "\u202eevil",
    "\ud800",
    "\r\nBcc: everybody@example.com",
    "瓦".repeat(2_000),
    "\u0001".repeat(700_000),
  ),
);
const labels = fc.dictionary(anyText, anyText, { maxKeys: 20 });
const subject: fc.Arbitrary<Subject> = fc.record({
  incidentId: fc.uuid(),
  summary: anyText,
  description: anyText,
  severity: fc.constantFrom("page", "ticket"),
  state: fc.constantFrom("triggered", "acknowledged", "resolved"),
  labels,
  firing: fc.nat(),
  startedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  acknowledgedBy: fc.option(anyText, { nil: undefined }),
  resolvedAt: fc.option(fc.integer({ min: 0, max: 4_000_000_000_000 }), { nil: undefined }),
  consoleUrl: fc.constantFrom("https://console.example/incidents/1", undefined),
  runbookUrl: fc.constantFrom(undefined, "https://console.example/runbooks/orders", `https://x/${"a".repeat(600_000)}`),
  dashboardUrl: fc.constantFrom(undefined, "https://grafana.example/d/1", `https://x/${"瓦".repeat(600_000)}`),
  runbookSteps: fc.constantFrom(undefined, "1. `curl` <script>alert(1)</script> [a](javascript:alert(1))"),
});
const message: fc.Arbitrary<Message> = fc.record({
  id: fc.uuid(),
  createdAt: fc.nat(),
  action: fc.constantFrom("trigger", "acknowledge", "resolve", "notice"),
  dedupKey: fc.string({ minLength: 1, maxLength: 400 }),
  destination: fc.constant({ kind: "email" as const, channel: "mail", to: ["oncall@luckygas.example"] }),
  subject,
  reason: anyText,
});

describe("whatever an alert says", () => {
  it("PagerDuty takes its event", () => {
    fc.assert(
      fc.property(message, (one) => {
        const event = pagerDutyEvent(one, "0".repeat(32));
        if (event === undefined) return one.action === "notice";
        const bytes = Buffer.byteLength(JSON.stringify(event));
        expect(problemsOf(JSON.parse(JSON.stringify(event)), bytes)).toEqual([]);
        return true;
      }),
    );
  });

  it("and an address that is too long is missed in its event", () => {
    const runbookUrl = `https://x/${"a".repeat(600_000)}`;
    fc.assert(
      fc.property(message, (one) => {
        const event = pagerDutyEvent(
          { ...one, action: "trigger", subject: { ...one.subject, runbookUrl } },
          "0".repeat(32),
        );
        expect(event?.links?.map(({ text }) => text)).not.toContain("Runbook");
        expect(event?.payload?.custom_details["left_out"]).toMatch(/^Runbook \(an address of 600010 characters;/);
      }),
      { numRuns: 20 },
    );
  });

  it("its mail has one line of a subject, and HTML in which nothing runs", () => {
    fc.assert(
      fc.property(message, (one) => {
        const { subject: line, html, text } = emailText(one, "Asia/Taipei");
        expect(line).not.toMatch(/[\r\n]/);
        expect(line.length).toBeLessThan(250);
        expect(html).not.toMatch(/<script|<img|href="javascript:/i);
        expect(text).not.toMatch(/\u202e/);
      }),
    );
  });
});
