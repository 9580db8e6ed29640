import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withPassword, withSecrets } from "./secrets.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("a folder of secrets", () => {
  it("adds a variable for each file, less the line break at its end", () => {
    writeFileSync(join(folder, "JWT_SECRET"), "a secret with spaces \n");
    writeFileSync(join(folder, "SMTP_URL"), "");
    mkdirSync(join(folder, "..2026_11_25"));
    expect(withSecrets({ HOST: "here", SECRETS_FOLDER: folder })).toEqual({
      HOST: "here",
      SECRETS_FOLDER: folder,
      JWT_SECRET: "a secret with spaces ",
      SMTP_URL: "",
    });
  });

  it("is nothing without SECRETS_FOLDER", () => {
    expect(withSecrets({ HOST: "here", SECRETS_FOLDER: "" })).toEqual({ HOST: "here", SECRETS_FOLDER: "" });
  });

  it("says what cannot be read and what is said twice, all at once and without values", () => {
    writeFileSync(join(folder, "JWT_SECRET"), "from the file");
    mkdirSync(join(folder, "REDIS_PASSWORD"));
    const read = () => withSecrets({ SECRETS_FOLDER: folder, JWT_SECRET: "from the environment" });
    expect(read).toThrow(
      /^JWT_SECRET: stands in the environment and in .*\nSECRETS_FOLDER: .*REDIS_PASSWORD cannot be read \(EISDIR\)$/,
    );
    expect(read).not.toThrow(/from the/);
    expect(() => withSecrets({ SECRETS_FOLDER: join(folder, "none") })).toThrow("cannot be read (ENOENT)");
  });
});

it("an address takes any password", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, unit: "grapheme" }), (password) => {
      const url = new URL(withPassword("postgres://owner@host:5432/name", password));
      expect(decodeURIComponent(url.password)).toBe(password);
      expect([url.username, url.host, url.pathname]).toEqual(["owner", "host:5432", "/name"]);
    }),
  );
  expect(withPassword("sqlite:file.db", undefined)).toBe("sqlite:file.db");
});
