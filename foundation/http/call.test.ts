import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Call, Caller } from "./call.ts";

const ANSWERS: Readonly<Record<string, RequestListener>> = {
  "/echo": async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.writeHead(418, { "x-kind": "teapot" }).end(`${request.method} ${request.headers["x-own"]} ${body}`);
  },
  "/moved": (_request, response) => response.writeHead(302, { location: "/echo" }).end("elsewhere"),
  "/silent": () => undefined,
  "/stalls": (_request, response) => response.writeHead(200, { "content-length": "10" }).write("abc"),
  "/breaks off": (request, response) => {
    response.writeHead(200, { "content-length": "10" }).write("abc");
    setImmediate(() => request.socket.destroy());
  },
  "/endless": (_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write("x".repeat(65_536)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  },
};

let server: Server;
let url: string;
const caller = new Caller();
beforeAll(async () => {
  server = createServer((request, response) => ANSWERS[decodeURI(request.url ?? "")]?.(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await caller.close();
  server.closeAllConnections();
  server.close();
});
const call = (path: string, changes: Partial<Call> = {}) =>
  caller.call({
    url: url + encodeURI(path),
    method: "GET",
    ...{ withinMs: 2_000, mostBytes: 100_000, whenLonger: "refuse" },
    ...changes,
  });

describe("a call", () => {
  it("brings the answer, whatever its status", async () => {
    const answer = await call("/echo", { method: "POST", headers: { "x-own": "a" }, body: "b" });
    expect(answer).toMatchObject({ status: 418, text: "POST a b", headers: { "x-kind": "teapot" } });
  });

  it("follows no redirect", async () => {
    expect(await call("/moved")).toMatchObject({ status: 302, text: "elsewhere" });
  });

  it.each(["/silent", "/stalls"])("waits for no longer than it was told: %s", async (path) => {
    const begun = performance.now();
    await expect(call(path, { withinMs: 200 })).rejects.toMatchObject({ name: "CallError", kind: "timeout" });
    expect(performance.now() - begun).toBeLessThan(1_500);
  });

  it("breaks off when it is told to", async () => {
    const signal = AbortSignal.timeout(100);
    await expect(call("/silent", { signal })).rejects.toMatchObject({ name: "CallError", kind: "connection" });
  });

  it.each(["/breaks off"])("that has half an answer has none: %s", async (path) => {
    await expect(call(path)).rejects.toMatchObject({ kind: "connection" });
  });

  it("says which trouble there was", async () => {
    const unheard = caller.call({
      url: "http://127.0.0.1:1",
      method: "GET",
      ...{ withinMs: 2_000, mostBytes: 1, whenLonger: "cut" },
    });
    await expect(unheard).rejects.toMatchObject({ kind: "connection", message: expect.stringMatching(/ECONNREFUSED/) });
  });

  it("reads no more than it was told, and refuses the rest or cuts it", async () => {
    await expect(call("/endless")).rejects.toMatchObject({ kind: "too long" });
    expect((await call("/endless", { whenLonger: "cut" })).text.length).toBe(100_000);
  });
});
