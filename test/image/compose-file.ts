import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** What of a service in docker-compose.yml decides how its programs run. */
export interface ComposeService {
  readonly build?: { readonly target: string };
  readonly image?: string;
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string | null>>;
  /** In the long form: which secret, and the name of its file. */
  readonly secrets?: readonly { readonly source: string; readonly target: string }[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

/** Reads the services of a compose file, its variables filled in as Compose fills them from the environment. */
export function readCompose(
  path: string,
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, ComposeService>> {
  const text = readFileSync(path, "utf8").replace(/^\s*#.*$/gm, "");
  const filled = text.replace(/(?<!\$)\$\{([A-Z0-9_]+)(?:(:[-?])([^}]*))?\}/g, (_whole, name, operator, rest) => {
    const value = environment[name] ?? "";
    if (value !== "") return value;
    if (operator === ":?") throw new Error(`${name}: ${rest}`);
    return operator === ":-" ? rest : "";
  });
  return parse(filled.replaceAll("$$", "$"), { merge: true }).services;
}
