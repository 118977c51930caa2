import {
  type BlockedAddress,
  type BlocksHeld,
  type CallControl,
  type ControlAct,
  ControlError,
} from '../call-control.ts';
import { InTurn } from '../in-turn.ts';
import { seenToBe } from '../seen-to-be.ts';
import { asControlError } from './as-control-error.ts';
import { ThreeCxBlockList } from './block-list.ts';
import { OutboundStops } from './outbound-stops.ts';
import { type StopPrefixOptions, stopPrefixes } from './stop-prefixes.ts';
import { unlessGone, type Xapi } from './xapi.ts';

export interface ThreeCxControlOptions extends StopPrefixOptions {
  readonly id: string;
  /** Shared with the source; whoever made it closes it. */
  readonly xapi: Xapi;
  /** How long to look whether it is so, ms. */
  readonly confirmMs?: number;
}

/** Looks this often, ms; 3CX limits how often it is asked. */
const lookEvery = 500;

/**
 * Acts on a 3CX over its configuration API: drops active calls, stops extensions by outbound rules that lead nowhere, and
 * keeps addresses out by its block list.
 * Registrations cannot be dropped over it. Says that something is so after asking.
 */
export class ThreeCxControl implements CallControl {
  readonly id: string;
  readonly #options: ThreeCxControlOptions;
  readonly #stops: OutboundStops;
  readonly #blocks: ThreeCxBlockList;
  readonly #turns = new InTurn();
  constructor(options: ThreeCxControlOptions) {
    this.id = options.id;
    this.#options = options;
    this.#blocks = new ThreeCxBlockList(options.id, options.xapi);
    const prefixes = { abroad: stopPrefixes('abroad', options), outgoing: stopPrefixes('outgoing', options) };
    this.#stops = new OutboundStops(options.xapi, (reach) => prefixes[reach]);
  }

  can(kind: ControlAct['kind']): boolean {
    return kind === 'hang-up' || kind === 'stop-account';
  }

  act(act: ControlAct): Promise<{ readonly confirmed: string }> {
    return asControlError(this.id, async () => {
      if (act.kind === 'hang-up') return this.#hangUp(act.callId);
      if (act.kind !== 'stop-account') throw this.#error('3CX has no way to drop a registration from outside.', false);
      this.#check(act);
      const trouble = await this.#turns.run(() => this.#stops.add(act));
      if (trouble !== '') throw this.#error(`Calls of ${act.account} are not refused: ${trouble}.`, true);
      return {
        confirmed: `3CX has the outbound rule that blocks calls of ${act.account} (${act.reach}) before all others.`,
      };
    });
  }

  undo(act: ControlAct): Promise<{ readonly confirmed: string }> {
    return asControlError(this.id, async () => {
      if (act.kind !== 'stop-account') throw this.#error(`What “${act.kind}” did cannot be taken back.`, false);
      this.#check(act);
      if (!(await this.#turns.run(() => this.#stops.remove(act))))
        throw this.#error(`The outbound rule of ${act.account} is still there.`, true);
      return { confirmed: `3CX has no outbound rule any more that blocks calls of ${act.account} (${act.reach}).` };
    });
  }

  inForce(): Promise<readonly ControlAct[]> {
    return asControlError(this.id, () => this.#stops.inForce());
  }

  alignBlocks(wanted: readonly BlockedAddress[]): Promise<BlocksHeld> {
    return this.#turns.run(() => this.#blocks.align(wanted));
  }

  async close(): Promise<void> {
    // The connection belongs to whoever made it.
  }

  /** `callId` as the source gives it: `<Id>@<EstablishedAt>`, so that a later call with the same number is left alone. */
  async #hangUp(callId: string): Promise<{ readonly confirmed: string }> {
    const [, number, established] = /^(\d{1,10})@(\d{12,14})$/.exec(callId) ?? [];
    if (number === undefined) throw this.#error('That is no id of an active call of 3CX.', false);
    const runs = async () => {
      const { rows, isWhole } = await this.#options.xapi.list('ActiveCalls', { $orderby: 'Id' });
      if (!isWhole) throw this.#error('It has more active calls than Belwacht reads.', true);
      return rows.some((row) => {
        const { Id, EstablishedAt } = (row ?? {}) as Record<string, unknown>;
        return Id === Number(number) && Date.parse(String(EstablishedAt)) === Number(established);
      });
    };
    if (await runs()) {
      await unlessGone(this.#options.xapi.post(`ActiveCalls(${number})/Pbx.DropCall`));
      if (!(await seenToBe(async () => !(await runs()), this.#options.confirmMs ?? 5_000, lookEvery)))
        throw this.#error('The call still runs.', true);
    }
    return { confirmed: '3CX does not list the call any more.' };
  }

  #check({ account, reach }: Extract<ControlAct, { kind: 'stop-account' }>): void {
    if (!/^\d{1,10}$/.test(account)) throw this.#error('Extensions of 3CX are digits.', false);
    if (reach !== 'abroad' && reach !== 'outgoing') throw this.#error('It knows no such reach of a stop.', false);
  }

  #error(sentence: string, retryable: boolean, cause?: unknown): ControlError {
    return new ControlError(this.id, sentence, retryable, cause);
  }
}
