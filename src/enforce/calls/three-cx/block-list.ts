import { formatCidr, readCidr } from '../../../core/ip.ts';
import { type BlockedAddress, type BlocksHeld, ControlError, type RefusedAddress } from '../call-control.ts';
import { asControlError } from './as-control-error.ts';
import { unlessGone, type Xapi } from './xapi.ts';

interface Entry {
  readonly Id: number;
  readonly address: string;
  /** ms UTC; 0 when it cannot be read. */
  readonly until: number;
}

const mark = 'Belwacht: ';
/** An end that differs by less is the same: the interface may round. */
const sameEndMs = 2000;

/**
 * The block list of addresses of a 3CX (its own IP blacklist, which keeps SIP and the web client out). Only entries that
 * Belwacht made are seen and taken back.
 */
export class ThreeCxBlockList {
  readonly #id: string;
  readonly #xapi: Xapi;
  /** `id` of the control, for its errors. */
  constructor(id: string, xapi: Xapi) {
    this.#id = id;
    this.#xapi = xapi;
  }

  /**
   * Makes the entries of Belwacht exactly `wanted`, in both directions, and looks afterwards whether they are. Throws
   * ControlError when the list cannot be read or changed; what is refused for what it is, is told and keeps none of the others out.
   */
  align(wanted: readonly BlockedAddress[]): Promise<BlocksHeld> {
    return asControlError(this.#id, async () => {
      const refused: RefusedAddress[] = [];
      const missing = new Map<string, BlockedAddress>();
      for (const one of wanted) {
        const { value, trouble } = accepted(one.address);
        if (value === undefined) refused.push({ address: one.address, sentence: trouble });
        else missing.set(value, one);
      }
      const all = new Map(missing);
      const surplus: Entry[] = [];
      for (const entry of await this.#ours()) {
        const same = missing.get(entry.address);
        if (same && Math.abs(same.until - entry.until) < sameEndMs) missing.delete(entry.address);
        else surplus.push(entry);
      }
      for (const { Id } of surplus) await unlessGone(this.#xapi.delete(`Blocklist(${Id})`));
      for (const [value, one] of missing) {
        const sentence = await this.#add(value, one);
        if (sentence === '') continue;
        refused.push({ address: one.address, sentence });
        all.delete(value);
      }
      if (surplus.length + missing.size > 0) refused.push(...(await this.#differences(all)));
      const left = new Set(refused.map(({ address }) => address));
      return { held: wanted.flatMap(({ address }) => (left.has(address) ? [] : [address])), refused };
    });
  }

  /** Puts an address on it; a sentence when the 3CX does not want it. */
  async #add(value: string, { until, reason }: BlockedAddress): Promise<string> {
    try {
      await this.#xapi.post('Blocklist', {
        IPAddrMask: value,
        BlockType: 'Block',
        Description: `${mark}${reason.replace(/[^\x20-\x7e]/g, ' ').slice(0, 120)}`,
        ExpiresAt: new Date(until).toISOString(),
      });
      return '';
    } catch (error) {
      const { retryable, message, trouble } = error as { retryable?: unknown; message?: unknown; trouble?: unknown };
      if (retryable !== false || trouble !== 'said-no') throw error;
      return String(message);
    }
  }

  /** What of `wanted` is not there. Throws when something of ours is there that is not wanted. */
  async #differences(wanted: ReadonlyMap<string, BlockedAddress>): Promise<readonly RefusedAddress[]> {
    const there = new Set((await this.#ours()).map(({ address }) => address));
    const stays = [...there].find((address) => !wanted.has(address));
    if (stays !== undefined) throw new ControlError(this.#id, `${stays} is still on its block list.`, true);
    return [...wanted].flatMap(([value, { address }]) =>
      there.has(value) ? [] : [{ address, sentence: 'The address is not on its block list.' }],
    );
  }

  async #ours(): Promise<readonly Entry[]> {
    const { rows, isWhole } = await this.#xapi.list('Blocklist', {
      $orderby: 'Id',
      $filter: `startswith(Description,'${mark}')`,
    });
    if (!isWhole) throw new ControlError(this.#id, 'Its block list is longer than Belwacht reads.', false);
    return rows.flatMap((row) => {
      const { Id, IPAddrMask, BlockType, Description, ExpiresAt } = (row ?? {}) as Record<string, unknown>;
      if (typeof Id !== 'number' || typeof IPAddrMask !== 'string' || BlockType !== 'Block') return [];
      if (typeof Description !== 'string' || !Description.startsWith(mark)) return [];
      const until = Date.parse(String(ExpiresAt));
      return [{ Id, address: canonical(IPAddrMask) ?? IPAddrMask, until: Number.isNaN(until) ? 0 : until }];
    });
  }
}

/** The address as it is written to the list; why not when it cannot be. */
function accepted(address: string): { readonly value?: string; readonly trouble: string } {
  const value = canonical(address);
  if (value === undefined) return { trouble: 'That is no address and no network.' };
  const [, prefix] = value.split('/');
  const widest = value.includes(':') ? 32 : 16;
  if (prefix !== undefined && Number(prefix) < widest)
    return { trouble: `A network wider than /${widest} is not blocked there.` };
  return { value, trouble: '' };
}

/** One spelling of an address or network; undefined when it is none. */
function canonical(text: string): string | undefined {
  const cidr = readCidr(text);
  return cidr && formatCidr(cidr);
}
