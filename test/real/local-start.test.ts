import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { freePort } from "../../foundation/servers/free-port.ts";

const START = join(import.meta.dirname, "../../local/start.ts");
const ROOT = join(import.meta.dirname, "../..");

let folder: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "local-start-"));
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function launch(flags: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [START, ...flags], {
    cwd: ROOT,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, TMPDIR: folder, ...env },
  });
  children.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const told = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (let tries = 0; tries < 1_200; tries++) {
      const match = pattern.exec(output);
      if (match !== null) return match;
      await sleep(50);
    }
    throw new Error(`it never said ${pattern}:\n${output}`);
  };
  const ended = once(child, "exit").then(([code]: (number | null)[]) => ({ code, output }));
  return { child, told, ended };
}

describe("npm start", () => {
  it.each([
    [["--help"], 0, /npm start -- --scenario NAME/],
    [["--scenario", "flood"], 2, /`flood` is not a story; there are: order-outage, sms-failover/],
    [["--exit"], 2, /--exit needs --scenario NAME/],
    [["--console-port", "many"], 2, /--console-port needs a port from 0 to 65535, not `many`/],
    [["--fast"], 2, /Unknown option '--fast'/],
    [["--scenario", "order-outage", "--real-time"], 2, /needs shorter windows/],
  ])("%o ends with %i", async (flags, expected, message) => {
    const { code, output } = await launch(flags).ended;
    expect(output).toMatch(message);
    expect(output).not.toMatch(/^ {4}at /m);
    expect(code).toBe(expected);
  });

  it("says that a port is taken", { timeout: 60_000 }, async () => {
    const port = await freePort();
    const taker = createServer().listen(port, "127.0.0.1");
    await once(taker, "listening");
    const { code, output } = await launch(["--console-port", String(port)]).ended;
    taker.close();
    expect(output).toMatch(/It cannot start: listen EADDRINUSE/);
    expect(code).toBe(1);
  });

  it("says how to get servers that are not there", { timeout: 60_000 }, async () => {
    const { code, output } = await launch(["--prometheus"], { PATH: folder }).ended;
    expect(output).toMatch(/--prometheus needs prometheus and prometheus-alertmanager .* apt-get install/);
    expect(code).toBe(1);
  });

  it("opens the console to who has the token, with runbooks and SLOs; Ctrl-C leaves nothing", {
    timeout: 120_000,
  }, async () => {
    const { child, told, ended } = launch([]);
    const [, url = "", token = ""] = await told(/Console +(http\S+) +sign in with (\S+)/);
    const signedIn = await fetch(`${url}/sign-in`, {
      method: "POST",
      body: new URLSearchParams({ token }),
      redirect: "manual",
    });
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const page = async (path: string) => (await fetch(`${url}${path}`, { headers: { cookie } })).text();
    for (let tries = 0; !/orders-availability[\s\S]*?OK/.test(await page("/slos")); tries++) {
      if (tries > 300) throw new Error("the SLOs never got numbers");
      await sleep(100);
    }
    expect(await page("/slos/orders-availability/burn-down.svg")).toMatch(/^<svg/);
    expect(await page("/d/slo-detail?var-slo=orders-availability")).toMatch(/burn-rates\.svg/);
    expect(await page("/runbooks")).toMatch(/orders-availability/);
    expect(await page("/runbooks?q=%E7%99%BC%E7%A5%A8")).toMatch(/e-invoices-unsent/);
    child.kill("SIGINT");
    expect((await ended).code).toBe(0);
    await expect(fetch(url)).rejects.toThrow();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("keeps its data where it is told to, over a kill -9", { timeout: 120_000 }, async () => {
    const data = join(folder, "data");
    const first = launch(["--data", data]);
    await openForAWhile(first);
    first.child.kill("SIGKILL");
    await first.ended;
    expect(readdirSync(data)).toEqual(expect.arrayContaining(["alerts.db", "lucky-gas.db", "slo-events.db"]));
    const second = launch(["--data", data]);
    await openForAWhile(second);
    second.child.kill("SIGINT");
    expect((await second.ended).code).toBe(0);
  });
});

async function openForAWhile({ told }: ReturnType<typeof launch>): Promise<void> {
  await told(/Lucky Gas is open/);
  await sleep(3_000);
}
