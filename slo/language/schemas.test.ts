import { basename, join } from "node:path";
import { expect, it } from "vitest";
import { expectGolden } from "../../test/golden.ts";
import { schemaText } from "../../test/schema-text.ts";
import { Definition } from "./definition.ts";
import {
  AlphaSlo,
  OpenAlertCondition,
  OpenAlertPolicy,
  OpenAlertTarget,
  OpenDataSource,
  OpenService,
  OpenSli,
  OpenSlo,
} from "./dialects/openslo/written.ts";
import { ServiceLevelObjective } from "./dialects/pyrra/written.ts";
import { SlothFile, SlothResource, SlothWindows } from "./dialects/sloth/written.ts";
import { WrittenConfig } from "./written-config.ts";
import { WrittenMetrics } from "./written-metrics.ts";

it.each([
  ["slo.schema.json", Definition],
  ["config.schema.json", WrittenConfig],
  ["metrics.schema.json", WrittenMetrics],
  ["dialects/openslo/openslo-slo.schema.json", OpenSlo],
  ["dialects/openslo/openslo-alpha-slo.schema.json", AlphaSlo],
  ["dialects/openslo/openslo-sli.schema.json", OpenSli],
  ["dialects/openslo/openslo-service.schema.json", OpenService],
  ["dialects/openslo/openslo-data-source.schema.json", OpenDataSource],
  ["dialects/openslo/openslo-alert-policy.schema.json", OpenAlertPolicy],
  ["dialects/openslo/openslo-alert-condition.schema.json", OpenAlertCondition],
  ["dialects/openslo/openslo-alert-target.schema.json", OpenAlertTarget],
  ["dialects/pyrra/pyrra.schema.json", ServiceLevelObjective],
  ["dialects/sloth/sloth-file.schema.json", SlothFile],
  ["dialects/sloth/sloth-resource.schema.json", SlothResource],
  ["dialects/sloth/sloth-windows.schema.json", SlothWindows],
])("%s is what the types say", (name, schema) => {
  expect(Object.keys(schema.properties).length).toBeGreaterThan(1);
  expectGolden(join(import.meta.dirname, name), schemaText(schema, basename(name)));
});
