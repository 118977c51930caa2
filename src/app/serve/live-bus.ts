import type { LiveNotice, LivePort } from '../../api/ports.ts';

/** Tells the API what changed; those who listen may come and go. */
export class LiveBus implements LivePort {
  readonly #listeners = new Set<(notice: LiveNotice) => void>();

  subscribe(listener: (notice: LiveNotice) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  publish(notice: LiveNotice): void {
    for (const listener of this.#listeners) listener(notice);
  }

  /** Whether anybody watches: ticks are only made then. */
  get watched(): boolean {
    return this.#listeners.size > 0;
  }
}
