/** What V8 says of one function of a script: how often each stretch of its text ran, inner ones after the ones around them. */
interface FunctionCoverage {
  readonly ranges: readonly { readonly startOffset: number; readonly endOffset: number; readonly count: number }[];
}

/**
 * Tells whether a script ran at an offset of its text, after V8's precise coverage: of all stretches that hold the offset the
 * innermost one counts. A script that is not there did not run.
 */
export function executedOffsets(functions: readonly FunctionCoverage[]): (offset: number) => boolean {
  // The widest first: whatever lies within comes later and wins.
  const ranges = functions
    .flatMap(({ ranges: own }) => own)
    .sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  return (offset) => {
    let count = 0;
    for (const range of ranges) {
      if (range.startOffset > offset) break;
      if (offset < range.endOffset) count = range.count;
    }
    return count > 0;
  };
}
