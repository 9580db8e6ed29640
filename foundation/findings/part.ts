import type { Advice } from "./advice.ts";
import type { Finding, Place, Rule } from "./finding.ts";
import type { Span } from "./source-text.ts";

/** Keys and indexes from the root of a document to one of its values. */
export type Path = readonly (string | number)[];

/** A part of what a person wrote, to find fault with. Where it is not there, findings stand at the nearest part around it that is. */
export interface Part {
  /** The whole that it is a part of. */
  readonly root: Part;
  readonly isThere: boolean;
  /** 1-based. */
  readonly line: number;
  readonly place: Place;
  /** A part of this part. */
  at(...path: Path): Part;
  /** A finding about the value, or about some characters of its text. */
  finding(rule: Rule, text: string, advice: Advice, within?: Span): Finding;
  /** A finding about the key that the value stands under. */
  keyFinding(rule: Rule, text: string, advice: Advice): Finding;
}
