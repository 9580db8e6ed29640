import Type from "typebox";
import { parseDocument } from "yaml";
import { checkOf } from "../foundation/schema/check.ts";
import { findingAt, type Language, type Runbook, type RunbookFinding, SECTIONS, type Section } from "./runbook.ts";

const Name = Type.String({ pattern: "^[a-z][a-z0-9-]{0,127}$" });
const FrontMatter = Type.Object(
  {
    id: Name,
    title: Type.String({ minLength: 1, maxLength: 120 }),
    slos: Type.Array(Name),
    alerts: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
    owner: Name,
    reviewed: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }),
  },
  { additionalProperties: false },
);
const check = checkOf(FrontMatter, "writing");

const FENCE = /^(?:---|\uFEFF---)\s*$/;
const MOST_CHARACTERS = 200_000;

/** Reads one page. `name` is the file's name without `.md`. Without a runbook there are findings. */
export function readRunbook(
  file: string,
  { text: written, language, name }: { readonly text: string; readonly language: Language; readonly name: string },
): { readonly runbook: Runbook | undefined; readonly findings: readonly RunbookFinding[] } {
  const text = written.replaceAll("\r\n", "\n");
  const form = (line: number, message: string, help: string): RunbookFinding =>
    findingAt("runbook-form", { file, text, line }, message, help);
  if (text.length > MOST_CHARACTERS) {
    return {
      runbook: undefined,
      findings: [form(1, "the page is longer than 200,000 characters", "Nobody reads that at night.")],
    };
  }
  const lines = text.split("\n");
  const end = lines.findIndex((line, index) => index > 0 && FENCE.test(line));
  if (!FENCE.test(lines[0] ?? "") || end === -1) {
    const help = "Begin the page with `---`, the keys id, title, slos, alerts, owner and reviewed, and `---`.";
    return { runbook: undefined, findings: [form(1, "the page has no front matter", help)] };
  }
  const document = parseDocument(lines.slice(1, end).join("\n"), { schema: "failsafe", stringKeys: true });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const line = 1 + (broken.linePos?.[0].line ?? 1);
    return {
      runbook: undefined,
      findings: [form(line, "the front matter is not YAML", broken.message.split(/ at line /)[0] ?? "")],
    };
  }
  const front: unknown = document.toJS({ maxAliasCount: 0 });
  if (!check(front)) {
    const findings = check.offences(front).map(({ instancePath, keyword, params }) => {
      const key = instancePath.split("/")[1] ?? String(params["missingProperty"] ?? params["additionalProperty"] ?? "");
      const message =
        keyword === "required"
          ? `the front matter lacks \`${key}\``
          : keyword === "additionalProperties"
            ? `the front matter has no key \`${key}\``
            : `the front matter's \`${key}\` has the wrong form`;
      const line =
        1 +
        Math.max(
          0,
          lines.slice(0, end).findIndex((one) => one.startsWith(`${key}:`)),
        );
      return form(line, message, "The keys are id, title, slos and alerts (lists), owner and reviewed (YYYY-MM-DD).");
    });
    return { runbook: undefined, findings };
  }
  const sections = sectionsOf(lines, end + 1);
  const runbook: Runbook = { ...front, language, sections, file };
  const findings = sectionFindings(runbook, form);
  if (front.id !== name) {
    findings.push(
      form(2, `the id is \`${front.id}\` and the file is named \`${name}\``, "Name them alike: links lead to the id."),
    );
  }
  return { runbook, findings };
}

/** Headings within code are code. */
function sectionsOf(lines: readonly string[], from: number): Section[] {
  const sections: Array<{ heading: string; line: number; body: string[] }> = [];
  let isCode = false;
  lines.slice(from).forEach((line, index) => {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    const heading = isCode ? undefined : /^## +(.*?)\s*$/.exec(line)?.[1];
    if (heading !== undefined) sections.push({ heading, line: from + index + 1, body: [] });
    else sections.at(-1)?.body.push(line);
  });
  return sections.map(({ heading, line, body }) => ({ heading, line, markdown: body.join("\n").trim() }));
}

function sectionFindings(
  { language, sections }: Runbook,
  form: (line: number, message: string, help: string) => RunbookFinding,
): RunbookFinding[] {
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
