import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";

const PROGRAM = join(import.meta.dirname, "router-process.ts");

/** What a channel of test/real/router-process.ts has accepted. */
export interface Accepted {
  readonly pid: number;
  readonly action: string;
  readonly dedupKey: string;
  readonly channel: string;
  readonly slo: string;
}

/** An alert router in a process of its own, whose channels write down what they accept. */
export interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly adminUrl: string;
}

const running = new Set<ChildProcess>();

export function killAllRouters(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** `file` takes what channels accept; `patience` is how long they take to answer (ms). */
export async function start(database: string, file: string, patience = 0): Promise<Running> {
  const child = spawn(process.execPath, [PROGRAM, database, file, String(patience)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const [line] = await once(createInterface(child.stdout), "line");
  return { child, ...JSON.parse(line) };
}

export async function end({ child }: Running, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(50);
}

/** Waits until nothing is left to be sent. */
export async function emptied({ adminUrl }: Running): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${adminUrl}/metrics`)).text();
    const left = ["due", "waiting"].map((state) =>
      Number(new RegExp(`alert_router_outbox_messages\\{state="${state}"\\} (\\d+)`).exec(text)?.[1]),
    );
    if (left.every((count) => count === 0)) return;
    await sleep(100);
  }
}

export function read(file: string): Accepted[] {
  // A process that was killed may have left half a line: what it says was not accepted.
  return (existsSync(file) ? readFileSync(file, "utf8") : "").split("\n").flatMap((line) => {
    try {
      return [JSON.parse(line)];
    } catch {
      return [];
    }
  });
}

/** Every accepted alert was paged, under one key; nothing ended before it began. */
export function expectAllPaged(accepted: readonly string[], log: readonly Accepted[]): void {
  const keys = new Map<string, Set<string>>();
  const begun = new Set<string>();
  const wrongOrder: string[] = [];
  for (const { action, slo, dedupKey, channel } of log) {
    if (channel === "mail") continue;
    if (action === "trigger") {
      begun.add(dedupKey);
      keys.set(slo, (keys.get(slo) ?? new Set()).add(dedupKey));
    } else if (!begun.has(dedupKey)) wrongOrder.push(dedupKey);
  }
  expect(accepted.filter((slo) => !keys.has(slo))).toEqual([]);
  expect(Array.from(keys).filter(([, own]) => own.size !== 1)).toEqual([]);
  expect(wrongOrder).toEqual([]);
}
