import type { LabelsOf } from "../telemetry/metrics.ts";

/** Something that the service cannot work without, or works worse without. */
export interface Dependency {
  readonly name: LabelsOf<"service_dependency_up">["dependency"];
  /** Without a required dependency the service is not ready; without another one it is degraded. */
  readonly required: boolean;
  /** Asks it; rejects with the reason when it does not answer as it should. */
  readonly check: (signal: AbortSignal) => Promise<void>;
}
