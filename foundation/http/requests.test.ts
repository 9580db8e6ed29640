import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clientAddress, trustedProxies } from "./client-address.ts";
import { cookieOf } from "./cookies.ts";
import { closeServer, listen } from "./listen.ts";

function from(remoteAddress: string, forwarded?: string): IncomingMessage {
  const request = new IncomingMessage(Object.defineProperty(new Socket(), "remoteAddress", { value: remoteAddress }));
  if (forwarded !== undefined) request.headers["x-forwarded-for"] = forwarded;
  return request;
}

describe("the address of a client", () => {
  it.each([
    ["nobody", undefined, "10.0.0.1", "1.2.3.4", "10.0.0.1"],
    ["a network", "10.0.0.0/8", "10.0.0.1", "1.2.3.4", "1.2.3.4"],
    ["a network, from elsewhere", "10.0.0.0/8", "9.9.9.9", "1.2.3.4", "9.9.9.9"],
    ["two proxies in a row", "10.0.0.1, 172.16.0.0/12", "10.0.0.1", "6.6.6.6, 1.2.3.4, 172.16.5.5", "1.2.3.4"],
    ["loopback, as IPv6 writes it", "loopback", "::ffff:127.0.0.1", "1.2.3.4", "1.2.3.4"],
    ["a proxy that says nothing", "10.0.0.0/8", "10.0.0.1", undefined, "10.0.0.1"],
  ])("trusting %s", (_name, trusted, connection, forwarded, expected) => {
    expect(clientAddress(from(connection, forwarded), trustedProxies(trusted))).toBe(expected);
  });

  it("is never what a stranger claims for others", () => {
    fc.assert(
      fc.property(fc.string(), fc.ipV4(), (claimed, own) => {
        fc.pre(!own.startsWith("10."));
        expect(clientAddress(from(own, claimed), trustedProxies("10.0.0.0/8"))).toBe(own);
      }),
    );
  });

  it("cannot be told by a setting that is none", () => {
    expect(() => trustedProxies("10.0.0.0/8,proxy.example")).toThrow(/TRUSTED_PROXIES.*proxy\.example/);
  });
});

describe("an idle connection", () => {
  it.each([
    [undefined, "timeout=620"],
    [5_000, "timeout=5"],
  ])("is kept for longer than balancers keep theirs, or for as long as was said: %j", async (keepAliveMs, told) => {
    const { server, url } = await listen(
      (_request, response) => response.end(),
      "127.0.0.1",
      0,
      undefined,
      keepAliveMs,
    );
    const { headers } = await fetch(url);
    expect([headers.get("connection"), headers.get("keep-alive")]).toEqual(["keep-alive", told]);
    await closeServer(server, 0);
  });
});

describe("a cookie", () => {
  it.each([
    [undefined, undefined],
    ["", undefined],
    ["a=1", "1"],
    ["b=2; a=1", "1"],
    ["ba=2;a=1", "1"],
    ["a=1=2; a=3", "1=2"],
    ["aa=1", undefined],
    ["a", undefined],
  ])("of %j is %j", (header, value) => {
    expect(cookieOf(header, "a")).toBe(value);
  });
});
