import { parseDocument } from "yaml";
import type { Finding, Read } from "../foundation/findings/finding.ts";
import type { SourceFile } from "../foundation/findings/source-text.ts";
import { checkOfJson } from "../foundation/schema/check.ts";
import frontMatterSchema from "./front-matter.schema.json" with { type: "json" };
import type { FrontMatter } from "./front-matter.ts";
import { readMarkdown } from "./markdown.ts";
import { RUNBOOK_RULES } from "./rules.ts";
import { type Language, type Runbook, SECTIONS, type Section } from "./runbook.ts";

const fits = checkOfJson<FrontMatter>(frontMatterSchema, "writing");

const FENCE = /^---\s*$/;
const MOST_CHARACTERS = 200_000;
const FRONT_MATTER = "The keys are id, title, slos and alerts (lists), owner and reviewed (YYYY-MM-DD).";

type Form = (line: number, text: string, advice: string) => Finding;

/** Reads one page. `name` is the file's name without `.md`. */
export function readRunbook(
  page: SourceFile,
  { language, name }: { readonly language: Language; readonly name: string },
): Read<Runbook> {
  const form: Form = (...words) => page.lineFinding(RUNBOOK_RULES["runbook-form"], ...words);
  if (page.text.length > MOST_CHARACTERS)
    return { findings: [form(1, "the page is longer than 200,000 characters", "Nobody reads that at night.")] };
  const lines = page.text.split(/\r?\n/);
  const end = lines.findIndex((line, index) => index > 0 && FENCE.test(line));
  if (!FENCE.test(lines[0] ?? "") || end === -1) {
    const advice = "Begin the page with `---`, the keys id, title, slos, alerts, owner and reviewed, and `---`.";
    return { findings: [form(1, "the page has no front matter", advice)] };
  }
  const front = readFrontMatter(lines.slice(0, end), form);
  if (front.value === undefined) return front;
  const runbook: Runbook = { ...front.value, language, sections: sectionsOf(lines, end + 1), file: page.path };
  const findings = sectionFindings(runbook, form);
  if (runbook.id !== name) {
    const wrong = `the id is \`${runbook.id}\` and the file is named \`${name}\``;
    findings.push(form(2, wrong, "Name them alike: links lead to the id."));
  }
  return { value: runbook, findings };
}

/** Reads the lines before the second fence. */
function readFrontMatter(lines: readonly string[], form: Form): Read<FrontMatter> {
  const document = parseDocument(lines.slice(1).join("\n"), { schema: "failsafe", stringKeys: true });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const line = 1 + (broken.linePos?.[0].line ?? 1);
    return { findings: [form(line, "the front matter is not YAML", broken.message.split(/ at line /)[0] ?? "")] };
  }
  const front: unknown = document.toJS({ maxAliasCount: 0 });
  if (fits(front)) return { value: front, findings: [] };
  const findings = fits.offences(front).map(({ instancePath, keyword, params }) => {
    const key = instancePath.split("/")[1] ?? String(params["missingProperty"] ?? params["additionalProperty"] ?? "");
    const wrong =
      keyword === "required"
        ? `the front matter lacks \`${key}\``
        : keyword === "additionalProperties"
          ? `the front matter has no key \`${key}\``
          : `the front matter's \`${key}\` has the wrong form`;
    const line = lines.findIndex((one) => one.startsWith(`${key}:`));
    return form(1 + Math.max(0, line), wrong, FRONT_MATTER);
  });
  return { findings };
}

/** A section goes from its heading to the next one. */
function sectionsOf(lines: readonly string[], from: number): Section[] {
  const { headings } = readMarkdown(lines.slice(from).join("\n"), from + 1);
  return headings.map(({ text, line, after }, index) => {
    const body = lines.slice(after - 1, (headings[index + 1]?.line ?? lines.length + 1) - 1);
    const markdown = body.join("\n").trim();
    const blank = body.findIndex((one) => one.trim() !== "");
    return { heading: text, line, from: after + Math.max(0, blank), markdown };
  });
}

function sectionFindings({ language, sections }: Runbook, form: Form): Finding[] {
  const wanted: readonly string[] = SECTIONS[language];
  const order = `The sections are: ${wanted.join(", ")}.`;
  const missing = wanted.filter((heading) => !sections.some((section) => section.heading === heading));
  const findings = missing.map((heading) => form(1, `the section “${heading}” is missing`, order));
  sections.forEach(({ heading, line, markdown }, index) => {
    if (!wanted.includes(heading)) findings.push(form(line, `there is no section “${heading}”`, order));
    else if (missing.length === 0 && sections.length === wanted.length && wanted[index] !== heading) {
      findings.push(form(line, `“${heading}” is out of order`, order));
    }
    if (markdown === "")
      findings.push(form(line, `“${heading}” is empty`, "Say it, or say that there is nothing to do."));
  });
  const headings = sections.map(({ heading }) => heading);
  for (const { heading, line } of sections.filter((section, index) => headings.indexOf(section.heading) < index)) {
    findings.push(form(line, `“${heading}” stands there twice`, order));
  }
  return findings;
}
