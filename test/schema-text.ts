import { Ajv } from "ajv";
import type { TSchema } from "typebox";

/** The text of a schema as editors read it: JSON Schema, draft 7. Throws for a schema that is not in order. */
export function schemaText(schema: TSchema, id: string): string {
  const document = { $schema: "http://json-schema.org/draft-07/schema#", $id: id, ...schema };
  new Ajv({ strict: true, strictRequired: false, allowUnionTypes: true, keywords: ["errorMessage"] }).compile(document);
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
