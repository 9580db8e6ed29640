import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";
import type { Measurement } from "./measurements.ts";
import type { Session } from "./session.ts";

export interface TrackerOptions {
  /** The service's public address, http://… */
  readonly url: string;
  readonly measured: (measurement: Measurement) => void;
  readonly dispatchers: readonly Session[];
  readonly signal: AbortSignal;
}

const OPERATION = "WS /tracking";
const POSITIONS = 5;
const POSITION_EVERY_MS = 200;
const WATCH_MS = 2_000;
const OPENS_WITHIN_MS = 10_000;
// Taipei's main station.
const START = { lat: 25.0478, lng: 121.517 };

/** The live map's side of the traffic: trucks that tell where they are, and people who watch them. */
export class Tracker {
  readonly #options: TrackerOptions;
  /** A truck numbers its positions through all its journeys. */
  readonly #numbers = new Map<Session, number>();

  constructor(options: TrackerOptions) {
    this.#options = options;
  }

  /** A dispatcher's map, open for a while. */
  async watch(random: () => number): Promise<void> {
    const { dispatchers } = this.#options;
    const dispatcher = dispatchers[Math.floor(random() * dispatchers.length)];
    const socket = await this.#open(await dispatcher?.token());
    if (socket === undefined) return;
    await this.#wait(WATCH_MS);
    socket.close(1000);
  }

  /** A truck on its way to a delivery. */
  async drive(driver: Session, random: () => number): Promise<void> {
    const socket = await this.#open(await driver.token());
    if (socket === undefined) return;
    for (let step = 0; step < POSITIONS; step++) {
      const seq = (this.#numbers.get(driver) ?? 0) + 1;
      this.#numbers.set(driver, seq);
      socket.send(JSON.stringify({ seq, lat: START.lat + random() / 10, lng: START.lng + random() / 10 }));
      await this.#wait(POSITION_EVERY_MS);
    }
    socket.close(1000);
  }

  async #wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#options.signal }).catch(() => undefined);
  }

  /** An open connection, or undefined; how long it took to open is measured like a request. */
  async #open(token: string | undefined): Promise<WebSocket | undefined> {
    if (token === undefined) return undefined;
    const { url, measured } = this.#options;
    const started = performance.now();
    const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/v1/tracking?token=${token}`, {
      handshakeTimeout: OPENS_WITHIN_MS,
    });
    const status = await new Promise<number>((resolve) => {
      socket.once("open", () => resolve(101));
      socket.once("unexpected-response", (_request, response) => resolve(response.statusCode ?? 0));
      socket.on("error", () => resolve(0));
    });
    measured({ operation: OPERATION, status, milliseconds: performance.now() - started });
    if (status === 101) return socket;
    socket.terminate();
    return undefined;
  }
}
