import { NftError, runNft } from '../../enforcers/nftables/nft.ts';
import { addMaps, addSearch, elementChunks } from './world-script.ts';
import type { WorldTable } from './world-table.ts';

/** A world on its way into maps of a generation that nothing refers to yet. */
export class WorldLoad {
  readonly generation: number;
  readonly table: WorldTable;
  /** Settles when it is in, with its chains; rejects with an NftError. */
  readonly done: Promise<void>;
  #unwanted = false;
  #finished = false;

  constructor(netns: string, own: string, generation: number, table: WorldTable) {
    this.generation = generation;
    this.table = table;
    this.done = this.#run(netns, own);
    // Whoever waits for it hears of it; nobody may.
    this.done.catch(() => {});
  }

  get finished(): boolean {
    return this.#finished;
  }

  /** Ends it after the present piece. */
  abandon(): void {
    this.#unwanted = true;
  }

  async #run(netns: string, own: string): Promise<void> {
    await runNft(netns, ['-f', '-'], script([`add table ${own}`, ...addMaps(own, this.generation)]));
    const chunks = elementChunks(own, this.generation, this.table);
    // The next piece is written while nft reads the present one.
    let next = chunks.next();
    while (!next.done) {
      if (this.#unwanted) throw new NftError('another world was wanted before this one was in', true);
      const running = runNft(netns, ['-f', '-'], next.value);
      next = chunks.next();
      await running;
    }
    await runNft(netns, ['-f', '-'], script(addSearch(own, this.generation, this.table)));
    this.#finished = true;
  }
}

function script(statements: readonly string[]): string {
  return `${statements.join('\n')}\n`;
}
