import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "../../test/service/api.ts";
import { NOON, type TestCore, testCore } from "../../test/service/core.ts";
import { createAuthentication } from "../http/authentication.ts";
import type { JobKind } from "../storage/jobs.ts";
import { hashPassword } from "./password.ts";
import { GRACE_MS } from "./session-store.ts";
import { signIn } from "./sign-in.ts";

const PASSWORD = "correct horse battery";
const HOUR_MS = 3_600_000;

let core: TestCore;
let api: TestApi;
let jobs: readonly JobKind[];
beforeEach(async () => {
  core = await testCore();
  const authentication = createAuthentication("a secret for tests only, 32 characters", core.now);
  const part = signIn(core, authentication);
  api = await testApi(core, part.operations ?? []);
  jobs = part.jobs ?? [];
  await core.database.query("INSERT INTO users (id, login, password_hash, role) VALUES ('u1', 'mei', $1, 'driver')", [
    await hashPassword(PASSWORD),
  ]);
});
afterEach(async () => {
  await api.close();
  await core.close();
});

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
}
const open = async (password = PASSWORD, login = "mei") => {
  const { status, body } = await api.post("/sessions", { login, password });
  return { status, tokens: body as Tokens };
};
const refresh = async (token: string) => {
  const { status, body } = await api.post("/sessions/refresh", { refresh_token: token });
  return { status, tokens: body as Tokens };
};
const outcomes = () => core.events.flatMap((event) => ("outcome" in event ? [event.outcome] : []));

describe("a session", () => {
  it("goes on with a new refresh token each time", async () => {
    const { status, tokens } = await open();
    expect(status).toBe(201);
    const second = await refresh(tokens.refresh_token);
    expect(second.status).toBe(200);
    expect(second.tokens.refresh_token).not.toBe(tokens.refresh_token);
    expect((await refresh(second.tokens.refresh_token)).status).toBe(200);
    expect(outcomes()).toEqual(["signed_in", "refreshed", "refreshed"]);
  });

  it("ends when a token is shown twice: nobody knows which of the two is the thief", async () => {
    const { tokens } = await open();
    const second = await refresh(tokens.refresh_token);
    core.setNow(NOON + GRACE_MS);
    expect((await refresh(tokens.refresh_token)).status).toBe(401);
    expect((await refresh(second.tokens.refresh_token)).status).toBe(401);
    expect(outcomes()).toEqual(["signed_in", "refreshed", "reused", "revoked"]);
  });

  it("goes on for two tabs that show a token at once, with one and the same successor", async () => {
    const { tokens } = await open();
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(tokens.refresh_token)));
    expect(answers.map(({ status }) => status)).toEqual(new Array(8).fill(200));
    expect(new Set(answers.map((answer) => answer.tokens.refresh_token)).size).toBe(1);
    expect((await refresh(answers[0]?.tokens.refresh_token ?? "")).status).toBe(200);
  });

  it("ends when a token is shown again whose successor has been used, however soon", async () => {
    const { tokens } = await open();
    const second = await refresh(tokens.refresh_token);
    const third = await refresh(second.tokens.refresh_token);
    expect((await refresh(tokens.refresh_token)).status).toBe(401);
    expect((await refresh(third.tokens.refresh_token)).status).toBe(401);
    expect(outcomes()).toEqual(["signed_in", "refreshed", "refreshed", "reused", "revoked"]);
  });

  it("ends when its owner signs out", async () => {
    const { tokens } = await open();
    const authorization = `Bearer ${tokens.access_token}`;
    expect(
      (await api.post("/sessions/current", undefined, { method: "DELETE", headers: { authorization } })).status,
    ).toBe(204);
    expect((await refresh(tokens.refresh_token)).status).toBe(401);
    expect(outcomes()).toEqual(["signed_in", "revoked"]);
  });

  it("ends after 24 hours, however often it was refreshed", async () => {
    let { tokens } = await open();
    for (let hours = 6; hours < 24; hours += 6) {
      core.setNow(NOON + hours * HOUR_MS);
      tokens = (await refresh(tokens.refresh_token)).tokens;
    }
    core.setNow(NOON + 24 * HOUR_MS);
    expect((await refresh(tokens.refresh_token)).status).toBe(401);
  });

  it("of nobody cannot be refreshed", async () => {
    expect((await refresh("made up")).status).toBe(401);
    expect(outcomes()).toEqual(["revoked"]);
  });
});

describe("wrong passwords", () => {
  it("wait for longer and longer, and a right one ends that", async () => {
    const statuses: number[] = [];
    for (let tries = 0; tries < 6; tries++) statuses.push((await open("wrong")).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await open()).status).toBe(429);
    core.setNow(NOON + 31_000);
    expect((await open("wrong")).status).toBe(401);
    core.setNow(NOON + 62_000);
    // The second wait lasts a minute.
    expect((await open()).status).toBe(429);
    core.setNow(NOON + 92_000);
    expect((await open()).status).toBe(201);
    expect((await open("wrong")).status).toBe(401);
    expect((await open()).status).toBe(201);
  });

  it("that could not be judged are our fault, and count for nobody", async () => {
    const [row] = await core.database.query("SELECT password_hash FROM users");
    await core.database.query("UPDATE users SET password_hash = 'argon2id$0$0$0$$'");
    for (let tries = 0; tries < 10; tries++) expect((await open()).status).toBe(500);
    await core.database.query("UPDATE users SET password_hash = $1", [row?.["password_hash"] ?? null]);
    expect((await open()).status).toBe(201);
    expect(outcomes()).toEqual([...new Array(10).fill("failed"), "signed_in"]);
  });

  it("are forgotten by a job once they are of no use", async () => {
    const count = async () => (await core.database.query("SELECT key FROM sign_in_attempts")).length;
    await open("wrong");
    expect(await count()).toBeGreaterThan(0);
    for (const hours of [0, 25]) {
      core.setNow(NOON + hours * HOUR_MS);
      await core.runJobs(jobs);
    }
    expect(await count()).toBe(0);
  });

  it("answer alike whether the login is there or not", async () => {
    const [known, unknown] = [
      await api.post("/sessions", { login: "mei", password: "x" }),
      await api.post("/sessions", { login: "nobody", password: "x" }),
    ];
    expect(known.status).toBe(unknown.status);
    expect(known.body).toEqual({ ...(unknown.body as object), ...idOf(known.body) });
  });

  it("of one address are slowed down before they cost our processors", async () => {
    const answers = await Promise.all(Array.from({ length: 25 }, (_, index) => open("x", `guess-${index}`)));
    expect(answers.filter(({ status }) => status === 401)).toHaveLength(20);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5);
  });
});

/** What names one answer and not its meaning. */
function idOf(body: unknown): object {
  return typeof body === "object" && body !== null && "instance" in body ? { instance: body.instance } : {};
}
