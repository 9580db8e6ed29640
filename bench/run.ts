import { benchCompiler } from "./compiler.ts";
import { benchInstrumentation } from "./instrumentation.ts";
import { benchRouter } from "./router.ts";
import { benchRules } from "./rules.ts";

await benchRules();
benchCompiler();
await benchInstrumentation();
await benchRouter();
