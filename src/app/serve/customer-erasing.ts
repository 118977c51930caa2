import type { ErasePort } from '../../api/ports/customers.ts';
import type { BlockPort } from '../../api/ports.ts';
import type { Erasure } from '../../core/customer/customer.ts';
import { allTenants, type Work, type WorkActor } from '../../core/work.ts';
import type { Store } from '../../store/store.ts';

export interface ErasingParts {
  readonly storeOf: (work: Work) => Store;
  readonly blocks: () => BlockPort;
  /** Takes back what is held at the PBXs of a customer; a sentence when something may be left there. */
  readonly release: (tenant: string) => Promise<string>;
  /** The hot path forgets what belongs to whom, and reads it anew. */
  readonly renewed: () => Promise<void>;
  readonly log: (line: string) => void;
}

/** What the hot path has on its way when it stops attributing is stored within this time. */
const settleMs = 1500;
const reason = 'the customer is erased';

/**
 * Erases customers in the background: blocks leave the enforcers, stops the PBXs, then what says whose things are, then everything else. What a
 * stop breaks off goes on at the next start.
 */
export class CustomerErasing implements ErasePort {
  readonly #parts: ErasingParts;
  readonly #running = new Set<Promise<void>>();
  #stopping = false;

  constructor(parts: ErasingParts) {
    this.#parts = parts;
  }

  async start(tenant: string, work: Work): Promise<string | undefined> {
    const erasure = await this.#parts.storeOf(work).customers.erasing.begin(tenant, work.actor);
    if (!erasure) return undefined;
    this.#go(erasure, work.actor);
    return erasure.id;
  }

  /** Goes on with what a stop or a crash broke off. */
  async resume(store: Store): Promise<void> {
    for (const { erasure, actor } of await store.customers.erasing.unfinished()) {
      this.#parts.log(`erasing ${erasure.customer} goes on (${erasure.done} of ${erasure.total} rows are gone)`);
      this.#go(erasure, actor);
    }
  }

  /** Waits until the row portions at hand are done. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#running);
  }

  #go(erasure: Erasure, actor: WorkActor): void {
    const work: Work = { tenant: allTenants, actor };
    const store = this.#parts.storeOf(work);
    const running = this.#erase(store, erasure, work)
      .catch(async (error: Error) => {
        if (this.#stopping) return;
        this.#parts.log(`erasing ${erasure.customer} waits for the next start: ${error.message}`);
        await store.customers.erasing.failed(erasure.id, error.message).catch(() => {});
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #erase(store: Store, erasure: Erasure, work: Work): Promise<void> {
    const { actor } = work;
    const author = actor.kind === 'person' ? `user:${actor.id}` : `token:${actor.id}`;
    for (const id of await store.customers.blocks(erasure.customer)) {
      this.#goOn();
      await this.#parts.blocks().undo(id, author, reason, work);
    }
    const left = await this.#parts.release(erasure.customer);
    if (left !== '')
      this.#parts.log(`erasing ${erasure.customer} leaves something at a PBX, to be taken out there: ${left}`);
    this.#goOn();
    await store.customers.erasing.removeRows(erasure, {
      unattributed: async () => {
        await this.#parts.renewed();
        await new Promise((resolve) => setTimeout(resolve, settleMs));
      },
      goOn: () => this.#goOn(),
    });
    await this.#parts.renewed();
    this.#parts.log(`${erasure.customer} is erased`);
  }

  #goOn(): void {
    if (this.#stopping) throw new Error('Belwacht stops');
  }
}
