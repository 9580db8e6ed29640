import { benchCompiler } from "./compiler.ts";
import { benchRules } from "./rules.ts";

await benchRules();
benchCompiler();
