import type { GaugeName, LabelsOf as LabelsIn } from "../../foundation/metrics/declaration.ts";
import { Metrics as MetricsOf } from "../../foundation/metrics/metrics.ts";
import type { ScrapeReading as ReadingIn } from "../../foundation/metrics/scrape-readings.ts";
import { DECLARED } from "./declared-metrics.gen.ts";
import type { Logger } from "./logger.ts";

type Declared = typeof DECLARED;

/** The labels of a metric, each with the values that service/metrics.yaml allows. */
export type LabelsOf<Name extends keyof Declared> = LabelsIn<Declared, Name>;
export type ScrapeReading<Name extends GaugeName<Declared> = GaugeName<Declared>> = ReadingIn<Declared, Name>;

/** The metrics that service/metrics.yaml declares. */
export class Metrics extends MetricsOf<Declared> {
  constructor(log: Pick<Logger, "warn">) {
    // A process uses one of the database systems that are declared: the database's observer starts the series of that one.
    super(DECLARED, { log, expectedLater: ["db_client_operation_duration_seconds"] });
  }
}
