import type { Clock } from './clock.ts';
import type { Outbox, Parcel } from './outbox.ts';

/** How long and how often a delivery is tried. */
export interface Patience {
  /** Wait after the first failure, doubled after each next one. */
  readonly firstMs: number;
  readonly longestMs: number;
  /** A parcel older than this is given up. */
  readonly giveUpMs: number;
}

export const defaultPatience: Patience = { firstMs: 5_000, longestMs: 1_800_000, giveUpMs: 86_400_000 };

/**
 * Wait (ms) after failed attempt number `attempts` (1 for the first): exponential, with the upper half left to chance, so that
 * many parcels for one place that was down do not all come back at the same moment. `random` is in [0, 1).
 */
export function waitAfter(attempts: number, patience: Patience, random: number): number {
  const full = Math.min(patience.longestMs, patience.firstMs * 2 ** Math.min(attempts - 1, 30));
  return Math.round(full * (0.5 + random / 2));
}

/** What became of one attempt. */
export interface Delivery<T> {
  readonly parcel: Parcel<T>;
  readonly ok: boolean;
  readonly error: string;
  /** ms */
  readonly at: number;
  /** No further attempt follows. */
  readonly final: boolean;
}

export interface CourierOptions<T> {
  readonly outbox: Outbox<T>;
  /** Takes only parcels of this channel; all of them when absent. */
  readonly channel?: string;
  /** Delivers once; rejects when it failed, with `retryable: false` on the error when trying again is no use. */
  readonly send: (parcel: Parcel<T>) => Promise<void>;
  readonly clock: Clock;
  readonly random: () => number;
  readonly patience?: Patience;
  /**
   * Whoever receives it cannot drop a repeat: each attempt is written down as begun first. A parcel that was begun before this
   * process is delivered again, with `begun` set, after `onRepeat`.
   */
  readonly marks?: boolean;
  /** A parcel that may have arrived before a crash goes out again; what it rejects with holds nothing up. */
  readonly onRepeat?: (parcel: Parcel<T>) => Promise<void>;
  /** Attempts under way per channel; 4 when absent. */
  readonly atOnce?: number;
  /** How often the outbox is looked into without being woken, ms. */
  readonly everyMs?: number;
  readonly onDelivery?: (delivery: Delivery<T>) => void;
  /** The outbox itself failed; what was due stays due. */
  readonly onTrouble?: (error: unknown) => void;
}

/** Attempts under way per channel: a mail server that does not answer leaves the webhooks their own. */
const perChannel = 4;
const look = 200;

/**
 * Delivers what an outbox holds, at least once, several at a time, until delivered or given up. A crash between an attempt and its
 * outcome makes it go out again after the restart; `marks` tells those that do.
 */
export class Courier<T> {
  readonly #options: CourierOptions<T>;
  readonly #busy = new Map<string, Promise<void>>();
  readonly #channels = new Map<string, number>();
  readonly #delivered = new Set<string>();
  /** Begun by us: what came of it we know, also when the outbox could not be told. */
  readonly #begun = new Set<string>();
  /** Ended while the outbox was looked into: what was read may still name them as waiting. */
  readonly #ended = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #round: Promise<void> | undefined;
  #again = false;
  #running = false;

  constructor(options: CourierOptions<T>) {
    this.#options = options;
  }

  /** Starts delivering what waits, also what was left by an earlier run. */
  start(): void {
    this.#running = true;
    this.wake();
  }

  /** Looks into the outbox now: call after each `put`. */
  wake(): void {
    if (!this.#running) return;
    if (this.#round) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#round = this.#collect()
      .catch((error) => this.#options.onTrouble?.(error))
      .finally(() => {
        this.#round = undefined;
        if (this.#again) {
          this.#again = false;
          this.wake();
        } else if (this.#running) {
          clearTimeout(this.#timer);
          this.#timer = setTimeout(() => this.wake(), this.#options.everyMs ?? 1000);
        }
      });
  }

  /** Stops; resolves when the attempts under way have ended. */
  async stop(): Promise<void> {
    this.#running = false;
    this.#again = false;
    clearTimeout(this.#timer);
    await this.#round;
    clearTimeout(this.#timer);
    await Promise.all(this.#busy.values());
  }

  async #collect(): Promise<void> {
    const { outbox, channel, clock, onTrouble } = this.#options;
    this.#ended.clear();
    for (const parcel of await outbox.due(clock(), look, channel)) {
      const under = this.#channels.get(parcel.channel) ?? 0;
      if (under >= (this.#options.atOnce ?? perChannel) || this.#busy.has(parcel.id) || this.#ended.has(parcel.id))
        continue;
      this.#channels.set(parcel.channel, under + 1);
      const attempt = this.#attempt(parcel).then(
        () => this.#leave(parcel, true),
        (error) => {
          this.#leave(parcel, false);
          onTrouble?.(error);
        },
      );
      this.#busy.set(parcel.id, attempt);
    }
  }

  /** Frees the place of a parcel. When its outcome could not be written down the timer looks again, not we at once. */
  #leave(parcel: Parcel<T>, noted: boolean): void {
    this.#busy.delete(parcel.id);
    this.#ended.add(parcel.id);
    this.#channels.set(parcel.channel, this.#channels.get(parcel.channel)! - 1);
    if (noted) this.wake();
  }

  async #attempt(due: Parcel<T>): Promise<void> {
    const { outbox, send, clock, random, onDelivery } = this.#options;
    const patience = this.#options.patience ?? defaultPatience;
    // Delivered before, but the outbox could not be told: tell it, and do not deliver twice.
    const isDelivered = this.#delivered.has(due.id);
    const parcel = isDelivered ? due : await this.#begin(due);
    try {
      if (!isDelivered) await send(parcel);
      this.#delivered.add(parcel.id);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      const at = clock();
      const hopeless = (error as { retryable?: unknown }).retryable === false;
      const nextAt = at + waitAfter(parcel.attempts + 1, patience, random());
      const final = hopeless || nextAt > parcel.createdAt + patience.giveUpMs;
      await outbox.failed(parcel.id, text, at, final ? undefined : nextAt);
      this.#begun.delete(parcel.id);
      onDelivery?.({ parcel, ok: false, error: text, at, final });
      return;
    }
    const at = clock();
    await outbox.done(parcel.id, at);
    this.#delivered.delete(parcel.id);
    this.#begun.delete(parcel.id);
    onDelivery?.({ parcel, ok: true, error: '', at, final: true });
  }

  /** Written down before it is sent: what cannot be written down is not sent, and stays due. `begun` of what comes back: a crash was in between. */
  async #begin(parcel: Parcel<T>): Promise<Parcel<T>> {
    const { outbox, clock, marks, onRepeat, onTrouble } = this.#options;
    if (!marks) return parcel;
    const begun = parcel.begun && !this.#begun.has(parcel.id);
    if (begun) await onRepeat?.(parcel).catch((error) => onTrouble?.(error));
    if (!parcel.begun) await outbox.begin(parcel.id, clock());
    this.#begun.add(parcel.id);
    return { ...parcel, begun };
  }
}
