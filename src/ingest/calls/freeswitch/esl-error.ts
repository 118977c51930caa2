/** What went wrong with an event socket. `refused`: password or address not accepted; `said-no`: a command was answered with -ERR. */
export type EslTrouble = 'unreachable' | 'refused' | 'protocol' | 'timeout' | 'closed' | 'said-no';

/** The message is a sentence for people and holds no password. */
export class EslError extends Error {
  override readonly name = 'EslError';
  readonly trouble: EslTrouble;
  readonly retryable: boolean;
  constructor(trouble: EslTrouble, message: string) {
    super(message);
    this.trouble = trouble;
    this.retryable = trouble !== 'refused';
  }
}
