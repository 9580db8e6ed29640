import { afterEach, beforeEach, expect, it } from "vitest";
import { type BeforeStatement, DatabaseError } from "../../foundation/storage/database.ts";
import { beginSession, endSession, GRACE_MS, type Renewal, renewSession } from "../../service/sign-in/session-store.ts";
import { openServiceDatabase } from "../../service/storage/service-database.ts";
import { describeOnBoth } from "./both-databases.ts";

const ROUNDS = 15;
const NOW = Date.parse("2026-11-20T12:00:00+08:00");

describeOnBoth("a session", (newUrl) => {
  let database: Awaited<ReturnType<typeof openServiceDatabase>>;
  let before: BeforeStatement = async () => undefined;
  let sessions = 0;
  beforeEach(async () => {
    database = await openServiceDatabase(await newUrl(), undefined, { before: (sql) => before(sql) });
  });
  afterEach(async () => {
    before = async () => undefined;
    await database.close();
  });
  const begin = async () => {
    const session = { sessionId: `session-${++sessions}`, userId: "u", startedAt: NOW };
    const token = await database.transaction((queries) => beginSession(queries, session));
    return { ...session, token };
  };
  const renew = (token: string, at = NOW): Promise<Renewal> =>
    database.transaction((queries) => renewSession(queries, token, at));
  const end = (sessionId: string) => database.transaction((queries) => endSession(queries, sessionId, NOW));
  const tokenOf = (renewal: Renewal) => (renewal.outcome === "renewed" ? renewal.refreshToken : "");

  it("that is ended beside a renewal is dead, whichever of them was first", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { token, sessionId } = await begin();
      const [renewal] = await Promise.all([renew(token), end(sessionId)]);
      for (const shown of [token, tokenOf(renewal)]) expect((await renew(shown)).outcome).not.toBe("renewed");
    }
  });

  it("whose token is shown twice after the grace is dead, however near to each other", async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const { token } = await begin();
      const first = await renew(token);
      const later = NOW + GRACE_MS;
      const shown = await Promise.all([renew(token, later), renew(tokenOf(first), later), renew(token, later)]);
      expect(shown.filter(({ outcome }) => outcome === "reused").length).toBeGreaterThan(0);
      for (const renewal of shown) expect((await renew(tokenOf(renewal), later)).outcome).not.toBe("renewed");
    }
  });

  it("does not lose its token to a fault of the database between using it up and keeping its successor", async () => {
    const { token } = await begin();
    before = async (sql) => {
      if (sql.trimStart().startsWith("INSERT INTO refresh_tokens")) throw new DatabaseError("connection", "gone");
    };
    await expect(renew(token)).rejects.toMatchObject({ kind: "connection" });
    before = async () => undefined;
    expect((await renew(token, NOW + GRACE_MS)).outcome).toBe("renewed");
  });
});
