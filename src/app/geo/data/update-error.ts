import type { Text } from '../../../core/text.ts';

/** An update that came to nothing: what is in force stays so. */
export class UpdateError extends Error {
  override readonly name = 'UpdateError';
  readonly reason: Text;
  /** Trying again later may help. */
  readonly retryable: boolean;
  constructor(reason: Text, retryable: boolean, options?: ErrorOptions) {
    super(reason.en, options);
    this.reason = reason;
    this.retryable = retryable;
  }
}

/** The sentence for whatever went wrong, a full disk told as such. */
export function reasonOf(error: unknown): Text {
  if (error instanceof UpdateError) return error.reason;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return {
      nl: 'De schijf is vol. De gegevens die gelden zijn niet veranderd; maak ruimte en probeer het opnieuw.',
      en: 'The disk is full. The data in force have not changed; make room and try again.',
    };
  return { nl: `De update is mislukt: ${message}`, en: `The update failed: ${message}` };
}
