import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type DashboardLink,
  type Panel,
  RowBuilder,
  type VariableModel,
} from "@grafana/grafana-foundation-sdk/dashboard";

export interface DashboardOptions {
  /** Stays for good: every link names it. At most 40 of `[A-Za-z0-9_-]`. */
  readonly uid: string;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly variables: readonly Builder<VariableModel>[];
  readonly links: readonly Builder<DashboardLink>[];
  /** Rows and panels, placed from left to right. */
  readonly body: readonly (RowBuilder | Builder<Panel>)[];
}

/** A dashboard that people read and only code changes. */
export function dashboard(options: DashboardOptions): Dashboard {
  const builder = new DashboardBuilder(options.title)
    .uid(options.uid)
    .description(options.description)
    .tags([...options.tags])
    .readonly()
    .timezone("browser")
    .time({ from: "now-24h", to: "now" })
    .refresh("1m")
    .tooltip(DashboardCursorSync.Crosshair)
    .variables([...options.variables])
    .links([...options.links]);
  for (const part of options.body) {
    if (part instanceof RowBuilder) builder.withRow(part);
    else builder.withPanel(part);
  }
  return builder.build();
}
