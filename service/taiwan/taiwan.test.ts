import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isInDeliveryArea } from "./delivery-area.ts";
import { INVOICE_NUMBER, invoiceNumber, invoicePeriod } from "./invoice-number.ts";
import { taxWithin } from "./money.ts";
import { mobileNumber } from "./phone.ts";
import { officialPlace } from "./place-names.ts";
import { isWithinOpeningHours, nextTimeOfDay, openSecondsBetween, startOfDay, taipeiDay } from "./taipei-time.ts";
import { isTaxId } from "./tax-id.ts";

/** What people write for a sign of these places. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  ...{ 臺: ["台"], 區: ["区"], 市: ["巿"], 萬: ["万"], 華: ["华"], 內: ["内"], 義: ["义"], 橋: ["桥"], 蘆: ["芦"] },
};

const at = (time: string) => Date.parse(`${time}+08:00`);

describe("tax ids", () => {
  // 22099131 is TSMC's, 04541302 Hon Hai's, 84149961 Uni-President's chain stores'.
  it.each(["22099131", "04541302", "04595257", "10458575"])("%s is one", (text) => {
    expect(isTaxId(text)).toBe(true);
  });

  it.each(["00000000", "55555555", "22099132", "12345678", "2209913", "220991311", "2209913a", ""])(
    "%j is none",
    (text) => {
      expect(isTaxId(text)).toBe(false);
    },
  );

  it("lets a seven in the seventh place count as one or as zero", () => {
    const withSeven = Array.from({ length: 10 }, (_, last) => `1045857${last}`).filter(isTaxId);
    const withSix = Array.from({ length: 10 }, (_, last) => `1045856${last}`).filter(isTaxId);
    expect([withSeven.length, withSix.length]).toEqual([4, 2]);
  });
});

describe("time in Taipei", () => {
  it.each([
    ["2026-11-20T15:59:59.999Z", "2026-11-20"],
    ["2026-11-20T16:00:00Z", "2026-11-21"],
  ])("%s is on %s", (time, day) => {
    expect(taipeiDay(Date.parse(time))).toBe(day);
    expect(startOfDay(day)).toBeLessThanOrEqual(Date.parse(time));
  });

  it("the next ten in the evening is today before it, and tomorrow from it on", () => {
    expect(nextTimeOfDay(at("2026-11-20T21:59:59"), 22)).toBe(at("2026-11-20T22:00:00"));
    expect(nextTimeOfDay(at("2026-11-20T22:00:00"), 22)).toBe(at("2026-11-21T22:00:00"));
  });

  it.each([
    ["2026-11-20T08:00:00", "2026-11-20T10:00:00", true],
    ["2026-11-20T18:00:00", "2026-11-20T20:00:00", true],
    ["2026-11-20T07:59:00", "2026-11-20T09:59:00", false],
    ["2026-11-20T19:00:00", "2026-11-20T21:00:00", false],
    ["2026-11-20T10:00:00", "2026-11-20T10:00:00", false],
  ])("we are open from %s to %s: %s", (from, to, open) => {
    expect(isWithinOpeningHours(at(from), at(to))).toBe(open);
  });

  it("waiting counts while we are open", () => {
    expect(openSecondsBetween(at("2026-11-20T19:00:00"), at("2026-11-21T09:00:00"))).toBe(2 * 3_600);
    expect(openSecondsBetween(at("2026-11-20T21:00:00"), at("2026-11-21T07:00:00"))).toBe(0);
    fc.assert(
      fc.property(
        fc.integer({ min: 1.7e12, max: 1.8e12 }),
        fc.array(fc.nat(86_400_000), { maxLength: 4 }),
        (start, steps) => {
          const times = [
            start,
            ...steps.map((_, index) => start + steps.slice(0, index + 1).reduce((a, b) => a + b, 0)),
          ];
          const parts = times.slice(1).map((time, index) => openSecondsBetween(times[index] ?? start, time));
          const whole = openSecondsBetween(start, times.at(-1) ?? start);
          expect(parts.reduce((a, b) => a + b, 0)).toBeCloseTo(whole, 6);
        },
      ),
    );
  });
});

describe("invoices", () => {
  it.each([
    ["2026-11-20T12:00:00", "11512"],
    ["2026-12-31T23:59:59", "11512"],
    ["2027-01-01T00:00:00", "11602"],
  ])("of %s are in period %s", (time, period) => {
    expect(invoicePeriod(at(time))).toBe(period);
  });

  it("have numbers of two letters and eight digits", () => {
    expect(invoiceNumber("LG", 42)).toBe("LG00000042");
    expect(invoiceNumber("LG", 99_999_999)).toMatch(INVOICE_NUMBER);
    expect(() => invoiceNumber("LG", 100_000_000)).toThrow("no invoice number");
  });

  it("hold the tax that is nearest to five percent on top", () => {
    expect([taxWithin(105), taxWithin(1_560), taxWithin(0)]).toEqual([5, 74, 0]);
    fc.assert(
      fc.property(fc.nat(1e7), (amount) => {
        const tax = taxWithin(amount);
        expect(Math.abs(tax - (amount - tax) * 0.05)).toBeLessThanOrEqual(0.53);
      }),
    );
  });
});

describe("phones and addresses", () => {
  it.each([
    ...[
      "0912345678",
      "0912-345-678",
      "0912.345.678",
      "0912/345/678",
      "(0912) 345 678",
      "09 12 34 56 78",
      "0912–345–678",
    ],
    ...["0912－345－678", "０９１２３４５６７８", "0912\u00a0345\u200b678", "0912−345−678", "tel:+886-912-345-678"],
    ...["+886 912 345 678", "886912345678", "+886-0912-345-678", "+8860912345678", "+886 (0)912-345-678"],
    ...["(+886) 912 345 678", "00886 912 345 678", "002-886-912-345-678", "＋８８６ ９１２ ３４５ ６７８"],
  ])("%s", (text) => {
    expect(mobileNumber(text)).toBe("+886912345678");
  });

  it("however its digits are parted, and wherever it is called from, a number is the same one", () => {
    const gap = fc.constantFrom("", "-", " ", ".", "–", "　", "－");
    const start = fc.constantFrom("0", "+886", "886", "+8860", "00886", "(+886)", "+886 (0)");
    fc.assert(
      fc.property(
        start,
        fc.stringMatching(/^\d{8}$/),
        fc.array(gap, { minLength: 9, maxLength: 9 }),
        (from, rest, gaps) => {
          const text = [...`9${rest}`].map((digit, place) => (gaps[place] ?? "") + digit).join("");
          expect(mobileNumber(from + text)).toBe(`+8869${rest}`);
        },
      ),
    );
  });

  it.each([
    "02-2345-6789",
    "0912-345-67",
    "09123456789",
    "+1 912 345 678",
    "+86 912 345 678",
    "912345678",
    "phone",
    "",
  ])("%s is no mobile number", (text) => {
    expect(mobileNumber(text)).toBeUndefined();
  });

  it.each([
    ["台北市　大安區 和平東路１段２號", "臺北市大安區和平東路1段2號"],
    ["台北巿", "臺北市"],
    ["台中市 台南市 台东县 台西乡 台湾", "臺中市臺南市臺東縣臺西鄉臺灣"],
    ["新北市板桥区", "新北市板橋區"],
    ["万华区信义区内湖区内湖區芦洲区新庄区树林区", "萬華區信義區內湖區內湖區蘆洲區新莊區樹林區"],
    ["龙江路双号３楼", "龍江路雙號3樓"],
    ["茶几台", "茶几台"],
    ["后里區台大松山里", "后里區台大松山里"],
  ])("a place has one form: %s", (written, official) => {
    expect(officialPlace(written)).toBe(official);
    expect(officialPlace(official)).toBe(official);
  });

  it("we deliver to a district however it is written", () => {
    const written = (name: string) => Array.from(name, (sign) => fc.constantFrom(sign, ...(WRITTEN[sign] ?? [])));
    const place = fc.constantFrom(
      ["臺北市", "萬華區"],
      ["臺北市", "內湖區"],
      ["臺北市", "信義區"],
      ["新北市", "板橋區"],
      ["新北市", "蘆洲區"],
    );
    const spelt = place.chain(([city = "", district = ""]) =>
      fc.tuple(fc.tuple(...written(city)), fc.tuple(...written(district)), fc.constantFrom("", " ", "\u3000")),
    );
    fc.assert(
      fc.property(spelt, ([city, district, gap]) => {
        expect(isInDeliveryArea(city.join(gap), gap + district.join(""))).toBe(true);
      }),
    );
  });

  it("we deliver where we deliver", () => {
    expect([
      isInDeliveryArea("臺北市", "大安區"),
      isInDeliveryArea("臺北市", "板橋區"),
      isInDeliveryArea("高雄市", "三民區"),
    ]).toEqual([true, false, false]);
  });
});
