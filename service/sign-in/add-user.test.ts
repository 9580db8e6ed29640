import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestCore, testCore } from "../../test/service/core.ts";
import { addUser } from "./add-user.ts";
import { verifyPassword } from "./password.ts";

const PASSWORD = "lorry-cylinder-harbour-42";

let core: TestCore;
beforeEach(async () => {
  core = await testCore();
});
afterEach(() => core.close());

const add = (user: Partial<Parameters<typeof addUser>[2]> = {}) =>
  addUser(core.database, core.newId, { login: "mei.lin", role: "admin", password: PASSWORD, ...user });
const users = () =>
  core.database.query<{ login: string; role: string; password_hash: string }>(
    "SELECT login, role, password_hash FROM users",
  );

describe("adding a user", () => {
  it("lets somebody sign in", async () => {
    expect(await add()).toEqual([]);
    const [user] = await users();
    expect(user).toMatchObject({ login: "mei.lin", role: "admin" });
    expect(await verifyPassword(PASSWORD, user?.password_hash ?? "")).toBe(true);
  });

  it("never touches somebody who is there already", async () => {
    await add();
    expect(await add({ role: "driver", password: "another-harbour-cylinder-7" })).toEqual([
      "there is a user mei.lin already",
    ]);
    expect(await users()).toMatchObject([{ role: "admin" }]);
  });

  it.each([
    ["short", { password: "Xq7!vR2#" }, /needs 12 to 200 characters/],
    ["known to everybody", { password: "password1234" }, /easy to guess/],
    ["a row of keys", { password: "qwertyuiop123" }, /easy to guess/],
    ["its own login", { login: "mei-lin-wang", password: "mei-lin-wang" }, /easy to guess/],
    ["of a role that there is not", { role: "owner" }, /the role is one of driver, dispatcher, accountant, admin/],
    ["of a customer", { role: "customer" }, /the role is one of/],
    ["with a login that nobody can type", { login: "Mei Lin" }, /the login needs/],
  ])("refuses what is %s", async (_what, user, problem) => {
    expect(await add(user)).toEqual([expect.stringMatching(problem)]);
    expect(await users()).toEqual([]);
  });
});
