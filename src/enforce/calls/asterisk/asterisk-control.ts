import { type CallControl, type ControlAct, ControlError } from '../call-control.ts';
import type { AmiPort, AmiPortAnswer } from './ami-port.ts';
import { confirmUntil } from './confirm-until.ts';
import { contactsOf, removeContact } from './registrations.ts';
import {
  isAccountName,
  lease,
  leaseLeast,
  leaseLength,
  type Reach,
  readStopEntry,
  stopFamily,
  writeStopEntry,
} from './stop-entry.ts';

export interface AsteriskControlOptions {
  readonly id: string;
  /** Logged in as a user with write = system,call,reporting; see deploy/asterisk/manager.conf. */
  readonly ami: AmiPort;
  /**
   * Unique ids of the channels that carry a call now, as its source knows them: after a transfer or a forward a call goes on
   * over channels that its id does not lead to. Without it the id alone is looked for.
   */
  readonly channelsOf?: (callId: string) => readonly string[] | Promise<readonly string[]>;
  /** Longest wait until the PBX shows that it was done, ms; 5,000 unless told. */
  readonly confirmMs?: number;
}

/** Acts on the calls of an Asterisk (16 to 22) over its manager interface. */
export function createAsteriskControl(options: AsteriskControlOptions): CallControl {
  return new AsteriskControl(options);
}

class AsteriskControl implements CallControl {
  readonly id: string;
  readonly #ami: AmiPort;
  readonly #confirmMs: number;
  readonly #carriers: NonNullable<AsteriskControlOptions['channelsOf']>;
  /** Stops are read, changed and written: one after the other. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ id, ami, channelsOf = () => [], confirmMs = 5_000 }: AsteriskControlOptions) {
    this.#carriers = channelsOf;
    this.id = id;
    this.#ami = ami;
    this.#confirmMs = confirmMs;
  }

  can(): boolean {
    return true;
  }

  async act(act: ControlAct): Promise<{ readonly confirmed: string }> {
    switch (act.kind) {
      case 'hang-up':
        return { confirmed: await this.#hangUp(act.callId) };
      case 'drop-registration':
        return { confirmed: await this.#dropRegistration(this.#name(act.account)) };
      case 'stop-account': {
        const account = this.#name(act.account);
        return { confirmed: await this.#inTurn(() => this.#stop(account, act.reach)) };
      }
    }
  }

  async undo(act: ControlAct): Promise<{ readonly confirmed: string }> {
    if (act.kind !== 'stop-account')
      throw this.#error('A call that was ended or a registration that was removed cannot be put back.', false);
    const account = this.#name(act.account);
    return { confirmed: await this.#inTurn(() => this.#unstop(account, act.reach)) };
  }

  async inForce(): Promise<readonly ControlAct[]> {
    const acts: ControlAct[] = [];
    for (const [account, entry] of await this.#entries())
      for (const reach of readStopEntry(entry)) acts.push({ kind: 'stop-account', account, reach });
    return acts;
  }

  /** By the clock of the PBX, which is the one that its dial plan looks at. */
  async renewLease(): Promise<void> {
    const { response } = await this.#ask('Getvar', { Variable: 'EPOCH' });
    const now = Number(response.get('value'));
    if (!Number.isSafeInteger(now) || now <= 0) throw this.#error('Asterisk does not say what time it is.', true);
    const until = Number(await this.#valueOf(lease));
    // One that is too far ahead was written by another clock.
    if (until - now > leaseLeast && until - now <= leaseLength) return;
    const wanted = String(now + leaseLength);
    await this.#ask('DBPut', { ...lease, Val: wanted });
    if ((await this.#valueOf(lease)) !== wanted)
      throw this.#error('Asterisk did not keep until when its stops hold.', true);
  }

  async close(): Promise<void> {
    await this.#ami.close();
  }

  async #hangUp(callId: string): Promise<string> {
    // The id of a call is that of one of its channels or of all of them; none has other characters.
    if (!/^[\w.@:~-]{1,150}$/.test(callId)) throw this.#error('That is no id of a call of Asterisk.', false);
    let hungUp = 0;
    const asked = new Set<string>();
    const carriers = new Set(await this.#carriers(callId));
    await confirmUntil(this.#confirmMs, async () => {
      const channels = await this.#channelsOf(callId, carriers);
      for (const channel of channels) {
        // A second request would be for a channel that is ending already.
        if (asked.has(channel)) continue;
        asked.add(channel);
        if (await this.#hangUpChannel(channel)) hungUp++;
      }
      return channels.length === 0;
    }).catch((error: unknown) => {
      if (error instanceof ControlError) throw error;
      throw this.#error(`Call ${callId} still has channels after ${this.#confirmMs} ms.`, true, error);
    });
    return hungUp === 0
      ? 'The call had ended already.'
      : `The call was hung up (${hungUp} channels); none of them is there any more.`;
  }

  /** Names of the channels that belong to a call: those that carry it, all of its linked id, and the one with its unique id. */
  async #channelsOf(callId: string, carriers: ReadonlySet<string>): Promise<string[]> {
    const { entries } = await this.#ask('CoreShowChannels');
    return entries
      .filter((entry) => {
        const own = entry.get('uniqueid');
        return own === callId || carriers.has(own) || entry.get('linkedid') === callId;
      })
      .map((entry) => entry.get('channel'))
      .filter((name) => name !== '');
  }

  async #hangUpChannel(channel: string): Promise<boolean> {
    // Between slashes Asterisk would take it for a pattern of names.
    if (channel.startsWith('/')) return false;
    try {
      await this.#ask('Hangup', { Channel: channel, Cause: '21' });
      return true;
    } catch (error) {
      if (error instanceof ControlError && /no such channel/i.test(error.message)) return false;
      throw error;
    }
  }

  async #stop(account: string, reach: Reach): Promise<string> {
    await this.#requireDialplan();
    await this.renewLease();
    const before = readStopEntry(await this.#entryOf(account));
    const wanted = writeStopEntry(new Set([...before, reach]));
    if (!before.has(reach)) await this.#ask('DBPut', { Family: stopFamily, Key: account, Val: wanted });
    if ((await this.#entryOf(account)) !== wanted)
      throw this.#error(`Asterisk did not keep the stop of ${account}.`, true);
    return `The AstDB holds ${stopFamily}/${account} = ${wanted}, and the dial plan has the check that reads it.`;
  }

  async #unstop(account: string, reach: Reach): Promise<string> {
    const text = await this.#entryOf(account);
    const left = new Set(readStopEntry(text));
    left.delete(reach);
    const wanted = writeStopEntry(left);
    if (wanted === '' && text !== '') await this.#ask('DBDel', { Family: stopFamily, Key: account });
    else if (wanted !== text) await this.#ask('DBPut', { Family: stopFamily, Key: account, Val: wanted });
    if ((await this.#entryOf(account)) !== wanted)
      throw this.#error(`Asterisk still holds the stop of ${account}.`, true);
    return wanted === ''
      ? `The AstDB has no entry ${stopFamily}/${account} any more.`
      : `The AstDB holds ${stopFamily}/${account} = ${wanted}.`;
  }

  /** A stop that no dial plan looks at would be none. */
  async #requireDialplan(): Promise<void> {
    try {
      await this.#ask('ShowDialPlan', { Context: 'belwacht' });
    } catch (error) {
      if (error instanceof ControlError && error.retryable) throw error;
      throw this.#error(
        'The dial plan has no context [belwacht], so nothing would look at the stop. Include deploy/asterisk/belwacht.conf and ask it before the trunks.',
        false,
        error,
      );
    }
  }

  /** Value of the entry of an account, '' without one. */
  #entryOf(account: string): Promise<string> {
    return this.#valueOf({ Family: stopFamily, Key: account });
  }

  async #valueOf(entry: { readonly Family: string; readonly Key: string }): Promise<string> {
    try {
      const { response, entries } = await this.#ask('DBGet', entry);
      return entries[0]?.get('val') ?? response.get('val');
    } catch (error) {
      if (error instanceof ControlError && /not found/i.test(error.message)) return '';
      throw error;
    }
  }

  /** All entries: by one question where Asterisk knows it (16.30, 18.16, 20 and newer), else key by key. */
  async #entries(): Promise<(readonly [account: string, entry: string])[]> {
    try {
      const { entries } = await this.#ask('DBGetTree', { Family: stopFamily });
      const start = `/${stopFamily}/`;
      return entries.flatMap((entry) => {
        const key = entry.get('key');
        return key.startsWith(start) ? [[key.slice(start.length), entry.get('val')] as const] : [];
      });
    } catch (error) {
      if (!(error instanceof ControlError) || error.retryable) throw error;
      if (/not found/i.test(error.message)) return [];
      if (!/unknown command/i.test(error.message)) throw error;
    }
    const { response } = await this.#ask('Getvar', { Variable: `DB_KEYS(${stopFamily})` });
    const keys = response.get('value');
    // Asterisk cuts it at 1,023 characters without a word: half a list would undo stops that hold.
    if (Buffer.byteLength(keys) >= 1_000)
      throw this.#error('This Asterisk cannot list so many stops; update it to 16.30, 18.16 or newer.', false);
    const accounts = keys === '' || keys === '(null)' ? [] : keys.split(',');
    const entries: (readonly [string, string])[] = [];
    for (const account of accounts.filter(isAccountName)) entries.push([account, await this.#entryOf(account)]);
    return entries;
  }

  async #dropRegistration(account: string): Promise<string> {
    const ask = (action: string, fields: Record<string, string>) => this.#ask(action, fields);
    const contacts = await contactsOf(ask, account);
    for (const contact of contacts) await removeContact(ask, contact);
    await confirmUntil(this.#confirmMs, async () => (await contactsOf(ask, account)).length === 0).catch(
      (error: unknown) => {
        if (error instanceof ControlError) throw error;
        throw this.#error(
          `${account} is still registered: its contacts are not in the AstDB of this Asterisk, or it registers again at once.`,
          true,
          error,
        );
      },
    );
    return contacts.length === 0
      ? `${account} was not registered.`
      : `${contacts.length} contacts of ${account} were removed; it has none any more.`;
  }

  #name(account: string): string {
    if (!isAccountName(account)) throw this.#error('The name of this account cannot be an entry of the AstDB.', false);
    return account;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work, work);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #ask(action: string, fields: Readonly<Record<string, string>> = {}): Promise<AmiPortAnswer> {
    try {
      return await this.#ami.ask(action, fields);
    } catch (error) {
      const { message, retryable } = error as Error & { retryable?: boolean };
      throw this.#error(message, retryable ?? true, error);
    }
  }

  #error(message: string, retryable: boolean, cause?: unknown): ControlError {
    return new ControlError(this.id, message, retryable, cause);
  }
}
