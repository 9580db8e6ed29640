import { benchCompiler } from "./compiler.ts";
import { benchInstrumentation } from "./instrumentation.ts";
import { benchRules } from "./rules.ts";

await benchRules();
benchCompiler();
await benchInstrumentation();
