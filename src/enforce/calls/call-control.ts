/** What can be done at a PBX beside the path. */
export type ControlAct =
  /** `callId` is the id that its source gave (`CallRecord.id`). */
  | { readonly kind: 'hang-up'; readonly callId: string }
  /** Refuses the next calls of an account, never those to emergency numbers. */
  | { readonly kind: 'stop-account'; readonly account: string; readonly reach: 'abroad' | 'outgoing' }
  | { readonly kind: 'drop-registration'; readonly account: string };

/** Acts on one PBX and says only what it has seen to be so. */
export interface CallControl {
  readonly id: string;
  can(kind: ControlAct['kind']): boolean;
  /** Carries it out and confirms by asking the PBX. What already is so is confirmed as well. Throws ControlError. */
  act(act: ControlAct): Promise<{ readonly confirmed: string }>;
  /** Takes an account stop back; what is gone already is confirmed. Throws ControlError, for acts that have no way back too. */
  undo(act: ControlAct): Promise<{ readonly confirmed: string }>;
  /** Account stops that hold now on the PBX, to reconcile in both directions. Throws ControlError. */
  inForce(): Promise<readonly ControlAct[]>;
  close(): Promise<void>;
}

/** An act was not carried out, or nobody knows whether it was; the message is a sentence for people. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly control: string;
  /** Whether trying again later can help without anybody doing something. */
  readonly retryable: boolean;
  constructor(control: string, message: string, retryable: boolean, cause?: unknown) {
    super(message, { cause });
    this.control = control;
    this.retryable = retryable;
  }
}
