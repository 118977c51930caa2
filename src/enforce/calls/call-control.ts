/** What can be done at a PBX beside the path. */
export type ControlAct =
  /** `callId` is the id that its source gave (`CallRecord.id`). */
  | { readonly kind: 'hang-up'; readonly callId: string }
  /** Refuses the next calls of an account, never those to emergency numbers. */
  | { readonly kind: 'stop-account'; readonly account: string; readonly reach: 'abroad' | 'outgoing' }
  | { readonly kind: 'drop-registration'; readonly account: string };

/** An address that a PBX keeps out. */
export interface BlockedAddress {
  /** Address or CIDR. */
  readonly address: string;
  /** ms UTC. */
  readonly until: number;
  /** For people who look at the PBX. */
  readonly reason: string;
}

/** An address that a PBX does not keep out, and why. */
export interface RefusedAddress {
  readonly address: string;
  readonly sentence: string;
}

/** What the list of addresses of a PBX was seen to hold of what was wanted; addresses as they were given. */
export interface BlocksHeld {
  readonly held: readonly string[];
  readonly refused: readonly RefusedAddress[];
}

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
  /**
   * Account stops go on holding for a day from now. Asked every minute while any hold, so that they end by themselves when
   * Belwacht is gone; only where a PBX can end them. Throws ControlError.
   */
  renewLease?(): Promise<void>;
  /**
   * Makes the addresses that the PBX keeps out for Belwacht exactly these, in both directions; those of others stay. Only where
   * a PBX has a list of its own. Throws ControlError.
   */
  alignBlocks?(wanted: readonly BlockedAddress[]): Promise<BlocksHeld>;
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
