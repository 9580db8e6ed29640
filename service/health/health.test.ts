import pino from "pino";
import { describe, expect, it } from "vitest";
import type { Dependency } from "../outside/dependency.ts";
import { health } from "./health.ts";

interface Asked extends Dependency {
  answer: (() => Promise<void>) | undefined;
  times: number;
}

function dependency(name: Dependency["name"], required: boolean): Asked {
  const one: Asked = {
    name,
    required,
    answer: undefined,
    times: 0,
    check: async () => {
      one.times++;
      await one.answer?.();
    },
  };
  return one;
}

function open() {
  let time = 1_000_000;
  const said: string[] = [];
  const log = pino({ level: "info" }, { write: (line: string) => said.push(JSON.parse(line).msg) });
  const database = dependency("database", true);
  const routes = dependency("google-routes", false);
  const part = health({ now: () => time, log }, [database, routes]);
  return { part, database, routes, said, pass: (ms: number) => (time += ms) };
}

const gone = async () => {
  throw new Error("connection refused");
};

describe("health", () => {
  it.each([
    [undefined, undefined, "ready"],
    [undefined, gone, "degraded"],
    [gone, undefined, "not_ready"],
    [gone, gone, "not_ready"],
  ])("is what its dependencies leave of it (%#)", async (ofDatabase, ofRoutes, status) => {
    const { part, database, routes } = open();
    [database.answer, routes.answer] = [ofDatabase, ofRoutes];
    const answered = await part.check();
    expect(answered).toEqual({
      status,
      dependencies: {
        database: ofDatabase === undefined ? "ok" : "connection refused",
        "google-routes": ofRoutes === undefined ? "ok" : "connection refused",
      },
    });
  });

  it("asks at most once a second, however often it is asked", async () => {
    const { part, database, pass } = open();
    await Promise.all(Array.from({ length: 50 }, () => part.check()));
    pass(999);
    await part.check();
    expect(database.times).toBe(1);
    pass(1);
    await part.check();
    expect(database.times).toBe(2);
    // A clock that was set back must not keep an old answer for hours.
    pass(-3_600_000);
    await part.check();
    expect(database.times).toBe(3);
  });

  it("does not wait for who does not answer", async () => {
    const { part, database } = open();
    database.answer = () => new Promise(() => undefined);
    expect(await part.check()).toMatchObject({
      status: "not_ready",
      dependencies: { database: "no answer within 2000 ms" },
    });
  });

  it("says once that something is gone, and once that it is back", async () => {
    const { part, routes, said, pass } = open();
    const check = async () => {
      pass(1_000);
      await part.check();
    };
    await check();
    routes.answer = gone;
    await check();
    await check();
    routes.answer = undefined;
    await check();
    await check();
    expect(said).toEqual(["a dependency does not answer", "a dependency is back"]);
  });

  it("is not ready once it drains, though all is well", async () => {
    const { part } = open();
    part.drain();
    expect((await part.check()).status).toBe("not_ready");
  });

  it("tells each dependency as a number", async () => {
    const { part, routes } = open();
    routes.answer = gone;
    const readings = (await part.gauges?.[0]?.read()) ?? [];
    expect(readings).toEqual([
      [{ dependency: "database" }, 1],
      [{ dependency: "google-routes" }, 0],
    ]);
  });
});
