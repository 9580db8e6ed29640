import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Mailbox, startMailbox } from "../../alerts/sandbox/mailbox.ts";
import { freePort } from "../../foundation/servers/free-port.ts";
import { alert, TOKEN, webhook } from "../alerts/started-router.ts";

const START = join(import.meta.dirname, "../../alerts/start.ts");
const ROUTING = `time_zone: Asia/Taipei
channels:
  orders: { pagerduty: { routing_key_env: ORDERS_KEY } }
  mail: { email: { to: [oncall@luckygas.example] } }
fallback: [mail]
escalations: { oncall: { steps: [{ notify: [mail], timeout: 10m }, { notify: [orders], timeout: 10m }] } }
routes: [{ escalation: oncall }]
`;
const RUNBOOK = `---
id: orders
title: Orders fail
slos: []
alerts: [SLOBudgetBurn]
owner: order-team
reviewed: 2026-11-21
---
## What customers feel

Nothing.

## Is it real

Look at it.

## Stop the bleeding

Roll back.

## Find the cause

Logs.

## Escalate to

Nobody.

## Afterwards

Sleep.
`;

let folder: string;
let mailbox: Mailbox;
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "router-start-"));
  for (const language of ["en", "zh-TW"]) mkdirSync(join(folder, "runbooks", language), { recursive: true });
  writeFileSync(join(folder, "routing.yaml"), ROUTING);
  writeFileSync(join(folder, "runbooks/en/orders.md"), RUNBOOK);
  mailbox = await startMailbox();
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await mailbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function launch(env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [START], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env["PATH"] ?? "",
      PORT: "0",
      ADMIN_PORT: "0",
      DATABASE_URL: `sqlite:${join(folder, "alerts.db")}`,
      ROUTING: join(folder, "routing.yaml"),
      RUNBOOKS: join(folder, "runbooks"),
      ALERTMANAGER_TOKEN: TOKEN,
      SMTP_URL: mailbox.url,
      ...env,
    },
  });
  children.push(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  const told = async (text: string): Promise<string> => {
    for (let tries = 0; !output.includes(text); tries++) {
      if (tries > 200) throw new Error(`it never said “${text}”:\n${output}`);
      await sleep(50);
    }
    return output;
  };
  const ended = once(child, "exit").then(([code]: (number | null)[]) => ({ code, output }));
  return { child, told, ended };
}

describe("the alert router as a process", () => {
  it("names the settings that are wrong, without their values", async () => {
    const { code, output } = await launch({ ALERTMANAGER_TOKEN: "too-short", PORT: "many" }).ended;
    expect(code).toBe(2);
    expect(output).toMatch(/PORT: must be integer/);
    expect(output).toMatch(/ALERTMANAGER_TOKEN: .*16 characters/);
    expect(output).not.toMatch(/too-short|^ {4}at /m);
  });

  it("does not start without a routing policy, and says where it is wrong", async () => {
    writeFileSync(join(folder, "routing.yaml"), ROUTING.replace("notify: [mail]", "notify: [mial]"));
    const { code, output } = await launch().ended;
    expect(code).toBe(2);
    expect(output).toMatch(/routing\.yaml:6:\d+ error unknown-channel: .*`mial`[\s\S]*Did you mean `mail`\?/);
  });

  it("says that mail cannot go out, at its start and in /readyz", async () => {
    const { told } = launch({ SMTP_URL: "" });
    await told("mail cannot go out: pages that PagerDuty does not take would reach nobody");
    const admin = /"admin":"(http[^"]+)"/.exec(await told('"admin"'))?.[1] ?? "";
    const ready: unknown = await (await fetch(`${admin}/readyz`)).json();
    expect(ready).toMatchObject({
      status: "degraded",
      checks: expect.arrayContaining([expect.objectContaining({ name: "mail", ok: false })]),
    });
  });

  it.each(["PAGERDUTY_CA_FILE", "SMTP_CA_FILE"])("says that %s holds no certificate", async (name) => {
    const { code, output } = await launch({ [name]: join(folder, "routing.yaml") }).ended;
    expect(code).toBe(2);
    expect(output).toMatch(new RegExp(`${name}: must be a file that can be read and holds a certificate`));
    expect(output).not.toMatch(/^ {4}at /m);
  });

  it("says that a port is taken", async () => {
    const port = await freePort();
    const taker = createServer().listen(port, "127.0.0.1");
    await once(taker, "listening");
    const { code, output } = await launch({ PORT: String(port) }).ended;
    taker.close();
    expect(code).toBe(1);
    expect(output).toMatch(/cannot start: .*EADDRINUSE/);
    expect(output).not.toMatch(/^ {4}at /m);
  });

  it("pages with the runbook's first steps, reads anew on SIGHUP and ends on SIGTERM", {
    timeout: 60_000,
  }, async () => {
    const { child, told, ended } = launch();
    expect(await told("the alert router is open")).toMatch(/ORDERS_KEY.*a secret is not set/);
    await told("CONSOLE_URL is not set: messages carry no link to the console");
    const url = /"url":"(http[^"]+)"/.exec(await told('"url"'))?.[1] ?? "";
    const post = (slo: string) =>
      fetch(`${url}/v1/alertmanager`, {
        method: "POST",
        headers: { authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(
          webhook(alert({ slo }, { annotations: { runbook_url: "https://console.example/runbooks/orders" } })),
        ),
      });
    const mailed = async (count: number) => {
      for (let tries = 0; mailbox.mails.length < count; tries++) {
        if (tries > 200) throw new Error(`only ${mailbox.mails.length} mails came`);
        await sleep(50);
      }
      return mailbox.mails.at(-1);
    };
    expect((await post("first")).status).toBe(202);
    expect((await mailed(1))?.text).toMatch(/Roll back\./);
    expect(mailbox.mails[0]?.text).toMatch(/Left out: Incident \(CONSOLE_URL is not set\)/);
    expect(mailbox.mails[0]?.text).not.toMatch(/127\.0\.0\.1/);

    writeFileSync(join(folder, "routing.yaml"), "channels: {}\n");
    child.kill("SIGHUP");
    await told("the routing policy that is in force stays");
    expect((await post("second")).status).toBe(202);
    await mailed(2);

    writeFileSync(join(folder, "routing.yaml"), ROUTING.replace("oncall@luckygas", "night@luckygas"));
    writeFileSync(join(folder, "runbooks/en/orders.md"), RUNBOOK.replace("Roll back.", "Switch it off."));
    child.kill("SIGHUP");
    await told("the routing policy was read anew");
    expect((await post("third")).status).toBe(202);
    const third = await mailed(3);
    expect(third?.to?.map(({ address }) => address)).toEqual(["night@luckygas.example"]);
    expect(third?.text).toMatch(/Switch it off\./);

    child.kill("SIGTERM");
    expect((await ended).code).toBe(0);
  });
});
