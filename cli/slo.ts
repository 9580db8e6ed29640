import { run } from "./run.ts";

// `slo … | head` closes the pipe early; that is no error.
process.stdout.on("error", (error) => {
  if ("code" in error && error.code === "EPIPE") process.exit();
  throw error;
});
void run(process.argv.slice(2)).then((code) => {
  process.exitCode = code;
});
