import { describe, expect, it } from "vitest";
import { createAuthentication } from "./authentication.ts";

const [OLD, NEW, OTHER] = ["o".repeat(32), "n".repeat(32), "x".repeat(32)];
const now = () => Date.parse("2026-11-20T12:00:00+08:00");
const mei = { userId: "u", role: "driver", sessionId: "s" } as const;

describe("an access token", () => {
  it("stays good while its secret is the one before the newest, and no longer", async () => {
    const token = await createAuthentication(OLD, now).issue(mei);
    expect(await createAuthentication(NEW, now, OLD).verify(token)).toMatchObject(mei);
    await expect(createAuthentication(NEW, now).verify(token)).rejects.toMatchObject({ status: 401 });
    await expect(createAuthentication(OTHER, now, NEW).verify(token)).rejects.toMatchObject({ status: 401 });
  });

  it("is signed with the newest secret", async () => {
    const token = await createAuthentication(NEW, now, OLD).issue(mei);
    expect(await createAuthentication(NEW, now).verify(token)).toMatchObject(mei);
    await expect(createAuthentication(OLD, now).verify(token)).rejects.toMatchObject({ status: 401 });
  });

  it("that has expired is told to have, with either secret", async () => {
    const later = () => now() + 16 * 60_000;
    const token = await createAuthentication(OLD, now).issue(mei);
    await expect(createAuthentication(NEW, later, OLD).verify(token)).rejects.toThrow("has expired");
  });
});
