/** What to do about a finding: a sentence, and where it states what to write in place of what is marked, that text itself. */
export type Advice = string | Replacement;

export interface Replacement {
  readonly sentence: string;
  /** Each of them, in place of the marked characters, takes the finding away. */
  readonly instead: readonly string[];
}

/** The name that was most likely meant, or what else to do when there is none like it. */
export function didYouMean(near: string | undefined, otherwise: string): Advice {
  return near === undefined ? otherwise : { sentence: `Did you mean \`${near}\`?`, instead: [near] };
}

/** One of these texts, as it is written in the file; `more` goes on with the sentence. */
export function write(instead: readonly string[], more = ""): Replacement {
  return { sentence: `Write ${instead.join(" or ")}${more}.`, instead };
}

/** The sentence alone, where what is marked is not what would be replaced. */
export function sentenceOf(advice: Advice): string {
  return typeof advice === "string" ? advice : advice.sentence;
}
