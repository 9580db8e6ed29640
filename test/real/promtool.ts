import { execFile } from "node:child_process";

/** `promtool check rules`: returns what it prints, throws with it when a rule is wrong. */
export function checkRules(...ruleFiles: readonly string[]): Promise<string> {
  return run("promtool", ["check", "rules", ...ruleFiles]);
}

/** `promtool test rules`. */
export function testRules(...testFiles: readonly string[]): Promise<string> {
  return run("promtool", ["test", "rules", ...testFiles]);
}

/** `promtool check config`. */
export function checkPrometheusConfig(file: string): Promise<string> {
  return run("promtool", ["check", "config", file]);
}

/** `amtool check-config`. */
export function checkAlertmanagerConfig(file: string): Promise<string> {
  return run("amtool", ["check-config", file]);
}

/** Runs a command to its end and returns its output and errors in one text; throws with them when it fails. */
export function run(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { maxBuffer: 64 << 20 }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout + stderr);
      else reject(new Error(`${command} ${args.join(" ")}: ${error.code ?? error.signal}\n${stdout}${stderr}`));
    });
  });
}
