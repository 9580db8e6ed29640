import { createHash } from "node:crypto";
import Type, { type Static } from "typebox";
import type { ComponentName } from "../http/operation.ts";

/** The parts of the business that callers with one variant and with another may be compared in. */
export const PILOTED = [
  "orders",
  "customers",
  "deliveries",
  "dispatch",
  "e-invoices",
] as const satisfies ComponentName[];

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
          {
            name: Type.String({ minLength: 1, maxLength: 50 }),
            weight: Type.Number({ minimum: 0, description: "At least one is above 0" }),
          },
          { additionalProperties: false },
        ),
        {
          minItems: 2,
          maxItems: 10,
          description: "Who has the flag on is divided among these by weight; each has another name",
        },
      ),
    ),
    pilot: Type.Optional(
      Type.Enum([...PILOTED], {
        description: "Measure the requests to this part of the business by who has which variant; three flags at most",
      }),
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

/** What is wrong with rules that keep their schema; undefined when nothing is. */
export function mistakeIn({ variants }: FlagRules): string | undefined {
  if (variants === undefined) return undefined;
  if (variants.every(({ weight }) => weight === 0)) return "No variant has a weight: nobody could be given one.";
  const names = new Set(variants.map(({ name }) => name));
  return names.size < variants.length ? "Two variants have one name." : undefined;
}

/** What somebody who may be compared with others has: their variant, or whether the flag is on for them. */
export function cohortOf({ on, variant }: Evaluation): string {
  return variant ?? (on ? "on" : "off");
}

/** Everything that cohortOf may answer for a flag. */
export function variantsOf({ variants }: FlagRules): string[] {
  return variants === undefined ? ["on", "off"] : [...new Set([...variants.map(({ name }) => name), "off"])];
}

/**
 * Weighted rendezvous hashing (Schindelhauer and Schomaker, 2005): each variant draws a time from an exponential
 * distribution with its weight as the rate, and the first one wins. A variant's draw does not depend on the others, so that
 * one more takes its share from all of them, and nobody moves between those that were there.
 */
function variantOf(name: string, { variants = [] }: FlagRules, key: string): string | undefined {
  const drawn = variants
    .filter(({ weight }) => weight > 0)
    .map(({ name: variant, weight }) => ({
      variant,
      at: -Math.log1p(-share(`${name}/variant/${variant}`, key)) / weight,
    }));
  return drawn.reduce<(typeof drawn)[number] | undefined>(
    (first, next) => (first === undefined || next.at < first.at ? next : first),
    undefined,
  )?.variant;
}

/** A number from 0 to below 1 that is always the same for a purpose and a key, and independent between purposes. */
function share(purpose: string, key: string): number {
  return createHash("sha256").update(`${purpose}/${key}`).digest().readUIntBE(0, 6) / 2 ** 48;
}
