import { benchCompiler } from "./compiler.ts";
import { benchEngine } from "./engine.ts";
import { benchImages } from "./images.ts";
import { benchInstrumentation } from "./instrumentation.ts";
import { benchLoad } from "./load.ts";
import { benchRouter } from "./router.ts";
import { benchRules } from "./rules.ts";

await benchRules();
benchCompiler();
benchImages();
await benchEngine();
await benchInstrumentation();
await benchRouter();
await benchLoad();
