import { formatCidr, readCidr } from '../../../core/ip.ts';
import { ControlError } from '../call-control.ts';
import { asControlError } from './as-control-error.ts';
import { unlessGone, type Xapi } from './xapi.ts';

/** An address that 3CX keeps out. */
export interface BlockedAddress {
  /** Address or CIDR. */
  readonly address: string;
  /** ms UTC. */
  readonly until: number;
}

const mark = 'Belwacht: ';

/**
 * The block list of addresses of a 3CX (its own IP blacklist, which keeps SIP and the web client out). Only entries that
 * Belwacht made are seen and taken back.
 */
export class ThreeCxBlockList {
  readonly id: string;
  readonly #xapi: Xapi;
  constructor(id: string, xapi: Xapi) {
    this.id = id;
    this.#xapi = xapi;
  }

  /** Blocks an address or CIDR until a time (ms UTC) and looks whether it is there. Throws ControlError. */
  async block({ address, until }: BlockedAddress, reason: string): Promise<void> {
    const value = this.#canonical(address);
    await asControlError(this.id, async () => {
      for (const { Id } of (await this.#ours()).filter((entry) => entry.address === value))
        await unlessGone(this.#xapi.delete(`Blocklist(${Id})`));
      await this.#xapi.post('Blocklist', {
        IPAddrMask: value,
        BlockType: 'Block',
        Description: `${mark}${reason.replace(/[^\x20-\x7e]/g, ' ').slice(0, 120)}`,
        ExpiresAt: new Date(until).toISOString(),
      });
      if (!(await this.#ours()).some((entry) => entry.address === value))
        throw this.#error('The address is not on its block list.', true);
    });
  }

  /** Takes a block of ours back; what is gone already is well. Throws ControlError. */
  async unblock(address: string): Promise<void> {
    const value = this.#canonical(address);
    await asControlError(this.id, async () => {
      const there = async () => (await this.#ours()).filter((entry) => entry.address === value);
      for (const { Id } of await there()) await unlessGone(this.#xapi.delete(`Blocklist(${Id})`));
      if ((await there()).length > 0) throw this.#error('The address is still on its block list.', true);
    });
  }

  /** Blocks of ours that hold, to reconcile in both directions. Throws ControlError. */
  inForce(): Promise<readonly BlockedAddress[]> {
    return asControlError(this.id, async () => (await this.#ours()).map(({ address, until }) => ({ address, until })));
  }

  async #ours(): Promise<(BlockedAddress & { readonly Id: number })[]> {
    const { rows } = await this.#xapi.list('Blocklist', { $orderby: 'Id' });
    return rows.flatMap((row) => {
      const { Id, IPAddrMask, BlockType, Description, ExpiresAt } = (row ?? {}) as Record<string, unknown>;
      if (typeof Id !== 'number' || typeof IPAddrMask !== 'string' || BlockType !== 'Block') return [];
      if (typeof Description !== 'string' || !Description.startsWith(mark)) return [];
      const until = Date.parse(String(ExpiresAt));
      return [{ Id, address: canonical(IPAddrMask) ?? IPAddrMask, until: Number.isNaN(until) ? 0 : until }];
    });
  }

  #canonical(address: string): string {
    const value = canonical(address);
    if (value === undefined) throw this.#error('That is no address and no network.', false);
    const [, prefix] = value.split('/');
    const widest = value.includes(':') ? 32 : 16;
    if (prefix !== undefined && Number(prefix) < widest)
      throw this.#error(`A network wider than /${widest} is not blocked.`, false);
    return value;
  }

  #error(sentence: string, retryable: boolean, cause?: unknown): ControlError {
    return new ControlError(this.id, sentence, retryable, cause);
  }
}

/** One spelling of an address or network; undefined when it is none. */
function canonical(text: string): string | undefined {
  const cidr = readCidr(text);
  return cidr && formatCidr(cidr);
}
