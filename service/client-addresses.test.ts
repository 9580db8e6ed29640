import { afterEach, describe, expect, it } from "vitest";
import { startTestService, type TestService } from "../test/service/started-service.ts";

let service: TestService;
afterEach(() => service.close());

const signInFrom = async (address: string): Promise<number> => {
  const response = await fetch(`${service.url}/api/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": address },
    body: JSON.stringify({ login: "nobody", password: "wrong" }),
  });
  return response.status;
};
const countOf = (statuses: readonly number[], wanted: number) => statuses.filter((status) => status === wanted).length;
const askFrom = async (address: string, path: string, token?: string): Promise<number> => {
  const headers = { "x-forwarded-for": address, ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
  return (await fetch(`${service.url}/api/v1${path}`, { headers })).status;
};

describe("a limit by address", () => {
  it("is each customer's own behind a proxy that is trusted", async () => {
    service = await startTestService({ TRUSTED_PROXIES: "loopback" });
    const statuses = await Promise.all(Array.from({ length: 30 }, (_, index) => signInFrom(`203.0.113.${index}`)));
    expect(countOf(statuses, 401)).toBe(30);
  });

  it("is not evaded by who only says to come from elsewhere", async () => {
    service = await startTestService();
    const statuses = await Promise.all(Array.from({ length: 30 }, (_, index) => signInFrom(`203.0.113.${index}`)));
    expect(countOf(statuses, 429)).toBeGreaterThan(5);
  });

  it.each([
    ["paths that are not there", "/nothing", undefined],
    ["tokens", "/orders", "guessed"],
  ])("ends a flood of guessed %s, and nobody else's calls", async (_what, path, token) => {
    service = await startTestService({ TRUSTED_PROXIES: "loopback", REQUESTS_PER_SECOND: "1" });
    const statuses: number[] = [];
    for (let tries = 0; tries < 40; tries++) statuses.push(await askFrom("203.0.113.1", path, token));
    expect(countOf(statuses, 429)).toBeGreaterThan(20);
    expect(await askFrom("203.0.113.2", "/health")).toBe(200);
    expect(await askFrom("203.0.113.1", "/health")).toBe(429);
  });
});
