/** A backup that cannot be made, read or restored; the sentence is for people. Nothing was changed. */
export class BackupError extends Error {
  readonly retryable = false;
  constructor(message: string) {
    super(message);
    this.name = 'BackupError';
  }
}
