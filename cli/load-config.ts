import { hasErrors, type Read } from "../foundation/findings/finding.ts";
import { type Config, readConfig } from "../slo/language/config.ts";
import type { ConfigChoice } from "./config-options.ts";
import { readSource, shownPath } from "./files.ts";
import { UsageError } from "./usage.ts";

/** Reads the configuration. Throws `UsageError` without one, or when it is wrong only because of flags. */
export function loadConfig({ config: path, overrides }: ConfigChoice): Read<Config> {
  const { value: text, findings } = readSource(path);
  if (text === undefined) {
    const reason = findings.map((finding) => finding.text).join("; ");
    throw new UsageError(`${path}: ${reason}; run in the repository, or give --config FILE`);
  }
  const read = readConfig(shownPath(path), text, overrides);
  if (!hasErrors(read.findings) || Object.keys(overrides).length === 0) return read;
  const asWritten = readConfig(shownPath(path), text);
  if (hasErrors(asWritten.findings)) return asWritten;
  throw new UsageError(`with these flags ${read.findings.map((finding) => finding.text).join("; ")}`);
}
