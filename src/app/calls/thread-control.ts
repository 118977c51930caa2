import {
  type BlockedAddress,
  type BlocksHeld,
  type CallControl,
  type ControlAct,
  ControlError,
} from '../../enforce/calls/call-control.ts';
import type { CallThread } from './call-thread.ts';
import type { ControlAnswer, ControlWish } from './messages.ts';

/** What can be done at each kind of PBX. */
const acts: Readonly<Record<string, readonly ControlAct['kind'][]>> = {
  'asterisk-ami': ['hang-up', 'stop-account', 'drop-registration'],
  'freeswitch-esl': ['hang-up', 'stop-account', 'drop-registration'],
  'kamailio-rpc': ['hang-up', 'stop-account', 'drop-registration'],
  '3cx-xapi': ['hang-up', 'stop-account'],
};

/** Kinds of PBXs with a list of addresses that they keep out. */
const keepsOut: ReadonlySet<string> = new Set(['3cx-xapi']);

/** Whether a source of this kind can be steered. */
export function steers(kind: string): boolean {
  return Object.hasOwn(acts, kind);
}

/** A control that lives on the call thread, beside the source of the same PBX. */
export class ThreadControl implements CallControl {
  readonly id: string;
  readonly #kind: string;
  readonly #thread: () => CallThread | undefined;

  constructor(id: string, kind: string, thread: () => CallThread | undefined) {
    this.id = id;
    this.#kind = kind;
    this.#thread = thread;
  }

  can(kind: ControlAct['kind']): boolean {
    return acts[this.#kind]?.includes(kind) ?? false;
  }

  async act(act: ControlAct): Promise<{ readonly confirmed: string }> {
    return this.#ask({ op: 'act', act });
  }

  async undo(act: ControlAct): Promise<{ readonly confirmed: string }> {
    return this.#ask({ op: 'undo', act });
  }

  async inForce(): Promise<readonly ControlAct[]> {
    return (await this.#ask({ op: 'inForce' })).acts;
  }

  /** Whether the PBX has a list of addresses that it keeps out. */
  get keepsOut(): boolean {
    return keepsOut.has(this.#kind);
  }

  async renewLease(): Promise<void> {
    await this.#ask({ op: 'renewLease' });
  }

  async alignBlocks(wanted: readonly BlockedAddress[]): Promise<BlocksHeld> {
    const { blocks } = await this.#ask({ op: 'blocks', wanted });
    if (!blocks) throw new ControlError(this.id, 'It has no list of addresses that it keeps out.', false);
    return blocks;
  }

  async close(): Promise<void> {}

  async #ask(wish: ControlWish): Promise<Extract<ControlAnswer, { ok: true }>> {
    const answer = await this.#thread()?.control(this.id, wish);
    if (!answer) throw new ControlError(this.id, 'The call thread is being started.', true);
    if (!answer.ok) throw new ControlError(this.id, answer.sentence, answer.retryable);
    return answer;
  }
}
