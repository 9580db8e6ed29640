import type { Dashboard } from "../dashboard.ts";
import { array, type JsonObject, object, text, texts } from "../json.ts";
import type { Complaint, DashboardRule } from "../rule.ts";

/** A link to a dashboard of the same Grafana, in a URL or in Markdown. */
const LINK = /(?:^|[\s("'])\/d\/(?<uid>[\w-]+)(?<rest>[^\s)"']*)/g;

export const deadLink: DashboardRule = {
  name: "dead-link",
  advice: "Link to a dashboard that is installed with this one, and to variables that it has.",
  *check({ panels, source }, all) {
    yield* deadIn({ ...source, panels: [] }, all);
    for (const panel of panels) {
      for (const complaint of deadIn({ ...panel.source, panels: [] }, all)) yield { ...complaint, panel };
    }
    for (const link of array(source["links"])) yield* deadTags(object(link), all);
  },
};

function* deadIn(source: unknown, all: readonly Dashboard[]): Generator<Complaint> {
  for (const { text: content } of texts(source)) {
    for (const { groups } of content.matchAll(LINK)) {
      const target = all.find(({ uid }) => uid === groups?.["uid"]);
      if (target === undefined) {
        yield { text: `links to \`/d/${groups?.["uid"]}\`, which does not exist` };
        continue;
      }
      for (const [, name] of (groups?.["rest"] ?? "").matchAll(/[?&]var-(\w+)=/g)) {
        if (target.variables.some((variable) => variable.name === name)) continue;
        yield { text: `sets \`var-${name}\`, which \`/d/${target.uid}\` does not have` };
      }
    }
  }
}

/** A list of links to the dashboards with certain tags. */
function* deadTags(link: JsonObject, all: readonly Dashboard[]): Generator<Complaint> {
  const tags = array(link["tags"]).map(text);
  if (link["type"] !== "dashboards" || all.some((other) => tags.every((tag) => other.tags.includes(tag)))) return;
  yield { text: `links to dashboards tagged ${tags.join(", ")}, of which there are none` };
}
