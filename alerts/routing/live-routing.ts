import type { Finding, Read } from "../../foundation/findings/finding.ts";
import { readText } from "../../foundation/findings/read-text.ts";
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

  /** Reads the file for the first time. */
  static open(path: string): Read<LiveRouting> {
    const { value: routing, findings } = readRoutingFile(path);
    return routing === undefined ? { findings } : { value: new LiveRouting(path, routing), findings };
  }

  get current(): Routing {
    return this.#current;
  }

  /** Reads the file again. With errors among the findings the policy that is in force stays; without them the new one is. */
  reload(): readonly Finding[] {
    const { value: routing, findings } = readRoutingFile(this.#path);
    if (routing !== undefined) this.#current = routing;
    return findings;
  }
}

function readRoutingFile(path: string): Read<Routing> {
  const { value: text, findings } = readText(path, path);
  return text === undefined ? { findings } : readRouting(path, text);
}
