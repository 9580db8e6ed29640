import type { ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import { MappingType, ThresholdsConfigBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";

/** Grafana's named colours, which follow the viewer's theme. */
export type Colour = "red" | "orange" | "yellow" | "green" | "blue" | "text" | typeof NEUTRAL;

/** What is not known is neither good nor bad. */
export const NEUTRAL = "#8e8e8e";

/** Below every value a panel can show, and above the minus infinity that Grafana gives to a value that is missing. */
const LOWEST = -1e9;

/** How values look: a colour from each limit upwards, and words in place of certain numbers. Missing values are always neutral. */
export interface Looks {
  /** Ascending; `lowest` starts at the bottom. */
  readonly from?: readonly (readonly [limit: number | "lowest", colour: Colour])[];
  readonly words?: Readonly<Record<number, Word>>;
  /** Words in place of numbers that a fixed count of decimals would make nothing, or too long to read. They keep the colour of the number. */
  readonly sizes?: readonly SizeWord[];
}

/** Both limits are within. */
export interface SizeWord {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export interface Word {
  readonly text: string;
  readonly colour: Colour;
}

/**
 * Grafana colours a missing value with the base step (it compares it as minus infinity), so the base is neutral and even the
 * worst colour starts at a number.
 */
export function thresholds(looks: Looks): ThresholdsConfigBuilder {
  const steps = (looks.from ?? []).map(([limit, color]) => ({ value: limit === "lowest" ? LOWEST : limit, color }));
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([{ value: null, color: NEUTRAL }, ...steps]);
}

export function mappings(looks: Looks): ValueMapping[] {
  const words = Object.entries(looks.words ?? {}).map(([value, { text, colour }]) => [value, { text, color: colour }]);
  const sizes = (looks.sizes ?? []).map(({ from, to, text }, index) => ({
    type: MappingType.RangeToText as const,
    options: { from, to, result: { text, index } },
  }));
  return [
    ...(words.length === 0 ? [] : [{ type: MappingType.ValueToText as const, options: Object.fromEntries(words) }]),
    ...sizes,
  ];
}
