import { type CallControl, type ControlAct, ControlError } from '../call-control.ts';
import { InTurn } from '../in-turn.ts';
import { seenToBe } from '../seen-to-be.ts';
import { reachesIn, withReach } from '../stop-value.ts';
import type { EventSocket } from './event-socket.ts';
import { isSafeAccount, isSafeUuid } from './names.ts';

export interface FreeSwitchControlOptions {
  readonly id: string;
  /** Opens an authenticated connection. It is kept and used again until it breaks. */
  readonly open: () => Promise<EventSocket>;
  /** Realm of mod_db that the dial plan reads (deploy/freeswitch). */
  readonly realm?: string;
  /** SIP profile that phones register with. */
  readonly profile?: string;
  /** Domain of accounts that have none of their own, for registrations. */
  readonly domain: string;
  /** How long to look whether it is so, ms. */
  readonly confirmMs?: number;
}

type StopAct = Extract<ControlAct, { kind: 'stop-account' }>;

/** Looks this often, ms. */
const lookEvery = 100;
const mostChannels = 64;

/**
 * Acts on a FreeSWITCH over its event socket: hangs calls up (`uuid_kill`), stops accounts by an entry in mod_db that the dial
 * plan reads, and drops registrations (`sofia profile … flush_inbound_reg`). Says that something is so after asking.
 */
export class FreeSwitchControl implements CallControl {
  readonly id: string;
  readonly #options: FreeSwitchControlOptions;
  readonly #realm: string;
  readonly #stops = new InTurn();
  #socket: Promise<EventSocket> | undefined;

  /** Throws RangeError for a realm, profile or domain that cannot stand in a command. */
  constructor(options: FreeSwitchControlOptions) {
    this.id = options.id;
    this.#options = options;
    this.#realm = options.realm ?? 'belwachtstop';
    for (const name of [this.#realm, options.profile ?? 'internal', options.domain])
      if (!isSafeAccount(name)) throw new RangeError(`“${name}” cannot stand in a command of FreeSWITCH.`);
  }

  can(kind: ControlAct['kind']): boolean {
    return kind === 'hang-up' || kind === 'stop-account' || kind === 'drop-registration';
  }

  async act(act: ControlAct): Promise<{ readonly confirmed: string }> {
    if (act.kind === 'hang-up') return this.#hangUp(act.callId);
    if (act.kind === 'drop-registration') return this.#dropRegistration(act.account);
    return this.#stop(act);
  }

  async undo(act: ControlAct): Promise<{ readonly confirmed: string }> {
    if (act.kind !== 'stop-account') throw this.#error(`What “${act.kind}” did cannot be taken back.`, false);
    return this.#stops.run(async () => {
      await this.#write(act.account, withReach(await this.#valueOf(act.account), act.reach, false));
      return { confirmed: `FreeSWITCH has no such stop (${act.reach}) for ${act.account} any more.` };
    });
  }

  async inForce(): Promise<readonly ControlAct[]> {
    const list = (await this.#api(`db list/${this.#realm}`)).trim();
    if (list.startsWith('-')) throw this.#error('Its database (mod_db) could not be listed.', false);
    const acts: StopAct[] = [];
    for (const account of list.split(/[,\n]/).map((name) => name.trim())) {
      // What could not have come from us is nothing that we can take back either.
      if (!isSafeAccount(account)) continue;
      for (const reach of reachesIn(await this.#valueOf(account))) acts.push({ kind: 'stop-account', account, reach });
    }
    return acts;
  }

  async close(): Promise<void> {
    const socket = this.#socket;
    this.#socket = undefined;
    (await socket?.catch(() => undefined))?.close();
  }

  async #stop({ account, reach }: StopAct): Promise<{ readonly confirmed: string }> {
    if (reach !== 'abroad' && reach !== 'outgoing') throw this.#error('It knows no such reach of a stop.', false);
    return this.#stops.run(async () => {
      await this.#write(account, withReach(await this.#valueOf(account), reach, true));
      return { confirmed: `FreeSWITCH refuses calls of ${account} (${reach}).` };
    });
  }

  /** Puts the value of an account into its database, or takes it out, and looks whether it is so. */
  async #write(account: string, value: string): Promise<void> {
    const key = this.#key(account);
    await this.#api(value === '' ? `db delete/${key}` : `db insert/${key}/${value}`);
    if ((await this.#valueOf(account)) !== value)
      throw this.#error(`Its database (mod_db) does not show the change for ${account}.`, true);
  }

  /** Ends every leg of a call: the one with its id, and those that it had made. */
  async #hangUp(callId: string): Promise<{ readonly confirmed: string }> {
    if (!isSafeUuid(callId)) throw this.#error('That is no id of a call of FreeSWITCH.', false);
    for (const uuid of await this.#legsOf(callId)) {
      const said = await this.#api(`uuid_kill ${uuid} CALL_REJECTED`);
      if (said.startsWith('-') && !/no such channel/i.test(said)) throw this.#error('It did not hang up.', false);
    }
    if (!(await this.#becomes(async () => (await this.#legsOf(callId)).length === 0)))
      throw this.#error('The call still runs.', true);
    return { confirmed: 'FreeSWITCH has no leg of the call any more.' };
  }

  async #legsOf(callId: string): Promise<string[]> {
    const text = await this.#api('show channels as json');
    let rows: unknown;
    try {
      rows = (JSON.parse(text) as { rows?: unknown }).rows ?? [];
    } catch {
      throw this.#error('Its list of channels could not be read.', true);
    }
    const legs: string[] = [];
    for (const row of Array.isArray(rows) ? rows : []) {
      const { uuid, call_uuid } = (row ?? {}) as Record<string, unknown>;
      if (typeof uuid !== 'string' || !isSafeUuid(uuid)) continue;
      if ((uuid === callId || call_uuid === callId) && legs.length < mostChannels) legs.push(uuid);
    }
    return legs;
  }

  async #dropRegistration(account: string): Promise<{ readonly confirmed: string }> {
    if (!isSafeAccount(account)) throw this.#error('That name cannot stand in a command.', false);
    const { profile = 'internal', domain } = this.#options;
    const who = account.includes('@') ? account : `${account}@${domain}`;
    const said = await this.#api(`sofia profile ${profile} flush_inbound_reg ${who}`);
    if (said.startsWith('-') || /invalid profile/i.test(said))
      throw this.#error(`It did not drop the registration of ${account}.`, false);
    const isGone = async () => (await this.#api(`sofia_contact ${profile}/${who}`)).startsWith('error/');
    if (!(await this.#becomes(isGone))) throw this.#error(`${account} is still registered.`, true);
    return { confirmed: `FreeSWITCH has no registration of ${account}.` };
  }

  #key(account: string): string {
    if (!isSafeAccount(account)) throw this.#error('That name cannot stand in a command.', false);
    return `${this.#realm}/${account}`;
  }

  async #valueOf(account: string): Promise<string> {
    const value = (await this.#api(`db select/${this.#key(account)}`)).trim();
    return value.startsWith('-') ? '' : value;
  }

  #becomes(look: () => Promise<boolean>): Promise<boolean> {
    return seenToBe(look, this.#options.confirmMs ?? 5_000, lookEvery);
  }

  /** Runs a command over the kept connection; over a new one when the kept one broke in the meantime. */
  async #api(command: string): Promise<string> {
    const kept = this.#socket;
    if (kept) {
      try {
        return await (await kept).api(command);
      } catch {
        await this.close();
      }
    }
    try {
      this.#socket = this.#options.open();
      return await (await this.#socket).api(command);
    } catch (error) {
      await this.close();
      const isFinal = (error as { retryable?: unknown }).retryable === false;
      const sentence = error instanceof Error && 'retryable' in error ? error.message : 'It cannot be reached.';
      throw this.#error(sentence, !isFinal, error);
    }
  }

  #error(sentence: string, retryable: boolean, cause?: unknown): ControlError {
    return new ControlError(this.id, sentence, retryable, cause);
  }
}
