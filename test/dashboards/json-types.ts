import type {
  Dashboard,
  FieldConfig,
  FieldConfigSource,
  Panel,
  RowPanel,
} from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dataquery } from "@grafana/grafana-foundation-sdk/prometheus";
import type * as stat from "@grafana/grafana-foundation-sdk/stat";
import type * as statetimeline from "@grafana/grafana-foundation-sdk/statetimeline";
import type * as table from "@grafana/grafana-foundation-sdk/table";
import type * as text from "@grafana/grafana-foundation-sdk/text";
import type * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";

/**
 * The SDK's types as they look in JSON: its enums are plain texts, its functions are gone, and the options that it leaves open
 * (`any`) are those of the panel's type. TypeScript checks the produced JSON against them (see `dashboards/json-types.test.ts`).
 */
export type DashboardJson = Json<Omit<Dashboard, "panels">> & { panels: (PanelJson | Json<RowPanel>)[] };

type PanelJson =
  | PanelOf<"stat", stat.Options>
  | PanelOf<"state-timeline", statetimeline.Options, statetimeline.FieldConfig>
  | PanelOf<"table", table.Options, table.FieldConfig>
  | PanelOf<"timeseries", timeseries.Options, timeseries.FieldConfig>
  | (Json<Omit<Panel, "type" | "options">> & { type: "text"; options: Json<text.Options> });

type PanelOf<Type, Options, Custom = never> = Json<Omit<Panel, "type" | "options" | "targets" | "fieldConfig">> & {
  type: Type;
  options: Json<Options>;
  targets: Json<Dataquery>[];
  fieldConfig: Json<Omit<FieldConfigSource, "defaults">> & {
    defaults: Json<Omit<FieldConfig, "custom">> & { custom?: Json<Custom> };
  };
};

type Json<T> = T extends string ? `${T}` : T extends object ? { [K in keyof T as Plain<T, K>]: Json<T[K]> } : T;

type Plain<T, K extends keyof T> = T[K] extends () => void ? never : K;
