import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMoment } from "./moment.ts";

describe("readMoment", () => {
  it.each([
    ["2026-12-01T02:00", "Asia/Taipei", "2026-11-30T18:00:00Z"],
    ["2026-12-01T02:00:30", "Asia/Taipei", "2026-11-30T18:00:30Z"],
    ["2026-12-01T02:00Z", "Asia/Taipei", "2026-12-01T02:00:00Z"],
    ["2026-12-01T02:00-05:30", "Asia/Taipei", "2026-12-01T07:30:00Z"],
    ["2026-07-01T00:00", "America/New_York", "2026-07-01T04:00:00Z"],
    ["2026-01-01T00:00", "America/New_York", "2026-01-01T05:00:00Z"],
    ["2026-03-08T01:59", "America/New_York", "2026-03-08T06:59:00Z"],
    ["2026-03-08T03:00", "America/New_York", "2026-03-08T07:00:00Z"],
    ["2028-02-29T12:00", "Asia/Kathmandu", "2028-02-29T06:15:00Z"],
  ])("%s in %s is %s", (text, timeZone, utc) => {
    expect(readMoment(text, timeZone)).toEqual({ at: Date.parse(utc) });
  });

  it.each([
    "2026-02-29T00:00",
    "2026-13-01T00:00",
    "2026-00-01T00:00",
    "2026-12-01T24:00",
    "2026-12-01T00:60",
    "2026-12-01T00:00:60",
    "2026-12-01T00:00+15:00",
    "2026-12-01T00:00+01:60",
    "2026-12-01",
    "",
  ])("%s is no time", (text) => {
    expect(readMoment(text, "UTC")).toEqual({ problem: "no time" });
  });

  it.each([
    ["2026-03-08T02:00", "America/New_York"],
    ["2026-03-08T02:59", "America/New_York"],
    ["2026-10-04T02:15", "Australia/Lord_Howe"],
    // Samoa went over the date line: this day was none there.
    ["2011-12-30T12:00", "Pacific/Apia"],
  ])("%s never comes in %s", (text, timeZone) => {
    expect(readMoment(text, timeZone)).toEqual({ problem: "skipped" });
  });

  it.each([
    ["2026-11-01T01:30", "America/New_York", ["2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00"]],
    ["2026-04-05T01:45", "Australia/Lord_Howe", ["2026-04-05T01:45+11:00", "2026-04-05T01:45+10:30"]],
  ])("%s comes twice in %s, and both can be said", (text, timeZone, meant) => {
    expect(readMoment(text, timeZone)).toEqual({ problem: "shown twice", meant });
    const [first, again] = meant.map((one) => readMoment(one, timeZone));
    expect(first).toHaveProperty("at");
    expect(again).toHaveProperty("at");
    expect(first).not.toEqual(again);
  });

  it("is the moment at which clocks of the zone show the text", () => {
    const zones = fc.constantFrom(
      "Asia/Taipei",
      "America/New_York",
      "Europe/London",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
    );
    const days = { min: new Date("2020-01-01T00:00:00Z"), max: new Date("2035-01-01T00:00:00Z"), noInvalidDate: true };
    fc.assert(
      fc.property(zones, fc.date(days), (timeZone, date) => {
        const shown = date.toLocaleString("sv-SE", { timeZone }).replace(" ", "T");
        const moment = readMoment(shown, timeZone);
        const second = Math.floor(date.getTime() / 1000) * 1000;
        if ("at" in moment) expect(moment.at).toBe(second);
        // What a clock shows does come; it may come twice.
        else expect(moment.problem).toBe("shown twice");
      }),
    );
  });
});
