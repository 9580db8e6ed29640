#!/usr/bin/env node
import { randomUUID } from "node:crypto";
import { readCommandLine, USAGE, UsageError } from "./command-line.ts";
import { runTraffic, TrafficError } from "./run-traffic.ts";

// `npm run traffic | head` closes the pipe early; that is no error.
process.stdout.on("error", (error) => {
  if ("code" in error && error.code === "EPIPE") process.exit();
  throw error;
});
try {
  const command = readCommandLine(process.argv.slice(2), process.env);
  const stopped = new AbortController();
  // A second Ctrl-C does not wait for answers.
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopped.abort());
  const write = (text: string) => void process.stdout.write(text);
  if (command === undefined) write(USAGE);
  else {
    process.exitCode = await runTraffic(command, {
      now: Date.now,
      random: Math.random,
      newId: randomUUID,
      write,
      signal: stopped.signal,
    });
  }
} catch (error) {
  if (!(error instanceof UsageError) && !(error instanceof TrafficError)) throw error;
  console.error(`traffic: ${error.message}${error instanceof UsageError ? "\n\n--help says how." : ""}`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
