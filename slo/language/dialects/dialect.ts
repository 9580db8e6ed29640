import type { Finding } from "../../../foundation/findings/finding.ts";
import type { YamlPart } from "../../../foundation/findings/yaml-source.ts";
import type { Slo } from "../../model/slo.ts";
import type { Sourced } from "./sourced.ts";

/** One object of a file: a document of its own, or an item of a list of them. */
export interface ForeignObject {
  readonly value: Readonly<Record<string, unknown>>;
  readonly at: YamlPart;
}

/** What the native language asks for and other tools' files do not say. */
export interface AssumedFacts {
  readonly owner?: string;
  readonly tier?: number;
  readonly page?: string;
  readonly ticket?: string;
}

export interface DialectContext {
  /** The period (milliseconds) of promises that give none. */
  readonly period: number;
  /** The shortest alert window (milliseconds, whole minutes) that scrapes are often enough for. */
  readonly shortestWindow: number;
  readonly assumed: AssumedFacts;
}

/** What became of the objects of one dialect: native definitions that know where each part of them was written, and what was lost. */
export interface Translation {
  readonly definitions: readonly Sourced[];
  readonly findings: readonly Finding[];
}

/** What writing files of another tool has to know besides the promises. */
export interface ExportContext {
  /** Runbooks are at `<consoleUrl>/runbooks/<id>`. */
  readonly consoleUrl: string;
}

/** A file of another tool: its objects, in their order. */
export interface ExportedFile {
  readonly name: string;
  readonly objects: readonly object[];
}

/** A language in which others write promises. */
export interface Dialect {
  readonly name: string;
  /** What its objects say they are, as they write it: `pyrra.dev/v1alpha1`. */
  readonly versions: readonly string[];
  /** The kinds of its objects, for versions under `apiVersion`. */
  readonly kinds: readonly string[];
  /** Reads its objects of all files together: they may refer to each other. */
  readonly read: (objects: readonly ForeignObject[], context: DialectContext) => Translation;
  /** Writes promises as far as it can state them; what is lost of them is found when they are read again. */
  readonly write: (slos: readonly Slo[], context: ExportContext) => readonly ExportedFile[];
}
