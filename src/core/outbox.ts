/** Something to be delivered, kept until it was. */
export interface Parcel<T> {
  /** Derived from what it says: the same id is the same parcel. */
  readonly id: string;
  /** Which way out and to whom, e.g. `mail` and an address. */
  readonly channel: string;
  readonly address: string;
  readonly content: T;
  /** Failed attempts so far. */
  readonly attempts: number;
  /** An attempt was begun and nobody wrote down what came of it: it may have arrived. */
  readonly begun: boolean;
  /** ms */
  readonly createdAt: number;
}

export type NewParcel<T> = Omit<Parcel<T>, 'attempts' | 'begun'>;

/** Where parcels wait; a durable one survives a kill. */
export interface Outbox<T> {
  /** Keeps parcels, due at once; one whose id is known (waiting, done or given up) is left as it was. Resolves when durable. */
  put(parcels: readonly NewParcel<T>[]): Promise<void>;
  /** Parcels whose time has come, oldest first; only those of one channel when it is given. */
  due(now: number, limit: number, channel?: string): Promise<readonly Parcel<T>[]>;
  /** Notes that an attempt begins; `done` and `failed` end it. Resolves when durable. */
  begin(id: string, at: number): Promise<void>;
  done(id: string, at: number): Promise<void>;
  /** Notes a failed attempt. Without `nextAt` it is given up, and kept visible as such. */
  failed(id: string, error: string, at: number, nextAt: number | undefined): Promise<void>;
}

/** An outbox in memory, bounded: for a place that gets everything again from elsewhere after a restart, and for tests. */
export class MemoryOutbox<T> implements Outbox<T> {
  readonly #capacity: number;
  readonly #waiting = new Map<string, { parcel: Parcel<T>; nextAt: number }>();
  readonly #past = new Map<string, string>();
  /** Parcels refused for want of room. */
  refused = 0;

  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Error with which a parcel was given up, '' when delivered, undefined when unknown or waiting. */
  outcome(id: string): string | undefined {
    return this.#past.get(id);
  }

  async put(parcels: readonly NewParcel<T>[]): Promise<void> {
    for (const parcel of parcels) {
      if (this.#waiting.has(parcel.id) || this.#past.has(parcel.id)) continue;
      if (this.#waiting.size >= this.#capacity) this.refused++;
      else this.#waiting.set(parcel.id, { parcel: { ...parcel, attempts: 0, begun: false }, nextAt: 0 });
    }
  }

  async due(now: number, limit: number, channel?: string): Promise<readonly Parcel<T>[]> {
    const due: Parcel<T>[] = [];
    for (const { parcel, nextAt } of this.#waiting.values()) {
      if (nextAt > now || (channel !== undefined && parcel.channel !== channel)) continue;
      if (due.push(parcel) >= limit) break;
    }
    return due;
  }

  async begin(id: string): Promise<void> {
    const entry = this.#waiting.get(id);
    if (entry) this.#waiting.set(id, { ...entry, parcel: { ...entry.parcel, begun: true } });
  }

  async done(id: string): Promise<void> {
    this.#end(id, '');
  }

  async failed(id: string, error: string, _at: number, nextAt: number | undefined): Promise<void> {
    const entry = this.#waiting.get(id);
    if (!entry) return;
    if (nextAt === undefined) this.#end(id, error);
    else {
      const { parcel } = entry;
      this.#waiting.set(id, { parcel: { ...parcel, attempts: parcel.attempts + 1, begun: false }, nextAt });
    }
  }

  #end(id: string, error: string): void {
    this.#waiting.delete(id);
    this.#past.set(id, error);
    if (this.#past.size > this.#capacity) this.#past.delete(this.#past.keys().next().value!);
  }
}
