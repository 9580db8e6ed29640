import { afterEach, expect, it } from "vitest";
import { DEMO_PASSWORD, startTestService, type TestService } from "../service/started-service.ts";
import { describeOnBoth } from "./both-databases.ts";

const FREE = 5;
const FREE_FOR_ALL_PLACES = 100;
const THEIR_OFFICE = "198.51.100.7";
const LONGEST_WAIT_SECONDS = 16 * 60;

let service: TestService;
afterEach(() => service.close());

interface Answer {
  readonly status: number;
  readonly waitSeconds: number;
  readonly deviceToken: string | undefined;
  /** Of a refusal, without what names this one answer. */
  readonly problem: unknown;
}

async function signIn(address: string, login: string, password: string, deviceToken?: string): Promise<Answer> {
  const response = await fetch(`${service.url}/api/v1/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": address },
    body: JSON.stringify({ login, password, ...(deviceToken === undefined ? {} : { device_token: deviceToken }) }),
  });
  const { instance: _, detail, ...problem } = await response.json();
  return {
    status: response.status,
    waitSeconds: Number(response.headers.get("retry-after") ?? 0),
    deviceToken: problem.device_token,
    problem: { ...problem, detail: String(detail).replace(/\d+/, "N") },
  };
}
const guesses = (count: number, addressOf: (index: number) => string, login: string) =>
  Promise.all(Array.from({ length: count }, (_, index) => signIn(addressOf(index), login, `guess ${index}`)));
const judged = (answers: readonly Answer[]) => answers.filter(({ status }) => status === 401);

describeOnBoth("guessed passwords", (newUrl) => {
  it("at one moment are judged as often as one after the other, of known and unknown logins alike", async () => {
    service = await startTestService({ DATABASE_URL: await newUrl(), TRUSTED_PROXIES: "loopback" });
    for (const [index, login] of ["customer-1", "nobody"].entries()) {
      const answers = await guesses(20, () => `203.0.113.${index}`, login);
      expect(judged(answers)).toHaveLength(FREE);
      for (const { status, waitSeconds } of answers) {
        expect([401, 429]).toContain(status);
        // The last one counted may have looked at the clock a moment after the one that is refused.
        expect(waitSeconds).toBeLessThanOrEqual(31);
      }
    }
    const known = await guesses(2, () => "203.0.113.0", "customer-1");
    const unknown = await guesses(2, () => "203.0.113.1", "nobody");
    expect(known.map(({ problem }) => problem)).toEqual(unknown.map(({ problem }) => problem));
  });

  it("from many places keep nobody out who has been there before, and nobody else for long", async () => {
    service = await startTestService({ DATABASE_URL: await newUrl(), TRUSTED_PROXIES: "loopback" });
    const first = await signIn("192.0.2.1", "customer-1", DEMO_PASSWORD);
    expect(first.status).toBe(201);
    const fromOne = await guesses(6, () => THEIR_OFFICE, "customer-1");
    expect(judged(fromOne)).toHaveLength(FREE);
    const answers = [...fromOne];
    for (let volley = 0; volley < 3; volley++)
      answers.push(...(await guesses(50, (index) => `203.0.113.${index}`, "customer-1")));
    // The first wait of many places is a second, which may end while the last of them are judged.
    expect(judged(answers).length).toBeGreaterThanOrEqual(FREE_FOR_ALL_PLACES);
    expect(judged(answers).length).toBeLessThan(FREE_FOR_ALL_PLACES + 8);
    expect(Math.max(...answers.map(({ waitSeconds }) => waitSeconds))).toBeLessThanOrEqual(LONGEST_WAIT_SECONDS);
    // From home, and with her phone from where the guesses came from.
    expect((await signIn("192.0.2.1", "customer-1", DEMO_PASSWORD)).status).toBe(201);
    expect((await signIn(THEIR_OFFICE, "customer-1", DEMO_PASSWORD, first.deviceToken)).status).toBe(201);
    // Another one's device proves nothing, and neither does a made up one.
    const other = await signIn("192.0.2.2", "customer-2", DEMO_PASSWORD);
    for (const token of [other.deviceToken, "made up", first.deviceToken?.slice(0, -8)])
      expect((await signIn(THEIR_OFFICE, "customer-1", DEMO_PASSWORD, token)).status).toBe(429);
    expect((await signIn("198.51.100.1", "customer-1", DEMO_PASSWORD)).waitSeconds).toBeLessThanOrEqual(60);
  });

  it("of many logins at one moment are judged a few at a time, and who is known goes past them", async () => {
    service = await startTestService({ DATABASE_URL: await newUrl(), TRUSTED_PROXIES: "loopback" });
    const { deviceToken } = await signIn("192.0.2.1", "customer-1", DEMO_PASSWORD);
    const answers: Answer[] = [];
    const guessed = Promise.all(
      Array.from({ length: 90 }, async (_, index) => {
        answers.push(await signIn(`203.0.113.${index}`, `nobody-${index}`, "guess"));
      }),
    );
    expect((await signIn("198.51.100.9", "customer-1", DEMO_PASSWORD, deviceToken)).status).toBe(201);
    expect(judged(answers).length).toBeLessThan(45);
    await guessed;
    for (const { status, waitSeconds } of answers) expect([401, 429].includes(status) && waitSeconds <= 1).toBe(true);
    expect(judged(answers).length).toBeGreaterThan(60);
    expect(judged(answers).length).toBeLessThan(90);
  });
});
