import type { Part } from "../../foundation/findings/part.ts";
import type { Slo } from "../model/slo.ts";

/** An SLO with the part of a file that states it, so that a check can point at any part of it. */
export interface DefinedSlo {
  readonly slo: Slo;
  readonly at: Part;
}
