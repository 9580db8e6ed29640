import { Copy, DockerfileParser, Env, From, JSONInstruction, ModifiableInstruction } from "dockerfile-ast";

export type Instruction =
  | {
      readonly kind: "copy";
      readonly from?: string;
      readonly owner?: number;
      readonly sources: readonly string[];
      readonly to: string;
    }
  | { readonly kind: "run"; readonly command: string }
  | { readonly kind: "env"; readonly variables: Readonly<Record<string, string>> }
  | { readonly kind: "workdir"; readonly path: string }
  | { readonly kind: "user"; readonly id: number }
  | { readonly kind: "volume"; readonly path: string }
  | { readonly kind: "cmd"; readonly words: readonly string[] };

export interface Stage {
  readonly name: string;
  /** Another stage, or an image of a registry. */
  readonly base: string;
  readonly instructions: readonly Instruction[];
}

/** Reads a Dockerfile that uses what ours uses. Throws with the line of anything else: it would be laid out wrongly. */
export function readDockerfile(text: string): Stage[] {
  const stages: { name: string; base: string; instructions: Instruction[] }[] = [];
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const line = instruction.getRange().start.line + 1;
    const unknown = (): never => {
      throw new Error(
        `Dockerfile:${line}: ${instruction.toString()} is not laid out here; teach test/image/dockerfile.ts`,
      );
    };
    const words = instruction.getArguments().map((argument) => argument.getValue());
    const [first = unknown()] = words;
    const only = () => (words.length === 1 && !first.includes("$") ? first : unknown());
    const hasFlags = instruction instanceof ModifiableInstruction && instruction.getFlags().length > 0;
    if (hasFlags && !(instruction instanceof Copy)) unknown();
    if (instruction instanceof From) {
      const [base = unknown(), name = unknown()] = [instruction.getImage(), instruction.getBuildStage()].map(
        (part) => part ?? undefined,
      );
      stages.push({ name, base, instructions: [] });
      continue;
    }
    const stage = stages.at(-1) ?? unknown();
    switch (instruction.getKeyword()) {
      case "COPY":
        stage.instructions.push(instruction instanceof Copy ? readCopy(instruction, words, unknown) : unknown());
        break;
      case "RUN":
        // What an absolute path of the image would be is here a path of this machine.
        if (/(^|[\s=])\//.test(instruction.getArgumentsContent() ?? "")) unknown();
        stage.instructions.push({ kind: "run", command: instruction.getArgumentsContent() ?? "" });
        break;
      case "ENV": {
        const properties = instruction instanceof Env ? instruction.getProperties() : unknown();
        const variables = Object.fromEntries(properties.map((one) => [one.getName(), one.getValue() ?? ""]));
        stage.instructions.push({ kind: "env", variables });
        break;
      }
      case "WORKDIR":
        stage.instructions.push({ kind: "workdir", path: only() });
        break;
      case "USER":
        stage.instructions.push({ kind: "user", id: numberOr(only(), unknown) });
        break;
      case "VOLUME":
        stage.instructions.push({ kind: "volume", path: only() });
        break;
      case "CMD": {
        const strings = instruction instanceof JSONInstruction ? instruction.getJSONStrings() : [];
        if (strings.length === 0) unknown();
        stage.instructions.push({ kind: "cmd", words: strings.map((string) => string.getJSONValue()) });
        break;
      }
      default:
        unknown();
    }
  }
  return stages;
}

function readCopy(copy: Copy, words: readonly string[], unknown: () => never): Instruction {
  const flags = new Map(copy.getFlags().map((flag) => [flag.getName(), flag.getValue() ?? ""]));
  const [from, chown] = [flags.get("from"), flags.get("chown")];
  if (flags.size !== Number(from !== undefined) + Number(chown !== undefined)) unknown();
  if (words.length < 2 || words.some((word) => /[*?[$]/.test(word))) unknown();
  return {
    kind: "copy",
    sources: words.slice(0, -1),
    to: words.at(-1) ?? unknown(),
    ...(from === undefined ? {} : { from }),
    ...(chown === undefined ? {} : { owner: numberOr(chown, unknown) }),
  };
}

function numberOr(text: string, unknown: () => never): number {
  return /^\d+$/.test(text) ? Number(text) : unknown();
}
