/**
 * What went wrong: `refused` are id and secret, or the pinned key; `forbidden` is what the client may not use; `limited` asks
 * to wait; `gone` is what is not there.
 */
export type XapiTrouble = 'unreachable' | 'refused' | 'forbidden' | 'limited' | 'gone' | 'said-no' | 'protocol';

/** The message is a sentence for people and holds no secret. */
export class XapiError extends Error {
  override readonly name = 'XapiError';
  readonly trouble: XapiTrouble;
  readonly retryable: boolean;
  /** Nothing may be asked for so long, ms; 0 unless `limited`. */
  readonly waitMs: number;
  constructor(trouble: XapiTrouble, message: string, waitMs = 0) {
    super(message);
    this.trouble = trouble;
    this.retryable = trouble === 'unreachable' || trouble === 'limited';
    this.waitMs = waitMs;
  }
}
