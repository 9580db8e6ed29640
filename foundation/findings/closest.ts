import { distance } from "fastest-levenshtein";

/** The candidate a person most likely meant by `word`: at most a third of its letters differ. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const allowed = Math.ceil(word.length / 3);
  const ranked = Array.from(candidates, (candidate) => ({ candidate, letters: distance(word, candidate) }))
    .filter(({ letters }) => letters <= allowed)
    .sort((a, b) => a.letters - b.letters);
  return ranked[0]?.candidate;
}
