import type { EnforcerReport } from '../../enforce/enforcer.ts';
import type { Store } from '../../store/store.ts';

const retryMs = 1000;

/** Stores what enforcers confirmed, in order and together when much comes at once; keeps it while the database is away. */
export class Confirmations {
  readonly #store: Pick<Store, 'decisions'>;
  readonly #real: (enforcer: string) => boolean;
  readonly #moved: (decisions: readonly string[]) => void;
  #waiting: EnforcerReport[] = [];
  /** Decisions carried out while their batch is still on its way to the database: what is said of them waits. */
  readonly #unstored = new Set<string>();
  #expired = false;
  #working: Promise<void> | undefined;
  #stopped = false;

  constructor(
    store: Pick<Store, 'decisions'>,
    real: (enforcer: string) => boolean,
    moved: (decisions: readonly string[]) => void,
  ) {
    this.#store = store;
    this.#real = real;
    this.#moved = moved;
  }

  report(report: EnforcerReport): void {
    this.#waiting.push(report);
    this.#start();
  }

  /** These decisions are being carried out and not stored yet. */
  unstored(decisions: readonly string[]): void {
    for (const id of decisions) this.#unstored.add(id);
  }

  /** These are stored now. */
  stored(decisions: readonly string[]): void {
    for (const id of decisions) this.#unstored.delete(id);
    if (this.#waiting.length) this.#start();
  }

  /** Decisions have come to their end. */
  expired(): void {
    this.#expired = true;
    this.#start();
  }

  /** Resolves when everything said so far is stored. */
  async done(): Promise<void> {
    while (this.#working) await this.#working;
  }

  /** Gives up on what cannot be stored now: the next start asks the enforcers anew. */
  stop(): void {
    this.#stopped = true;
  }

  #start(): void {
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    // Reports of one moment arrive one by one; let them gather.
    await new Promise((resolve) => setImmediate(resolve));
    for (;;) {
      const reports = this.#waiting.filter(({ decision }) => !this.#unstored.has(decision));
      const expired = this.#expired;
      if (!reports.length && !expired) return this.#rest();
      this.#waiting = this.#waiting.filter(({ decision }) => this.#unstored.has(decision));
      this.#expired = false;
      try {
        await this.#store.decisions.confirm(
          reports.map((report) => ({ ...report, real: this.#real(report.enforcer) })),
        );
        if (expired) await this.#store.decisions.expire(Date.now());
        this.#moved([...new Set(reports.map(({ decision }) => decision))]);
      } catch {
        // The batch saver tells that the database is away; nothing of this is lost meanwhile.
        this.#waiting = [...reports, ...this.#waiting];
        this.#expired ||= expired;
        if (this.#stopped) return this.#rest();
        await new Promise((resolve) => setTimeout(resolve, retryMs));
      }
    }
  }

  /** In the same breath as the last look at what waits: who reports from now on starts anew. */
  #rest(): void {
    this.#working = undefined;
  }
}
