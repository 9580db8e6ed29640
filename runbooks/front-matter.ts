import Type, { type Static } from "typebox";
import { group } from "../foundation/schema/forms.ts";

const Name = Type.String({ pattern: "^[a-z][a-z0-9-]{0,127}$" });

/** What stands between the fences at the head of a page, once it fits `front-matter.schema.json`. */
export const FrontMatter = group(
  {
    id: Name,
    title: Type.String({ minLength: 1, maxLength: 120 }),
    slos: Type.Array(Name),
    alerts: Type.Array(Type.String({ minLength: 1 }), { minItems: 1 }),
    owner: Name,
    reviewed: Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }),
  },
  { title: "The front matter of a runbook" },
);
export type FrontMatter = Static<typeof FrontMatter>;
