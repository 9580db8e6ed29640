import type { Finding } from "../foundation/findings/finding.ts";
import { type Config, readConfig, type WrittenConfig } from "../slo/language/config.ts";
import { readText, shownPath } from "./files.ts";
import { UsageError } from "./usage.ts";

/** Reads the configuration; only findings when it is wrong. Throws `UsageError` without one. */
export function loadConfig(path: string, overrides: Partial<WrittenConfig>): Config | Finding[] {
  const text = readText(path);
  if (typeof text !== "string")
    throw new UsageError(`${path}: ${text.message}; run in the repository, or give --config FILE`);
  return readConfig(shownPath(path), text, overrides);
}
