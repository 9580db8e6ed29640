import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { SettingsError } from "./read-settings.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment with the secrets of the folder that `SECRETS_FOLDER` names: a file for each variable, as Docker, Kubernetes and
 * systemd lay them; a line break at the end does not count. Throws a SettingsError, without values.
 */
export function withSecrets(environment: Environment): Environment {
  const folder = environment["SECRETS_FOLDER"];
  if (!folder) return environment;
  const problems: string[] = [];
  const secrets = namesIn(folder).map((name): [string, string] => {
    if (environment[name]) problems.push(`${name}: stands in the environment and in ${folder}; take one away`);
    return [name, read(join(folder, name), problems)];
  });
  if (problems.length > 0) throw new SettingsError(problems);
  return { ...environment, ...Object.fromEntries(secrets) };
}

/** Kubernetes has folders of its own there. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^[A-Z][A-Z0-9_]*$/.test(name));
  } catch (error) {
    throw new SettingsError([`SECRETS_FOLDER: ${folder} cannot be read (${codeOf(error)})`]);
  }
}

function read(path: string, problems: string[]): string {
  try {
    return readFileSync(path, "utf8").replace(/\r?\n$/, "");
  } catch (error) {
    problems.push(`SECRETS_FOLDER: ${path} cannot be read (${codeOf(error)})`);
    return "";
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}

/** An address with a password that stands elsewhere: addresses are shown, passwords never. */
export function withPassword(address: string, password: string | undefined): string {
  if (password === undefined) return address;
  const url = new URL(address);
  url.password = encodeURIComponent(password);
  return url.href;
}
