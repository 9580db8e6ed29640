import type { RequestHandler, Response } from "express";

const ALIVE_EVERY_MS = 20_000;
const MOST_LISTENERS = 500;

/** Tells open pages that something changed, over server-sent events. What changed they ask for themselves. */
export class Live {
  readonly #listeners = new Set<Response>();
  readonly #timer: NodeJS.Timeout;

  constructor() {
    this.#timer = setInterval(() => this.#send(": alive\n\n"), ALIVE_EVERY_MS);
  }

  readonly listen: RequestHandler = (_request, response) => {
    if (this.#listeners.size >= MOST_LISTENERS) {
      response.status(503).end();
      return;
    }
    response.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    response.write("retry: 2000\n\n");
    this.#listeners.add(response);
    response.once("close", () => this.#listeners.delete(response));
  };

  changed(): void {
    this.#send("event: changed\ndata: {}\n\n");
  }

  close(): void {
    clearInterval(this.#timer);
    for (const response of this.#listeners) response.end();
  }

  #send(text: string): void {
    for (const response of this.#listeners) {
      // Who does not read is let go: its page shows that it is not live, and comes again.
      if (response.writableNeedDrain) response.destroy();
      else response.write(text);
    }
  }
}
