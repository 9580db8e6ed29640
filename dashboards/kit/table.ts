import {
  BarGaugeDisplayMode,
  BarGaugeValueMode,
  TableCellBackgroundDisplayMode,
  TableCellDisplayMode,
  type TableCellOptions,
  TableSortByFieldStateBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import {
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { type Looks, mappings, thresholds } from "./colours.ts";
import { type DataLink, dataLink } from "./links.ts";
import { NO_DATA, type PanelOptions, place, type Unit } from "./panel.ts";
import { DATA_SOURCE, rows, target } from "./query.ts";

/** A column shows a label, or what a query returned for the row. */
export interface Column extends Looks {
  readonly of: { readonly label: string } | { readonly query: string };
  readonly title: string;
  /** Pixels; unset shares what is left. */
  readonly width?: number;
  readonly unit?: Unit;
  readonly decimals?: number;
  /** Where a colour goes. A gauge spans 0 to 1. */
  readonly cell?: "background" | "text" | "gauge";
  readonly link?: DataLink;
}

export interface TableOptions extends PanelOptions {
  /** PromQL by name. Each result has the label `join` once at most. */
  readonly queries: Readonly<Record<string, string>>;
  /** The label that makes rows of several queries one row. */
  readonly join: string;
  readonly columns: readonly Column[];
  /** Column titles, the most important first. */
  readonly sort: readonly { readonly title: string; readonly descending: boolean }[];
  /** What to say while there is no row: never that all is well, because the query cannot know. */
  readonly whenEmpty?: string;
}

export function table(options: TableOptions): PanelBuilder {
  const panel = place(new PanelBuilder(), options)
    .datasource(DATA_SOURCE)
    .noValue(options.whenEmpty ?? NO_DATA)
    .thresholds(thresholds({}))
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .sortBy(
      options.sort.map(({ title, descending }) =>
        new TableSortByFieldStateBuilder().displayName(title).desc(descending),
      ),
    );
  for (const [name, expr] of Object.entries(options.queries)) panel.withTarget(target(name, rows(expr)));

  const several = Object.keys(options.queries).length > 1;
  const fields = options.columns.map(({ of }) => ("label" in of ? of.label : several ? `Value #${of.query}` : "Value"));
  const titles = options.columns.map(({ title }) => title);
  if (several) panel.withTransformation({ id: "joinByField", options: { byField: options.join, mode: "outer" } });
  panel.withTransformation({ id: "filterFieldsByName", options: { include: { names: fields } } }).withTransformation({
    id: "organize",
    options: {
      excludeByName: {},
      indexByName: Object.fromEntries(fields.map((field, index) => [field, index])),
      renameByName: Object.fromEntries(fields.map((field, index) => [field, titles[index]])),
    },
  });
  for (const column of options.columns) panel.overrideByName(column.title, [...properties(column)]);
  return panel;
}

const CELLS: Readonly<Record<NonNullable<Column["cell"]>, TableCellOptions>> = {
  background: { type: TableCellDisplayMode.ColorBackground, mode: TableCellBackgroundDisplayMode.Basic },
  text: { type: TableCellDisplayMode.ColorText },
  gauge: {
    type: TableCellDisplayMode.Gauge,
    mode: BarGaugeDisplayMode.Basic,
    valueDisplayMode: BarGaugeValueMode.Text,
  },
};

function* properties(column: Column): Generator<DynamicConfigValue> {
  yield { id: "noValue", value: NO_DATA };
  if (column.width !== undefined) yield { id: "custom.width", value: column.width };
  if (column.unit !== undefined) yield { id: "unit", value: column.unit };
  if (column.decimals !== undefined) yield { id: "decimals", value: column.decimals };
  if (column.from !== undefined) yield { id: "thresholds", value: thresholds(column).build() };
  if (column.words !== undefined || column.sizes !== undefined) yield { id: "mappings", value: mappings(column) };
  if (column.link !== undefined) yield { id: "links", value: [dataLink(column.link).build()] };
  if (column.cell === undefined) return;
  yield { id: "custom.cellOptions", value: CELLS[column.cell] };
  if (column.cell === "gauge")
    yield* [
      { id: "min", value: 0 },
      { id: "max", value: 1 },
    ];
}
