/** What somebody typed for a task of a run and did not send yet. */
export interface AnswerDraft {
  /** Of the step, for when it is over before it was sent. */
  readonly step: string;
  readonly values: Readonly<Record<string, string>>;
  readonly evidence: string;
  readonly detail: string;
}

export const noAnswer: AnswerDraft = { step: '', values: {}, evidence: '', detail: '' };

/** Beginning of the names under which answers of a run are kept; the key of the task follows. */
export function answersOf(run: string): string {
  return `run.${run}.answer.`;
}
