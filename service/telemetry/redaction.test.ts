import { describe, expect, it } from "vitest";
import { REDACTED, redact, redactText } from "./redaction.ts";

const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl-_x";

describe("a text", () => {
  it.each([
    // Mobile numbers
    ["0912345678", REDACTED],
    ["電話0912-345-678。", `電話${REDACTED}。`],
    ["0912 345 678 and 0987.654.321", `${REDACTED} and ${REDACTED}`],
    ["09-1234-5678", REDACTED],
    ["(0912) 345-678", `(${REDACTED}`],
    ["0912–345–678", REDACTED],
    ["call +886 912 345 678 now", `call ${REDACTED} now`],
    ["+886-(0)912-345-678", REDACTED],
    ["+8860912345678", REDACTED],
    ["886912345678", REDACTED],
    ["00886912345678", REDACTED],
    ["to=%2B886912345678&x=1", `to=${REDACTED}&x=1`],
    ["phone_0912345678", `phone_${REDACTED}`],
    // Landlines
    ["02-2345-6789 and (04)2345-6789", `${REDACTED} and (${REDACTED}`],
    ["037-123456, 049 2345678", `${REDACTED}, ${REDACTED}`],
    ["0836-12345", REDACTED],
    ["+886 2 2345 6789", REDACTED],
    ["+886-7-123-4567", REDACTED],
    ["+886 - 7 123 456", REDACTED],
    // Identity cards, tax ids
    ["A123456789", REDACTED],
    ["no. f229876543.", `no. ${REDACTED}.`],
    ["統編：04595257", `統編：${REDACTED}`],
    ["統一編號 04595257", `統一編號 ${REDACTED}`],
    ["tax_id=04595257, Tax ID: 12345675", `tax_id=${REDACTED}, Tax ID: ${REDACTED}`],
    // What opens doors
    [JWT, REDACTED],
    [`a ${JWT}, gone`, `a ${REDACTED}, gone`],
    ["Authorization: Basic dXNlcjpwYXNz", `Authorization: ${REDACTED}`],
    ["Bearer s3cr3t-opaque/+=", REDACTED],
    ["wss://api/tracking?token=abc.def&x=1", `wss://api/tracking?token=${REDACTED}&x=1`],
    ["GET /v1?key=AIzaSyA-1&q=2", `GET /v1?key=${REDACTED}&q=2`],
    ["postgres://gas:pa55word@db/gas", `postgres://${REDACTED}@db/gas`],
    ["refresh_token=abc;path=/", `refresh_token=${REDACTED};path=/`],
    ['{"password":"it\'s \\"mine\\"","x":1}', `{"password":"${REDACTED}","x":1}`],
    ['{\\"apiKey\\": \\"abc def\\"}', `{\\"apiKey\\": \\"${REDACTED}`],
    ["access_token: 'abc def', x", `access_token: '${REDACTED}', x`],
    ["＋８８６９１２３４５６７８、０９１２－３４５－６７８", `${REDACTED}、${REDACTED}`],
    ["phone=0912%20345%20678", `phone=${REDACTED}`],
    // Names and addresses
    ["no user 王小明 at line 5", `no user ${REDACTED} at line 5`],
    ["to 臺北市大安區和平東路1段2號3樓.", `to ${REDACTED}.`],
    ["/people/%E7%8E%8B%E5%B0%8F%E6%98%8E/x", `/people/${REDACTED}/x`],
    ['{"city":"\\u81fa\\u5317"}', `{"city":"${REDACTED}"}`],
    ["for Nguyễn Thị Hoa", `for ${REDACTED}`],
    ["Customer Lin Mei-Hua is late", `Customer ${REDACTED} is late`],
    ["buyer WANG, XIAO-MING", `buyer ${REDACTED}`],
    ["by Mei-Hua Lin", `by ${REDACTED}`],
    ["at 5F., No. 7, Sec. 5, Xinyi Rd., Xinyi Dist., Taipei City 110", `at ${REDACTED}`],
    ["Xinyi Rd., Sec. 5, No. 7", REDACTED],
    // What a database or a parser could not read
    ["Key (phone)=(Mei) already exists.", `Key (phone)=${REDACTED} already exists.`],
    ["Failing row contains (c-1, Mei).", `Failing row contains ${REDACTED}.`],
    ['invalid input syntax for type bigint: "Mei"', `invalid input syntax for type bigint: ${REDACTED}`],
    [`Unexpected token 'M', "Mei" is not valid JSON`, `Unexpected token 'M', ${REDACTED} is not valid JSON`],
    // Mail
    ["lin.mei+gas@example.com.tw wrote", `${REDACTED} wrote`],
    ["?to=lin%40example.tw", `?to=${REDACTED}`],
  ])("loses what is personal or secret: %s", (text, rest) => {
    expect(redactText(text)).toBe(rest);
    expect(redactText(rest)).toBe(rest);
  });

  it.each([
    "2026-11-21T01:00:49.312Z",
    "2026-09-12 10:20:30.456",
    "05-11-2026 and 2026-05-11",
    "01a1fb92-29d1-7ae4-9a7e-0912345678ab",
    "trace 4bf92f3577b34da6a3ce09123456781e",
    "took 0.0912345678 s",
    "1560 TWD for 20 kg",
    "AB12345678 is an invoice",
    "127.0.0.1:18080",
    "invalid token: signature mismatch",
    "http://localhost:8080/api/v1/orders?cursor=abc&stage=placed",
    "at run (node:internal/modules/esm/module_job:561:25)",
    "14:00–16:00, 3 Nov",
    "電話 and 統編",
    "took 10 µs – on Sun Nov 29 2026",
    "502 Bad Gateway, Internal Server Error",
    "Cannot read properties of undefined (reading 'x')",
    'relation "orders" does not exist',
  ])("keeps what is neither: %s", (text) => {
    expect(redactText(text)).toBe(text);
  });

  it("is cut, so that no text takes long", () => {
    const text = redactText(`${"0-".repeat(1_000_000)}0912345678`);
    expect(text.length).toBeLessThan(10_100);
    expect(text.endsWith("[cut]")).toBe(true);
  });
});

describe("a value", () => {
  it("keeps its shape and what is not personal", () => {
    const value = { orderId: "o-1", amount: 1560, tries: [1, null, true], deep: { state: "placed" } };
    expect(redact(value)).toEqual(value);
  });

  const PERSONAL = [
    ...["phone", "customerPhone", "customer_phone", "Mobile", "address", "deliveryAddress", "name", "customer_name"],
    ...["fullName", "tax_id", "taxId", "password", "password_hash", "token", "access_token", "refreshToken", "secret"],
    ...["JWT_SECRET", "authorization", "Cookie", "set-cookie", "api_key", "x-api-key", "x-signature", "email"],
    ...["recipient", "login", "lat", "lng", "national_id", "account_number"],
  ];

  it.each(PERSONAL)("loses everything below the key %s", (key) => {
    for (const secret of ["Lin Mei", 912345678, ["Lin"], { first: "Mei" }, true]) {
      expect(redact({ list: [{ [key]: secret }] })).toEqual({ list: [{ [key]: REDACTED }] });
    }
  });

  it.each(["hostname", "metric", "state", "orderId", "url", "flag", "tries", "late", "platform"])(
    "keeps the key %s",
    (key) => {
      expect(redact({ [key]: "x" })).toEqual({ [key]: "x" });
    },
  );
});
