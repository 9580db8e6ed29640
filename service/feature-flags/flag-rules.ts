import { createHash } from "node:crypto";
import Type, { type Static } from "typebox";

export const FlagRules = Type.Object(
  {
    enabled: Type.Boolean({ description: "Off for everybody when false, whatever else stands here" }),
    percentage: Type.Optional(
      Type.Number({ minimum: 0, maximum: 100, description: "The share of customers; 100 when not given" }),
    ),
    customers: Type.Optional(
      Type.Array(Type.String({ maxLength: 100 }), {
        maxItems: 1_000,
        description: "On for these, whatever the percentage",
      }),
    ),
    variants: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Type.String({ minLength: 1, maxLength: 50 }), weight: Type.Number({ minimum: 0 }) },
          { additionalProperties: false },
        ),
        {
          minItems: 2,
          maxItems: 10,
          description: "Who has the flag on is divided among these by weight",
        },
      ),
    ),
  },
  { additionalProperties: false },
);
export type FlagRules = Static<typeof FlagRules>;

export interface Evaluation {
  readonly on: boolean;
  readonly variant?: string;
  /** OpenTelemetry's feature_flag.result.reason. */
  readonly reason: "static" | "targeting_match" | "split" | "disabled";
}

/** What a flag is for somebody; `key` is the customer, or the user where there is none. */
export function evaluate(name: string, rules: FlagRules, key: string): Evaluation {
  if (!rules.enabled) return { on: false, reason: "disabled" };
  const isTarget = rules.customers?.includes(key) ?? false;
  const percentage = rules.percentage ?? 100;
  const on = isTarget || share(`${name}/rollout`, key) * 100 < percentage;
  const variant = on ? variantOf(name, rules, key) : undefined;
  const reason = isTarget ? "targeting_match" : percentage < 100 || variant !== undefined ? "split" : "static";
  return { on, reason, ...(variant === undefined ? {} : { variant }) };
}

function variantOf(name: string, { variants = [] }: FlagRules, key: string): string | undefined {
  const total = variants.reduce((sum, { weight }) => sum + weight, 0);
  let rest = share(`${name}/variant`, key) * total;
  for (const { name: variant, weight } of variants) {
    if (rest < weight) return variant;
    rest -= weight;
  }
  return undefined;
}

/** A number from 0 to below 1 that is always the same for a purpose and a key, and independent between purposes. */
function share(purpose: string, key: string): number {
  return createHash("sha256").update(`${purpose}/${key}`).digest().readUIntBE(0, 6) / 2 ** 48;
}
