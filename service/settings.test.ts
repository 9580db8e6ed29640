import { describe, expect, it } from "vitest";
import { SettingsError } from "../foundation/settings/read-settings.ts";
import { readServiceSettings } from "./settings.ts";

const LONG = "x".repeat(32);
const problems = (environment: Record<string, string>): string[] => {
  try {
    readServiceSettings(environment);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.message.split("\n");
  }
};

describe("the environment", () => {
  it("may be empty, and empty variables are not set", () => {
    expect(readServiceSettings({})).toMatchObject({ PORT: 8080, FAULT_API: "off", SEED: "none" });
    expect(readServiceSettings({ PORT: "", JWT_SECRET: "", PATH: "/bin" })).toEqual(readServiceSettings({}));
  });

  it("is text, and becomes numbers", () => {
    expect(readServiceSettings({ PORT: "0", TRACE_RATIO: "0.25" })).toMatchObject({ PORT: 0, TRACE_RATIO: 0.25 });
  });

  it.each([
    [{ PORT: "http" }, "PORT: must be integer"],
    [{ PORT: "70000" }, "PORT: must be <= 65535"],
    [{ TRACE_RATIO: "10" }, "TRACE_RATIO: must be <= 1"],
    [{ DATABASE_URL: "mysql://x" }, "DATABASE_URL: must be sqlite:PATH or postgres://…"],
    [{ JWT_SECRET: "short" }, "JWT_SECRET: must NOT have fewer than 32 characters"],
    [{ FAULT_API: "yes" }, "FAULT_API: must be equal to one of the allowed values: on, off"],
    [{ EINVOICE_URL: "ftp://x" }, "EINVOICE_URL: must be an address, http or https"],
    [{ BANK_MAIN: "sftp://user:password@bank" }, "BANK_MAIN: must be sftp://USER@HOST:PORT"],
  ])("%j is wrong", (environment, problem) => {
    expect(problems(environment)).toEqual([problem]);
  });

  it.each([
    [{ EINVOICE_URL: "https://einvoice.example" }, ["EINVOICE_SECRET: is needed with EINVOICE_URL"]],
    [
      { BANK_POST: "sftp://gas@bank.example:22" },
      ["BANK_POST_PASSWORD: is needed with BANK_POST", "BANK_POST_HOST_KEY: is needed with BANK_POST"],
    ],
    [{ SMS_PRIMARY_URL: "https://sms.example", SMS_SECRET: LONG }, []],
  ])("%j lacks %j", (environment, lacking) => {
    expect(problems(environment)).toEqual(lacking);
  });

  it("tells all that is wrong at once, and no value: it may be a secret", () => {
    const told = problems({ PORT: "-1", JWT_SECRET: "hunter2", DATABASE_URL: "postgre://gas:hunter2@db" });
    expect(told).toHaveLength(3);
    expect(told.join()).not.toContain("hunter2");
  });
});
