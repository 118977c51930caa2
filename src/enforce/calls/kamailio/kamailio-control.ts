import { type CallControl, type ControlAct, ControlError } from '../call-control.ts';
import { InTurn } from '../in-turn.ts';
import { seenToBe } from '../seen-to-be.ts';
import { reachesIn, withReach } from '../stop-value.ts';
import { dialogsOf } from './dialogs.ts';
import { callKamailio, KamailioRpcError, type KamailioRpcOptions } from './kamailio-rpc.ts';
import { readTable } from './table.ts';

export interface KamailioControlOptions extends KamailioRpcOptions {
  readonly id: string;
  /** Hash table that deploy/kamailio/belwacht.cfg reads. */
  readonly table?: string;
  /** So long an entry lives unless it is put there again, s. Keep it below `autoexpire` of the table. */
  readonly leaseS?: number;
  /** Table of registrations (usrloc). */
  readonly location?: string;
  /** Domain behind the account in that table, when Kamailio runs with use_domain; '' without. */
  readonly domain?: string;
  /** How long to look whether it is so, ms. */
  readonly confirmMs?: number;
}

type StopAct = Extract<ControlAct, { kind: 'stop-account' }>;

const usualLease = 86_400;
const lookEvery = 100;

/**
 * Acts on a Kamailio over JSON-RPC: stops accounts by an entry in a hash table that its configuration reads, hangs calls up
 * by their dialog (BYE to both sides; CANCEL while it rings), and removes registrations. Says that something is so after
 * asking. The entries are leases: without Belwacht they end by themselves.
 */
export class KamailioControl implements CallControl {
  readonly id: string;
  readonly #options: KamailioControlOptions;
  readonly #table: string;
  readonly #stops = new InTurn();

  /** Throws RangeError for a URL that is none of http and https. */
  constructor(options: KamailioControlOptions) {
    if (!/^https?:\/\/[^/]/.test(options.url)) throw new RangeError('The address of Kamailio has to be http or https.');
    this.id = options.id;
    this.#options = options;
    this.#table = options.table ?? 'belwachtstop';
  }

  can(kind: ControlAct['kind']): boolean {
    return kind === 'hang-up' || kind === 'stop-account' || kind === 'drop-registration';
  }

  async act(act: ControlAct): Promise<{ readonly confirmed: string }> {
    if (act.kind === 'hang-up') return this.#hangUp(act.callId);
    if (act.kind === 'drop-registration') return this.#dropRegistration(act.account);
    if (act.reach !== 'abroad' && act.reach !== 'outgoing')
      throw this.#error('It knows no such reach of a stop.', false);
    await this.#change(act, true);
    return { confirmed: `Kamailio refuses calls of ${act.account} (${act.reach}).` };
  }

  async undo(act: ControlAct): Promise<{ readonly confirmed: string }> {
    if (act.kind !== 'stop-account') throw this.#error(`What “${act.kind}” did cannot be taken back.`, false);
    await this.#change(act, false);
    return { confirmed: `Kamailio has no such stop (${act.reach}) for ${act.account} any more.` };
  }

  async inForce(): Promise<readonly ControlAct[]> {
    const entries = readTable(await this.#call('htable.dump', [this.#table]));
    if (!entries) throw this.#error('Its hash table could not be read.', false);
    return entries.flatMap(([account, value]) =>
      reachesIn(value).map((reach): StopAct => ({ kind: 'stop-account', account, reach })),
    );
  }

  async close(): Promise<void> {
    // Each request has a connection of its own.
  }

  #change({ account, reach }: StopAct, holds: boolean): Promise<void> {
    this.#check(account);
    return this.#stops.run(async () => {
      const value = withReach(await this.#valueOf(account), reach, holds);
      if (value === '') await this.#unless(isAbsent, 'htable.delete', [this.#table, account]);
      else await this.#call('htable.setxs', [this.#table, account, value, this.#options.leaseS ?? usualLease]);
      if ((await this.#valueOf(account)) !== value)
        throw this.#error(`Its hash table does not show the change for ${account}.`, true);
    });
  }

  /** What stands in the table for an account, '' for nothing. */
  async #valueOf(account: string): Promise<string> {
    const got = await this.#unless(isAbsent, 'htable.get', [this.#table, account]);
    const { value } = (got as { item?: { value?: unknown } } | undefined)?.item ?? {};
    return typeof value === 'string' ? value : '';
  }

  /** `callId` is a Call-ID, or that with its tags as the records of acc have it (`Call-ID;from-tag;to-tag`). */
  async #hangUp(callId: string): Promise<{ readonly confirmed: string }> {
    const [id, fromTag = ''] = callId.split(';');
    if (id === '' || id.length > 256 || hasControl(callId)) throw this.#error('That is no Call-ID.', false);
    const list = async () => {
      const dialogs = dialogsOf(await this.#call('dlg.dlg_list', fromTag === '' ? [id] : [id, fromTag]));
      return dialogs.filter(({ callId: own }) => own === id);
    };
    for (const { entry, handle, isAnswered, cseq } of await list()) {
      if (isAnswered) await this.#call('dlg.end_dlg', [entry, handle]);
      else await this.#unless(isAbsent, 'tm.cancel', [id, cseq]);
    }
    if (!(await this.#becomes(async () => (await list()).length === 0)))
      throw this.#error('The call still runs.', true);
    return { confirmed: 'Kamailio has no dialog of the call any more.' };
  }

  async #dropRegistration(account: string): Promise<{ readonly confirmed: string }> {
    this.#check(account);
    const { location = 'location', domain = '' } = this.#options;
    const aor = domain === '' || account.includes('@') ? account : `${account}@${domain}`;
    await this.#unless(isAbsent, 'ul.rm', [location, aor]);
    const isGone = async () => (await this.#unless(isAbsent, 'ul.lookup', [location, aor])) === undefined;
    if (!(await this.#becomes(isGone))) throw this.#error(`${account} is still registered.`, true);
    return { confirmed: `Kamailio has no registration of ${account}.` };
  }

  #check(account: string): void {
    if (account === '' || account.length > 128 || hasControl(account))
      throw this.#error('That is no name of an account.', false);
  }

  #becomes(look: () => Promise<boolean>): Promise<boolean> {
    return seenToBe(look, this.#options.confirmMs ?? 5_000, lookEvery);
  }

  /** The result, or undefined when it refuses for this reason. */
  async #unless(
    reason: (error: KamailioRpcError) => boolean,
    method: string,
    params: readonly (string | number)[],
  ): Promise<unknown> {
    try {
      return await callKamailio(this.#options, method, params);
    } catch (error) {
      if (error instanceof KamailioRpcError && reason(error)) return undefined;
      throw this.#wrap(error);
    }
  }

  #call(method: string, params: readonly (string | number)[]): Promise<unknown> {
    return this.#unless(() => false, method, params);
  }

  #wrap(error: unknown): Error {
    return error instanceof KamailioRpcError ? this.#error(error.message, error.retryable, error) : (error as Error);
  }

  #error(sentence: string, retryable: boolean, cause?: unknown): ControlError {
    return new ControlError(this.id, sentence, retryable, cause);
  }
}

/** An entry, registration or transaction that is not there; 5.6 says 500 and a sentence, later versions 404. */
function isAbsent({ code, said }: KamailioRpcError): boolean {
  if (/no such htable|method not found/i.test(said)) return false;
  return code === 404 || /not found|doesn't exist/i.test(said);
}

function hasControl(text: string): boolean {
  return /[\u0000-\u001f\u007f]/.test(text);
}
