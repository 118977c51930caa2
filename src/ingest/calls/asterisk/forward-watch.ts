import type { AccountFacts } from './account-facts.ts';
import type { AmiLink } from './ami-link.ts';
import type { AmiMessage } from './ami-message.ts';

/** Forwards of an account in the AstDB: all calls, on busy, when nobody answers; of FreePBX and of the classic dial plans. */
export const usualForwardFamilies: readonly string[] = ['CF', 'CFB', 'CFU', 'CFIM', 'CFBS', 'CFNA'];

const mostForwards = 10_000;

/**
 * Notices forwards that are set or taken back. Asterisk tells of no change in its AstDB, so there are two ways, both as far
 * as they go: the dial plan's own `Set(DB(CF/100)=…)` and `DB_DELETE(CF/100)` in `Newexten` events (class dialplan), and looking
 * at the families themselves from time to time (`DBGetTree`, Asterisk 16.30, 18.16 and newer).
 */
export class ForwardWatch {
  readonly #link: AmiLink;
  readonly #facts: AccountFacts;
  readonly #families: readonly string[];
  /** Target by `family/account`. */
  readonly #known = new Map<string, string>();
  #looked = false;
  #able = true;
  #looking = false;
  /** A change was told while the families were looked at: what was found is older than that. */
  #overtaken = false;

  constructor(link: AmiLink, facts: AccountFacts, families: readonly string[] = usualForwardFamilies) {
    this.#link = link;
    this.#facts = facts;
    this.#families = families.filter((family) => /^[\w.-]{1,40}$/.test(family));
  }

  /** Takes an event of the dial plan; false when it sets no forward. */
  take(message: AmiMessage, time: number): boolean {
    if (message.event !== 'Newexten') return false;
    const data = message.get('appdata');
    const application = message.get('application').toLowerCase();
    const [, setFamily, setAccount, target] =
      (application === 'set' && /^DB\(([\w.-]+)\/([^()=]{1,128})\)=(.*)$/.exec(data)) || [];
    if (setFamily !== undefined && this.#families.includes(setFamily)) {
      this.#overtaken = true;
      this.#change(`${setFamily}/${setAccount}`, setAccount, target, time);
      return true;
    }
    const [, family, account] =
      (application === 'set' && /^DB_DELETE\(([\w.-]+)\/([^()=]{1,128})\)=/.exec(data)) ||
      // As FreePBX does it: a remark that deletes while it is made.
      (application === 'noop' && /^Deleting: ([\w.-]+)\/(.{1,128}) /.exec(data)) ||
      [];
    if (family === undefined || !this.#families.includes(family)) return false;
    this.#overtaken = true;
    this.#change(`${family}/${account}`, account, '', time);
    return true;
  }

  /** Looks at the families; what is there at the first look was set before and is no news. Never rejects. */
  async look(time: number): Promise<void> {
    if (!this.#able || this.#looking) return;
    this.#looking = true;
    this.#overtaken = false;
    try {
      const found = new Map<string, string>();
      for (const family of this.#families) {
        for (const entry of await this.#entriesOf(family)) {
          const key = entry.get('key').replace(/^\//, '');
          if (found.size < mostForwards) found.set(key, entry.get('val'));
        }
      }
      if (!this.#overtaken && found.size < mostForwards) this.#compare(found, time);
    } catch (error) {
      // An older Asterisk does not know the question: then its dial plan is what there is. A lost connection comes again.
      if ((error as { retryable?: boolean }).retryable === false) this.#able = false;
    } finally {
      this.#looking = false;
    }
  }

  /** A family without a single entry is an error to Asterisk, not an empty list. */
  async #entriesOf(family: string): Promise<readonly AmiMessage[]> {
    try {
      return (await this.#link.ask('DBGetTree', { Family: family })).entries;
    } catch (error) {
      if (/not found/i.test((error as Error).message)) return [];
      throw error;
    }
  }

  #compare(found: ReadonlyMap<string, string>, time: number): void {
    for (const [key, target] of found) {
      if (!this.#looked) this.#known.set(key, target);
      else this.#change(key, key.slice(key.indexOf('/') + 1), target, time);
    }
    for (const key of [...this.#known.keys()])
      if (!found.has(key)) this.#change(key, key.slice(key.indexOf('/') + 1), '', time);
    this.#looked = true;
  }

  #change(key: string, account: string, target: string, time: number): void {
    if ((this.#known.get(key) ?? '') === target) return;
    if (target === '') this.#known.delete(key);
    else if (this.#known.size < mostForwards) this.#known.set(key, target);
    this.#facts.forward(account, target, time);
  }
}
