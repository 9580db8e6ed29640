import type { Loss, OutputFile } from "../target.ts";
import { jsonText } from "./json-text.ts";
import { LOSSES } from "./losses.ts";

/** The losses for people, grouped by what is lost, and for programs. */
export function* lossReport(losses: readonly Loss[]): Generator<OutputFile> {
  yield { path: "cloud-monitoring/LOSSES.md", text: markdown(losses) };
  yield { path: "cloud-monitoring/losses.json", text: jsonText(losses) };
}

function markdown(losses: readonly Loss[]): string {
  const byName = Map.groupBy(losses, ({ name }) => name);
  let text = `# What Cloud Monitoring cannot express\n\nMade by \`slo compile\`. The definitions stay as they are; this is what becomes of them here.\n`;
  if (losses.length === 0) text += "\nNothing is lost.\n";
  for (const [name, meaning] of Object.entries(LOSSES)) {
    const own = byName.get(name);
    if (own === undefined) continue;
    text += `\n## ${name}\n\n${meaning}\n\n`;
    for (const { slo, message } of own) text += `- \`${slo}\`: ${message}\n`;
  }
  return text;
}
