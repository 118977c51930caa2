/** Asterisk could not be asked, or said no; the message is a sentence without secrets. */
export class AmiError extends Error {
  override readonly name = 'AmiError';
  /** Whether trying again later can help without anybody doing something. */
  readonly retryable: boolean;
  constructor(message: string, retryable: boolean, cause?: unknown) {
    super(message, { cause });
    this.retryable = retryable;
  }
}
