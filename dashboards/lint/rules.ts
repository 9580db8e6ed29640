import type { DashboardRule } from "./rule.ts";
import { dashboardUid } from "./rules/dashboard-uid.ts";
import { dataSourceVariable } from "./rules/data-source-variable.ts";
import { deadLink } from "./rules/dead-link.ts";
import { editable } from "./rules/editable.ts";
import { fixedDataSource } from "./rules/fixed-data-source.ts";
import { fixedRange } from "./rules/fixed-range.ts";
import { maskedNoData } from "./rules/masked-no-data.ts";
import { noDataColour } from "./rules/no-data-colour.ts";
import { panelDescription } from "./rules/panel-description.ts";
import { panelId } from "./rules/panel-id.ts";
import { panelOverlap } from "./rules/panel-overlap.ts";
import { panelQuery } from "./rules/panel-query.ts";
import { panelTitle } from "./rules/panel-title.ts";
import { panelUnit } from "./rules/panel-unit.ts";
import { querySyntax } from "./rules/query-syntax.ts";
import { queryTypes } from "./rules/query-types.ts";
import { rawCounter } from "./rules/raw-counter.ts";
import { undefinedVariable } from "./rules/undefined-variable.ts";
import { uniqueDashboard } from "./rules/unique-dashboard.ts";
import { variableRefresh } from "./rules/variable-refresh.ts";
import { volatileField } from "./rules/volatile-field.ts";

/** All rules: queries first, then panels, variables and links, the dashboard itself. */
export const RULES: readonly DashboardRule[] = [
  querySyntax,
  queryTypes,
  fixedDataSource,
  maskedNoData,
  fixedRange,
  rawCounter,
  panelTitle,
  panelDescription,
  panelUnit,
  panelQuery,
  panelId,
  panelOverlap,
  noDataColour,
  dataSourceVariable,
  variableRefresh,
  undefinedVariable,
  deadLink,
  dashboardUid,
  uniqueDashboard,
  editable,
  volatileField,
];
