import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import type { DashboardLink, Panel, ThresholdsConfig, ValueMapping } from "@grafana/grafana-foundation-sdk/dashboard";
import type * as units from "@grafana/grafana-foundation-sdk/units";
import { type Looks, mappings, thresholds } from "./colours.ts";
import { DATA_SOURCE, type Query, target } from "./query.ts";

/** A unit that Grafana knows, for example `percentunit` or `s`. */
export type Unit = Extract<(typeof units)[keyof typeof units], string>;

/** What no panel may lack. */
export interface PanelOptions {
  /** Names the panel for good: its id, and with it every link to the panel, comes from this. */
  readonly key: string;
  readonly title: string;
  /** Says what the viewer should do with what they see. */
  readonly description: string;
  /** Columns of 24, and rows of about 30 pixels. */
  readonly size: readonly [width: number, height: number];
}

/** A panel of numbers. */
export interface ValueOptions extends PanelOptions, Looks {
  readonly queries: readonly Query[];
  readonly unit: Unit;
  readonly decimals?: number;
}

/** The part that the SDK's panel builders share. */
export interface PanelBuilder extends Builder<Panel> {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  span(columns: number): this;
  height(rows: number): this;
}

export interface ValuePanelBuilder extends PanelBuilder {
  datasource(reference: typeof DATA_SOURCE): this;
  withTarget(target: Builder<Dataquery>): this;
  unit(unit: string): this;
  decimals(decimals: number): this;
  noValue(text: string): this;
  mappings(mappings: ValueMapping[]): this;
  thresholds(thresholds: Builder<ThresholdsConfig>): this;
  dataLinks(links: Builder<DashboardLink>[]): this;
}

export const NO_DATA = "No data";

/** Applies what all panels have. */
export function place<B extends PanelBuilder>(panel: B, { key, title, description, size }: PanelOptions): B {
  const [width, height] = size;
  return panel.id(panelId(key)).title(title).description(description).span(width).height(height);
}

/** Applies what all panels of numbers have. */
export function measure<B extends ValuePanelBuilder>(panel: B, options: ValueOptions): B {
  place(panel, options).datasource(DATA_SOURCE).unit(options.unit).noValue(NO_DATA);
  panel.mappings(mappings(options)).thresholds(thresholds(options));
  if (options.decimals !== undefined) panel.decimals(options.decimals);
  for (const [index, query] of options.queries.entries()) panel.withTarget(target(letter(index), query));
  return panel;
}

function letter(index: number): string {
  return String.fromCharCode("A".charCodeAt(0) + index);
}

/** Grafana counts panels from 1; six digits keep a link to a panel (`viewPanel=…`) short. */
const HIGHEST = 999_999;

/** A panel's id from its key, so that it stays when panels are added, moved or renamed: FNV-1a, 32 bits (RFC 9923). */
export function panelId(key: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(key)) hash = Math.imul(hash ^ byte, 0x01000193);
  return ((hash >>> 0) % HIGHEST) + 1;
}
