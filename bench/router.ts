import { type ChildProcess, fork } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Agent, request } from "undici";
import { table } from "../cli/table.ts";
import { alert, TOKEN, webhook } from "../test/alerts/started-router.ts";

const WEBHOOKS_PER_SECOND = 200;
const ALERTS_IN_ONE = 10;
const SECONDS = 20;
const STORM = 50_000;
const SLOS = 100;
const CONNECTIONS = 64;

interface Arrived {
  readonly arrived: string;
  readonly action: string;
}

/** Load on the alert router: a steady 2,000 alerts a second, one body of 50,000, and a page in the middle of a storm. */
export async function benchRouter(): Promise<void> {
  const rows: string[][] = [];
  const steady = await Router.start();
  const { answers, sent } = await steady.steadily();
  const accepted = answers.filter(({ status }) => status === 202).length;
  const rate = (accepted * ALERTS_IN_ONE) / sent;
  rows.push(
    ["accepted alerts per second, in webhooks of 10", `${Math.round(rate)}`, "2,000 asked for"],
    ["of them refused", `${answers.length - accepted}`, "0"],
    ["p50 / p99 of the answer", `${share(answers, 0.5)} / ${share(answers, 0.99)} ms`, "p99 under 100 ms"],
    ["highest memory", `${await steady.memory()} MB`, "512 MB"],
  );
  await steady.stop();

  const single = await Router.start();
  const one = await single.post(
    body(
      Array.from({ length: STORM }, (_, index) => index),
      "one-body",
    ),
  );
  rows.push(
    [`one body of ${STORM.toLocaleString("en")} alerts accepted`, `${(one.ms / 1_000).toFixed(2)} s`, "5 s"],
    ["highest memory", `${await single.memory()} MB`, "512 MB"],
  );
  await single.stop();

  const storm = await Router.start();
  const worst = await storm.throughStorm();
  rows.push(
    [
      `console's slowest answer in a storm of ${STORM.toLocaleString("en")}`,
      `${Math.round(worst.console)} ms`,
      "1,000 ms",
    ],
    ["critical page in its middle reaches PagerDuty", `${(worst.page / 1_000).toFixed(2)} s`, "5 s"],
    ["highest memory", `${await storm.memory()} MB`, "512 MB"],
  );
  await storm.stop();
  console.log("\nAlert router (SQLite, synchronous=FULL)\n");
  console.log(table(["what", "measured", "limit"], rows, new Set(["measured", "limit"])));
}

interface Answer {
  readonly status: number;
  readonly ms: number;
}

class Router {
  readonly #child: ChildProcess;
  readonly #url: string;
  readonly #arrivals = new EventEmitter();
  readonly #agent = new Agent({ connections: CONNECTIONS, pipelining: 1 });

  private constructor(child: ChildProcess, url: string) {
    this.#child = child;
    this.#url = url;
    child.on("message", (message: Partial<Arrived>) => {
      if (message.arrived !== undefined && message.action === "trigger") this.#arrivals.emit(message.arrived);
    });
  }

  static async start(): Promise<Router> {
    const child = fork(join(import.meta.dirname, "measured-router.ts"));
    const [{ url }] = await once(child, "message");
    return new Router(child, url);
  }

  async stop(): Promise<void> {
    this.#child.send("stop");
    await once(this.#child, "exit");
    await this.#agent.close();
  }

  async memory(): Promise<number> {
    this.#child.send("memory");
    for (;;) {
      const [{ highest }] = await once(this.#child, "message");
      if (highest !== undefined) return Math.round(highest / 1_048_576);
    }
  }

  async post(text: string): Promise<Answer> {
    const begun = performance.now();
    const { statusCode, body: answer } = await request(`${this.#url}/v1/alertmanager`, {
      method: "POST",
      headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
      body: text,
      dispatcher: this.#agent,
    });
    await answer.dump();
    return { status: statusCode, ms: performance.now() - begun };
  }

  /** Open loop: a webhook is sent when its time has come, whether or not others have been answered. */
  async steadily(): Promise<{ readonly answers: readonly Answer[]; readonly sent: number }> {
    const bodies = Array.from({ length: WEBHOOKS_PER_SECOND * SECONDS }, (_, number) =>
      body(
        Array.from({ length: ALERTS_IN_ONE }, (_unused, index) => number * ALERTS_IN_ONE + index),
        "steady",
      ),
    );
    const begun = performance.now();
    const answers: Array<Promise<Answer>> = [];
    for (const [number, text] of bodies.entries()) {
      const due = begun + (number * 1_000) / WEBHOOKS_PER_SECOND;
      if (due > performance.now()) await sleep(due - performance.now());
      answers.push(this.post(text));
    }
    const all = await Promise.all(answers);
    return { answers: all, sent: (performance.now() - begun) / 1_000 };
  }

  /** Bodies of ten and of thousands together; somebody looks at the console all the time, and a page comes in. */
  async throughStorm(): Promise<{ readonly console: number; readonly page: number }> {
    const cookie = await this.#signIn();
    let isOver = false;
    let slowest = 0;
    const looking = (async () => {
      while (!isOver) {
        const begun = performance.now();
        const { body: page } = await request(this.#url, { headers: { cookie }, dispatcher: this.#agent });
        await page.dump();
        slowest = Math.max(slowest, performance.now() - begun);
        await sleep(50);
      }
    })();
    const storm = Array.from({ length: 10 }, (_, part) =>
      this.post(
        body(
          Array.from({ length: STORM / 10 }, (_unused, index) => part * 5_000 + index),
          "storm",
        ),
      ),
    );
    await storm[2];
    const begun = performance.now();
    const arrived = once(this.#arrivals, "the-critical-one");
    await this.post(JSON.stringify(webhook(alert({ slo: "the-critical-one" }))));
    await arrived;
    const page = performance.now() - begun;
    await Promise.all(storm);
    isOver = true;
    await looking;
    return { console: slowest, page };
  }

  async #signIn(): Promise<string> {
    const { headers, body: page } = await request(`${this.#url}/sign-in`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `token=${TOKEN}`,
      dispatcher: this.#agent,
    });
    await page.dump();
    return String(headers["set-cookie"]).split(";")[0] ?? "";
  }
}

/** Alerts of many machines, all of them tickets of a hundred SLOs. */
function body(numbers: readonly number[], story: string): string {
  const alerts = numbers.map((number) =>
    alert(
      {
        severity: "ticket",
        slo: `${story}-${number % SLOS}`,
        slo_service: "bench",
        owner: "platform-team",
        long_window: `${number}`,
      },
      { fingerprint: `${story}-${number}`, generatorURL: "http://prometheus:9090/graph?g0.expr=up" },
    ),
  );
  return JSON.stringify(webhook(...alerts));
}

function share(answers: readonly Answer[], part: number): string {
  const sorted = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length * part)] ?? Number.NaN).toFixed(1);
}
