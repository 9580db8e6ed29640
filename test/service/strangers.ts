import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { arbitraryRequest, type DocumentedOperation, NASTY_TEXTS, type WrittenRequest } from "./arbitrary-request.ts";
import { sendRequest } from "./send-request.ts";

/** Something that anybody on the internet can do to a public port. */
export type Deed =
  | {
      readonly kind: "request";
      readonly operation: DocumentedOperation;
      readonly request: WrittenRequest;
      readonly headers: Readonly<Record<string, string>>;
    }
  /** Bytes, one piece after the other with a pause between them, and then an end. */
  | {
      readonly kind: "bytes";
      readonly pieces: readonly string[];
      readonly pauseMs: number;
      readonly end: "hang up" | "break off" | "wait";
    }
  /** Many guesses at one moment, or the same request many times. */
  | { readonly kind: "volley"; readonly deeds: readonly Deed[] };

const LONGEST_WAIT_MS = 1_500;
/** Strangers are many: limits by address alone do not stop them. */
const address = fc.tuple(fc.nat(3), fc.nat(255)).map(([a, b]) => `203.0.${a}.${b}`);

const base64 = (value: object | string) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const claims = { sub: "1", role: "admin", sid: "1", iss: "lucky-gas", aud: "lucky-gas-api", exp: 9_999_999_999 };
const token = fc.oneof(
  fc.constantFrom(
    `${base64({ alg: "none" })}.${base64(claims)}.`,
    `${base64({ alg: "HS256" })}.${base64(claims)}.${base64("signed by nobody")}`,
    `${base64({ alg: "RS256", kid: "../../etc/passwd" })}.${base64(claims)}.AAAA`,
    `${base64("{")}.${base64("[")}.`,
    "x".repeat(8_000),
    "..",
  ),
  fc.base64String({ minLength: 1, maxLength: 60 }),
);
const traceparent = fc.constantFrom(
  "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
  "00-00000000000000000000000000000000-0000000000000000-01",
  "ff-x",
);
const strangersHeaders = fc
  .record(
    {
      authorization: token.map((text) => `Bearer ${text}`),
      traceparent,
      "idempotency-key": fc.constantFrom("the same key for all of us", "k", "0".repeat(300)),
      "content-type": fc.constantFrom("application/json", "text/plain", "application/json; charset=utf-7"),
      "accept-encoding": fc.constantFrom("gzip", "br;q=x", "*"),
      origin: fc.constantFrom("null", "https://evil.example"),
    },
    { requiredKeys: [] },
  )
  .chain((headers) => address.map((from) => ({ ...headers, "x-forwarded-for": from })));

/** Logins that there are and that there are not; what a beacon may claim. */
const KNOWN = ["customer-1", "admin-1", "nobody", "LCP", "home", ...NASTY_TEXTS.filter((text) => text.length < 40)];

const absurd = fc.constantFrom(0, -0, 1e-320, 600_000, 599_999.999, 1e9, -1, 1e308);
const beaconBody = fc.record({
  page: fc.constantFrom("home", "order", "nowhere"),
  vitals: fc.array(fc.record({ name: fc.constantFrom("LCP", "CLS", "INP", "TTFB"), value: absurd }), { maxLength: 12 }),
});

const PATHS = [
  "/api/v1/orders",
  "/api/v1/sessions",
  "/api/v1/tracking",
  "/api/v1/health",
  "/",
  "*",
  "http://evil/",
  "//",
];
const METHODS = [
  "GET",
  "POST",
  "PUT",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "CONNECT",
  "PATCH",
  "BREW",
  "QUERY",
  "get",
];
const headerLine = fc.oneof(
  fc.constantFrom(
    "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99",
    "Upgrade: websocket\r\nConnection: close",
    "Transfer-Encoding: chunked",
    "Transfer-Encoding: gzip, chunked",
    "Content-Length: 1000000000000",
    "Content-Length: -1",
    "Content-Length: 20",
    "Content-Type: application/json",
    "Expect: 100-continue",
    "Expect: nonsense",
    "Connection: close",
    "Content-Encoding: gzip",
    "Host: other.example",
    `X-Long: ${"x".repeat(15_000)}`,
    `X-Longer: ${"x".repeat(20_000)}`,
  ),
  address.map((from) => `X-Forwarded-For: ${from}`),
  token.map((text) => `Authorization: Bearer ${text}`),
  fc.string({ maxLength: 40 }),
);
const head = fc
  .record({
    method: fc.constantFrom(...METHODS),
    path: fc.oneof(fc.constantFrom(...PATHS), fc.string({ maxLength: 30 }), fc.constant(`/${"a".repeat(14_000)}`)),
    version: fc.constantFrom("1.1", "1.1", "1.1", "1.0", "0.9", "2.0"),
    from: address,
    lines: fc.array(headerLine, { maxLength: 4 }),
  })
  .map(({ method, path, version, from, lines }) =>
    [`${method} ${path} HTTP/${version}`, "Host: x", `X-Forwarded-For: ${from}`, ...lines, "", ""].join("\r\n"),
  );
const body = fc.oneof(
  fc.constantFrom(
    '{"login":"customer-1","password":"x"}',
    "5\r\nhello\r\n0\r\n\r\n",
    "ZZ\r\n",
    '{"a":',
    "\u0000\u0000",
  ),
  beaconBody.map((beacon) => JSON.stringify(beacon)),
  fc.string({ unit: "binary", maxLength: 200 }),
);
const bytes: fc.Arbitrary<Deed> = fc
  .record({
    pieces: fc.oneof(
      fc.tuple(head),
      fc.tuple(head, body),
      fc.array(head, { minLength: 2, maxLength: 20 }),
      // A head, or a body that was promised, which comes drop by drop and never whole.
      head.map((text) => [text.slice(0, text.length / 2), text.slice(text.length / 2, -2)]),
      fc
        .constantFrom("/api/v1/orders", "/api/v1/sessions", "/api/v1/sessions/refresh", "/api/v1/sms/receipts")
        .map((path) => [
          `POST ${path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 203.0.9.${path.length}\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n`,
          '{"login":',
          '"x"',
        ]),
      fc.constant(["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]),
      fc.nat(2_000).map((length) => [randomBytes(length).toString("latin1")]),
    ),
    pauseMs: fc.constantFrom(0, 0, 5, 700),
    end: fc.constantFrom("hang up" as const, "break off" as const, "wait" as const),
  })
  .map((deed) => ({ kind: "bytes", ...deed }));

/** Deeds of people without an account, made of what the API says of itself and of what HTTP forbids. */
export function strangersDeeds(operations: readonly DocumentedOperation[]): fc.Arbitrary<Deed> {
  const requestTo = (operation: DocumentedOperation): fc.Arbitrary<Deed> =>
    fc
      .record({ request: arbitraryRequest(operation, KNOWN), headers: strangersHeaders })
      .map(({ request, headers }) => ({ kind: "request", operation, request, headers }));
  const anyRequest = fc.constantFrom(...operations).chain(requestTo);
  const open = operations.filter(({ roles }) => roles === undefined);
  const atOpenDoors = fc.constantFrom(...open).chain(requestTo);
  const volley = fc
    .oneof(anyRequest, atOpenDoors, bytes)
    .chain((deed) =>
      fc.integer({ min: 5, max: 40 }).map((count): Deed => ({ kind: "volley", deeds: Array(count).fill(deed) })),
    );
  const guesses = fc
    .array(atOpenDoors, { minLength: 10, maxLength: 40 })
    .map((deeds): Deed => ({ kind: "volley", deeds }));
  return fc.oneof(
    { weight: 6, arbitrary: anyRequest },
    { weight: 4, arbitrary: atOpenDoors },
    { weight: 8, arbitrary: bytes },
    { weight: 1, arbitrary: volley },
    { weight: 1, arbitrary: guesses },
  );
}

/** Does it, and waits no longer than a stranger would. Answers with the statuses that were seen; never rejects. */
export async function perform(url: string, deed: Deed): Promise<number[]> {
  switch (deed.kind) {
    case "volley":
      return (await Promise.all(deed.deeds.map((own) => perform(url, own)))).flat();
    case "request":
      return sendRequest(url, deed.operation, deed.request, { headers: deed.headers }).then(
        ({ status }) => [status],
        // What fetch refuses to send was not sent.
        () => [],
      );
    case "bytes":
      return sendBytes(url, deed);
  }
}

async function sendBytes(url: string, { pieces, pauseMs, end }: Extract<Deed, { kind: "bytes" }>): Promise<number[]> {
  const { hostname, port } = new URL(url);
  let heard = "";
  const socket = connect(Number(port), hostname);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    if (heard.length < 100_000) heard += chunk.toString("latin1");
  });
  for (const piece of pieces) {
    socket.write(Buffer.from(piece, "latin1"));
    if (pauseMs > 0) await sleep(pauseMs);
  }
  if (end === "break off") socket.resetAndDestroy();
  else if (end === "hang up") socket.end();
  await Promise.race([closed, sleep(LONGEST_WAIT_MS)]);
  socket.destroy();
  return Array.from(heard.matchAll(/^HTTP\/1\.1 (\d{3})/gm), ([, status]) => Number(status));
}
