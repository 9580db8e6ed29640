import { type ExecFileSyncOptions, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { postgresFolder } from "./postgres-folder.ts";

interface Server {
  /** Debian's name for what brings the commands. */
  readonly debianPackage: string;
  /** All of these must be there; of a list, one: Debian and the project's own releases may name a program differently. */
  readonly commands: ReadonlyArray<readonly string[]>;
}

/** The real programs that the tests and the bench run. */
const SERVERS: readonly Server[] = [
  { debianPackage: "prometheus", commands: [["prometheus"], ["promtool"]] },
  { debianPackage: "prometheus-alertmanager", commands: [["prometheus-alertmanager", "alertmanager"], ["amtool"]] },
  { debianPackage: "postgresql", commands: [["initdb"], ["postgres"]] },
  { debianPackage: "redis-server", commands: [["redis-server"]] },
  {
    debianPackage: "prometheus-blackbox-exporter",
    commands: [["prometheus-blackbox-exporter", "blackbox_exporter"]],
  },
  { debianPackage: "chromium", commands: [["chromium", "chromium-browser", "google-chrome"]] },
];

function missingCommands({ commands }: Server): string[] {
  return commands.filter((names) => !names.some(isInstalled)).map((names) => names.join(" or "));
}

function isInstalled(command: string): boolean {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), postgresFolder()];
  return folders.some((folder) => folder !== undefined && existsSync(join(folder, command)));
}

function install(packages: readonly string[]): void {
  // In runlevel 1 Debian's packages do not start their services.
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", RUNLEVEL: "1" };
  const quietly: ExecFileSyncOptions = { env, stdio: ["ignore", "pipe", "pipe"] };
  execFileSync("apt-get", ["update", "-qq"], quietly);
  execFileSync("apt-get", ["install", "-qq", "-y", "--no-install-recommends", ...packages], quietly);
}

const absent = SERVERS.filter((server) => missingCommands(server).length > 0);
if (absent.length > 0) {
  const packages = absent.map((server) => server.debianPackage);
  let reason = "";
  if (process.getuid?.() === 0 && isInstalled("apt-get")) {
    try {
      install(packages);
    } catch (error) {
      reason = ` (${String(error).trim().split("\n").at(-1)})`;
    }
  }
  const commands = SERVERS.flatMap(missingCommands);
  if (commands.length > 0) {
    console.error(
      `The tests need ${commands.join(", ")}. On Debian: sudo apt-get update && sudo apt-get install ${packages.join(" ")}${reason}`,
    );
    process.exit(1);
  }
}
