/** What the control needs of a connection to the manager interface; app fills it in. */
export interface AmiPort {
  /**
   * Carries out one action and gives its answer, with the whole list when it is one. Rejects when Asterisk says no or cannot
   * be asked; the error's `retryable` tells whether later may help. Never sends a value that is more than one line.
   */
  ask(action: string, fields?: Readonly<Record<string, string>>): Promise<AmiPortAnswer>;
  close(): Promise<void>;
}

export interface AmiPortAnswer {
  readonly response: AmiPortMessage;
  readonly entries: readonly AmiPortMessage[];
}

export interface AmiPortMessage {
  /** Value of a field by its name in lower case, '' without one. */
  get(key: string): string;
}
