/** What a command has to say, for a person and for a program. */
export interface Outcome {
  readonly text: string;
  readonly json: object;
  readonly exitCode: 0 | 1;
}
