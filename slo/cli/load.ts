import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { type Config, readConfig } from "../language/config.ts";
import { byPosition, type Diagnostic } from "../language/diagnostic.ts";
import { readMetrics } from "../language/metrics.ts";
import { type DefinitionText, readDefinitions } from "../language/read-definitions.ts";
import { type DeclaredMetric, MetricCatalogue } from "../model/metric-catalogue.ts";
import type { Slo } from "../model/slo.ts";
import type { CommandLine } from "./command-line.ts";
import { UsageError } from "./usage.ts";

/** Everything that was read, and everything that is wrong with it. */
export interface Loaded {
  readonly slos: readonly Slo[];
  readonly config: Config;
  readonly catalogue: MetricCatalogue;
  readonly findings: readonly Diagnostic[];
}

/** Reads configuration, metric declarations and definitions. Undefined `slos` never happens: what cannot be read is a finding. */
export function load({
  paths,
  config: configPath,
  overrides,
}: Pick<CommandLine, "paths" | "config" | "overrides">): Loaded | Diagnostic[] {
  const configText = read(configPath);
  if (typeof configText !== "string")
    throw new UsageError(`${configPath}: ${configText.message}; run in the repository, or give --config FILE`);
  const config = readConfig(shown(configPath), configText, overrides);
  if (Array.isArray(config)) return config;
  const findings: Diagnostic[] = [];
  const metrics = config.metrics.flatMap((path): DeclaredMetric[] => {
    const place = join(dirname(configPath), path);
    const text = read(place);
    if (typeof text !== "string") {
      findings.push(text);
      return [];
    }
    const declared = readMetrics(shown(place), text);
    findings.push(...declared.findings);
    return declared.metrics;
  });
  const files = paths.flatMap(listFiles).flatMap((path): DefinitionText[] => {
    const text = read(path);
    if (typeof text === "string") return [{ path: shown(path), text }];
    findings.push(text);
    return [];
  });
  const catalogue = new MetricCatalogue(metrics);
  const definitions = readDefinitions(files, { config, catalogue });
  return {
    slos: definitions.slos,
    config,
    catalogue,
    findings: [...findings, ...definitions.findings].sort(byPosition),
  };
}

/** The YAML files under a path, sorted, so that nothing depends on the file system's order. */
function listFiles(path: string): string[] {
  if (path === "-" || !isDirectory(path)) return [path];
  const entries = readdirSync(path, { recursive: true, encoding: "utf8" });
  return entries
    .filter((entry) => /\.ya?ml$/.test(entry))
    .map((entry) => join(path, entry))
    .sort();
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** The text of a file, or what keeps it from being read. */
function read(path: string): string | Diagnostic {
  const problem = (message: string, help: string): Diagnostic => ({
    rule: "file-unreadable",
    file: shown(path),
    line: 1,
    column: 1,
    length: 1,
    excerpt: "",
    message,
    help,
  });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path === "-" ? 0 : path));
  } catch (error) {
    if (error instanceof TypeError) return problem("the file is not UTF-8 text", "Save it as UTF-8.");
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    return code === "ENOENT"
      ? problem("there is no such file", "Check the path.")
      : problem(`the file cannot be read (${String(code)})`, "Check the path and its permissions.");
  }
}

/** A path as people name it: from the working directory when it is inside. */
function shown(path: string): string {
  if (path === "-") return "<stdin>";
  const fromHere = relative(process.cwd(), resolve(path));
  return (fromHere.startsWith("..") ? path : fromHere).split(sep).join("/");
}
