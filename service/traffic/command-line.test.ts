import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCommandLine, UsageError } from "./command-line.ts";

const ENVIRONMENT = { SEED_PASSWORD: "from the environment" };

function problem(...argv: string[]): string {
  try {
    readCommandLine(argv, ENVIRONMENT);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  return "";
}

describe("the command line of traffic", () => {
  it("has a default for everything but the password", () => {
    expect(readCommandLine([], ENVIRONMENT)).toEqual({
      url: "http://127.0.0.1:8080",
      adminUrl: "http://127.0.0.1:9464",
      password: "from the environment",
      peak: 20,
      at: undefined,
      forMs: undefined,
      speed: 1,
      scenario: undefined,
      seed: undefined,
    });
    expect(() => readCommandLine([], {})).toThrow("SEED_PASSWORD or --password");
  });

  it("reads every flag", () => {
    const argv =
      "--url https://gas.example/ --admin-url http://gas.example:9464 --password given --peak 2.5 --at 7:05 --for 1h2m3s --speed 60 --scenario sms-lies --seed 0";
    expect(readCommandLine(argv.split(" "), ENVIRONMENT)).toEqual({
      url: "https://gas.example",
      adminUrl: "http://gas.example:9464",
      password: "given",
      peak: 2.5,
      at: 7 * 60 + 5,
      forMs: 3_723_000,
      speed: 60,
      scenario: "sms-lies",
      seed: 0,
    });
  });

  it("knows when help is wanted, whatever else is wrong", () => {
    expect(readCommandLine(["--help"], {})).toBeUndefined();
    expect(readCommandLine(["-h", "--peak", "none"], {})).toBeUndefined();
  });

  it.each([
    ["--url", "gas.example"],
    ["--admin-url", "ftp://gas.example"],
    ["--peak", "0"],
    ["--peak", "1001"],
    ["--peak", "many"],
    ["--at", "24:00"],
    ["--at", "17"],
    ["--for", "0s"],
    ["--for", "10"],
    ["--for", "9999h"],
    ["--speed", "-1"],
    ["--seed", "1.5"],
    ["--seed", "4294967296"],
  ])("refuses %s %s, and says what it needs", (flag, value) => {
    expect(problem(`${flag}=${value}`)).toMatch(new RegExp(`^${flag} needs an? .+ not \`${value}\`$`));
  });

  it("lists the scenarios when there is none of a name, and refuses what it does not know", () => {
    expect(problem("--scenario", "rain")).toMatch(/^`rain` is not a scenario; there are: order-outage, /);
    expect(problem("--loud")).toBe("Unknown option '--loud'");
    expect(problem("--peak")).toContain("argument missing");
    expect(problem("orders")).toMatch(/^Unexpected argument 'orders'/);
  });

  it("answers or refuses, and never anything else", () => {
    const word = fc.oneof(
      fc.constantFrom("--url", "--peak", "--at", "--for", "--speed", "--seed", "--scenario", "17:30", "90s", "-1"),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(word), (argv) => {
        try {
          const command = readCommandLine(argv, ENVIRONMENT);
          expect(command === undefined || (command.peak > 0 && command.speed > 0 && command.forMs !== 0)).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});
