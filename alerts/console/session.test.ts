import { describe, expect, it } from "vitest";
import { Sessions } from "./session.ts";

const TOKENS = "Mei:a-token-of-mei-1234,Jun:a-token-of-jun-1234";
const HOUR = 3_600_000;
const ADDRESS = "198.51.100.7";

function open(tokens = TOKENS, isSecure = false) {
  let now = 1_000_000;
  const sessions = new Sessions(tokens, isSecure, () => now);
  return { sessions, pass: (ms: number) => (now += ms) };
}

/** The Cookie header that a browser makes of a Set-Cookie. */
const header = (cookie: string | undefined): string => `other=1; ${cookie?.split(";")[0]}; last=2`;

describe("a session", () => {
  it("is of whoever has the token", () => {
    const { sessions } = open();
    expect(sessions.sessionOf(header(sessions.signIn("a-token-of-jun-1234", ADDRESS)))?.name).toBe("Jun");
    expect(sessions.signIn("a-token-of-jun-123", ADDRESS)).toBeUndefined();
    expect(sessions.signIn("", ADDRESS)).toBeUndefined();
    expect(sessions.signIn("Mei", ADDRESS)).toBeUndefined();
  });

  it("holds on another replica with the same tokens, and nowhere else", () => {
    const cookie = header(open().sessions.signIn("a-token-of-mei-1234", ADDRESS));
    expect(open().sessions.sessionOf(cookie)?.name).toBe("Mei");
    expect(open(`${TOKENS},New:a-token-of-new-1234`).sessions.sessionOf(cookie)).toBeUndefined();
    expect(new Sessions(undefined, false, () => 1_000_000).sessionOf(cookie)).toBeUndefined();
  });

  it("ends after a working day and a night on call", () => {
    const { sessions, pass } = open();
    const cookie = header(sessions.signIn("a-token-of-mei-1234", ADDRESS));
    pass(16 * HOUR);
    expect(sessions.sessionOf(cookie)).toBeDefined();
    pass(1);
    expect(sessions.sessionOf(cookie)).toBeUndefined();
  });

  it("cannot be made longer, or somebody else's", () => {
    const { sessions } = open();
    const [name = "", until = "", which = "", signature = ""] = (sessions.signIn("a-token-of-mei-1234", ADDRESS) ?? "")
      .replace(/^console=|;.*$/g, "")
      .split(".");
    const jun = Buffer.from("Jun").toString("base64url");
    for (const forged of [
      `${name}.${Number(until) + HOUR}.${which}.${signature}`,
      `${jun}.${until}.${which}.${signature}`,
      `${name}.${until}.x${which}.${signature}`,
      `${name}.${until}.${which}.`,
      `${name}.${until}.${which}`,
      `.${until}.${which}.${signature}`,
      "",
    ]) {
      expect(sessions.sessionOf(`console=${forged}`)).toBeUndefined();
    }
    expect(sessions.sessionOf(undefined)).toBeUndefined();
    // A form's token is no session's signature.
    const csrf = sessions.sessionOf(`console=${name}.${until}.${which}.${signature}`)?.csrf;
    expect(sessions.sessionOf(`console=${name}.${until}.${which}.${csrf}`)).toBeUndefined();
  });

  it("is kept from scripts, from other sites, and over TLS from everybody else", () => {
    expect(open().sessions.signIn("a-token-of-mei-1234", ADDRESS)).toMatch(/; HttpOnly; SameSite=Lax; Max-Age=57600$/);
    expect(open(TOKENS, true).sessions.signIn("a-token-of-mei-1234", ADDRESS)).toMatch(/; Secure$/);
    expect(open().sessions.signOut()).toMatch(/^console=; .*Max-Age=0$/);
  });
});

describe("guesses", () => {
  it("are ten a minute from an address; who knows the token waits there as well", () => {
    const { sessions, pass } = open();
    for (let guess = 0; guess < 10; guess++) expect(sessions.signIn(`guess-${guess}`, ADDRESS)).toBeUndefined();
    expect(sessions.signIn("a-token-of-mei-1234", ADDRESS)).toBe("wait");
    pass(60_000);
    expect(sessions.signIn("a-token-of-mei-1234", ADDRESS)).toMatch(/^console=/);
  });

  it("of a stranger keep nobody else out", () => {
    const { sessions } = open();
    for (let guess = 0; guess < 12; guess++) sessions.signIn("guess", "203.0.113.9");
    expect(sessions.signIn("a-token-of-mei-1234", "203.0.113.9")).toBe("wait");
    expect(sessions.signIn("a-token-of-mei-1234", ADDRESS)).toMatch(/^console=/);
  });

  it("from ten thousand addresses more push out the first, which is all that they take of memory", () => {
    const { sessions } = open();
    for (let guess = 0; guess < 10; guess++) sessions.signIn("guess", ADDRESS);
    for (let other = 1; other < 10_000; other++) sessions.signIn("guess", `stranger ${other}`);
    expect(sessions.signIn("a-token-of-mei-1234", ADDRESS)).toBe("wait");
    sessions.signIn("guess", "stranger 10000");
    expect(sessions.signIn("a-token-of-mei-1234", ADDRESS)).toMatch(/^console=/);
  });
});
