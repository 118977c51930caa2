import { NftError, runNft } from '../../enforcers/nftables/nft.ts';
import { type KernelState, readState } from './kernel-state.ts';
import { generationOf, type Listing, readListing, stateSet } from './listing.ts';
import { NftAsk } from './nft-ask.ts';
import { removeGeneration } from './world-script.ts';

/** Our table: transactions, and what stands in it. */
export class KernelTable {
  /** As nft names it: family and name. */
  readonly own: string;
  readonly lists: NftAsk;
  readonly checks: NftAsk;
  readonly #netns: string;

  constructor(netns: string, table: string) {
    this.own = `inet ${table}`;
    this.#netns = netns;
    this.lists = new NftAsk(netns, 'list');
    this.checks = new NftAsk(netns, 'check');
  }

  /** One transaction; the table is made if need be. Rejects with an NftError, and nothing has changed then. */
  async run(statements: readonly string[]): Promise<void> {
    await runNft(this.#netns, ['-f', '-'], `add table ${this.own}\n${statements.join('\n')}\n`);
  }

  async list(): Promise<Listing> {
    return readListing(await runNft(this.#netns, ['-s', '-t', 'list', 'ruleset'], ''), this.own);
  }

  /** What we noted in it. */
  async state(): Promise<KernelState> {
    return readState((await this.lists.ask(`list set ${this.own} ${stateSet}`)).out);
  }

  /** Only what comes back from the kernel counts as done. */
  async confirm(receipt: number): Promise<void> {
    for (let attempt = 0; attempt < 2; attempt++) {
      if ((await this.state()).receipt === receipt) return;
      // A namespace that was made anew leaves the long-lived process behind in the old one.
      this.close();
    }
    throw new NftError('the kernel did not confirm the change', true);
  }

  /** Ends the conversations with nft; the next question begins a new one. */
  close(): void {
    this.lists.close();
    this.checks.close();
  }

  /** Removes generations of the world that nothing needs. Failing is no harm: the next change tries again. */
  async sweep(listing: Listing, keep: ReadonlySet<number>): Promise<void> {
    const left = (name: string) => generationOf(name) > 0 && !keep.has(generationOf(name));
    const chains = listing.chains.filter(left);
    const maps = listing.containers.map(({ name }) => name).filter(left);
    if (chains.length + maps.length > 0) await this.run(removeGeneration(this.own, chains, maps)).catch(() => {});
  }
}
