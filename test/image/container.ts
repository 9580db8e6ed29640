import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { ProcessOptions } from "../../foundation/servers/server-process.ts";
import type { ComposeService } from "./compose-file.ts";
import type { Image } from "./lay-out.ts";

/** How a process of an image's files begins as Compose would begin it, with what stands elsewhere here: `{ "postgres:5432": "127.0.0.1:54321" }`. */
export interface Container {
  readonly image: Image;
  readonly service: ComposeService;
  readonly elsewhere: Readonly<Record<string, string>>;
}

/** For a server: what Compose starts. */
export function serverOf(container: Container): Omit<ProcessOptions, "readyUrl" | "isReady"> {
  const { image, service } = container;
  const [command = "", ...args] = wordsOf(container, [...image.entrypoint, ...(service.command ?? image.command)]);
  return {
    command,
    args,
    env: environmentOf(container),
    cwd: join(image.root, image.workdir),
    user: String(image.user),
  };
}

/** Runs another command in the container to its end, as `docker exec` does. */
export function execute(container: Container, words: readonly string[], input = ""): SpawnSyncReturns<string> {
  const { image } = container;
  const [command = "", ...args] = wordsOf(container, words);
  return spawnSync(command, args, {
    cwd: join(image.root, image.workdir),
    env: environmentOf(container),
    encoding: "utf8",
    input,
    ...(process.getuid?.() === 0 ? { uid: image.user, gid: image.user } : {}),
  });
}

/** Whether the container's health check says that it is well. */
export async function isHealthy(container: Container): Promise<boolean> {
  const [kind, ...words] = container.service.healthcheck?.test ?? [];
  return kind === "CMD" && execute(container, words).status === 0;
}

function environmentOf(container: Container): Record<string, string> {
  const { image, service } = container;
  // Only what the image and Compose say: nothing of this machine.
  const variables = { PATH: dirname(process.execPath), ...image.environment, ...service.environment };
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, here(container, value ?? "")]));
}

function wordsOf(container: Container, words: readonly string[]): string[] {
  return words.map((word) => here(container, word));
}

/** A path of the image as it is on this machine, and an address of Compose's network likewise. */
function here({ image, elsewhere }: Container, text: string): string {
  const place = join(image.root, text);
  if (text.startsWith("/") && existsSync(place)) return place;
  return Object.entries(elsewhere).reduce((all, [there, address]) => all.replaceAll(there, address), text);
}
