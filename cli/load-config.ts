import type { Read } from "../foundation/findings/finding.ts";
import { type Config, readConfig, type WrittenConfig } from "../slo/language/config.ts";
import { readSource, shownPath } from "./files.ts";
import { UsageError } from "./usage.ts";

/** Reads the configuration. Throws `UsageError` without one. */
export function loadConfig(path: string, overrides: Partial<WrittenConfig>): Read<Config> {
  const { value: text, findings } = readSource(path);
  if (text !== undefined) return readConfig(shownPath(path), text, overrides);
  const reason = findings.map((finding) => finding.text).join("; ");
  throw new UsageError(`${path}: ${reason}; run in the repository, or give --config FILE`);
}
