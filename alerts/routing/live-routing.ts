import { readFileSync } from "node:fs";
import type { Finding } from "../../foundation/findings/finding.ts";
import { readRouting } from "./read-routing.ts";
import type { Routing } from "./routing.ts";

/** The routing policy that is in force, from a file that may change while the router runs. */
export class LiveRouting {
  readonly #path: string;
  #current: Routing;

  private constructor(path: string, routing: Routing) {
    this.#path = path;
    this.#current = routing;
  }

  /** Reads the file for the first time; only findings when it cannot be read or is wrong. */
  static open(path: string): LiveRouting | Finding[] {
    const routing = readRoutingFile(path);
    return Array.isArray(routing) ? routing : new LiveRouting(path, routing);
  }

  get current(): Routing {
    return this.#current;
  }

  /** Reads the file again. With findings the policy that is in force stays; without them the new one is. */
  reload(): Finding[] {
    const routing = readRoutingFile(this.#path);
    if (Array.isArray(routing)) return routing;
    this.#current = routing;
    return [];
  }
}

function readRoutingFile(path: string): Routing | Finding[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch (error) {
    const message =
      error instanceof TypeError ? "the file is not UTF-8 text" : `the file cannot be read (${codeOf(error)})`;
    const help = "Check the path, its permissions and its encoding.";
    return [{ rule: "file-unreadable", file: path, line: 1, column: 1, length: 1, excerpt: "", message, help }];
  }
  return readRouting(path, text);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown reason";
}
