import type { GeoQuestion } from '../../api/ports/geo-desk.ts';
import { iso } from '../../api/present/instant.ts';
import type { GeoStanding } from '../../api/schema/geo.ts';
import { emptyBook, type GeoBook, type GeoVerdict } from '../../core/geo/geo-policy.ts';
import type { GeoHits } from '../../core/geo/lane-plan.ts';
import type { LaneWish } from '../../decide/geo/plan-lanes.ts';
import { isStricter } from '../../decide/geo/rank.ts';
import type { GeoThread } from './geo-thread.ts';
import { laneOf } from './lane-of.ts';

export interface KernelDeskParts {
  readonly thread: GeoThread;
  /** A kernel carries policies out. */
  readonly present: boolean;
  readonly wishes: (book: GeoBook) => Promise<readonly LaneWish[]>;
  readonly hits: (hits: readonly GeoHits[], wishes: readonly LaneWish[]) => Promise<void>;
  readonly alarm: (name: string, detail: string) => void;
  readonly changed: () => void;
  readonly clock: () => number;
  readonly log: (line: string) => void;
}

const hitsEveryMs = 10_000;
const checkEveryMs = 60_000;
/** An attack mode is in the kernel within two seconds; what takes longer is told as not yet confirmed. */
const patienceMs = 8_000;

/** Has the kernel follow the book, reads back what it counted, and looks whether it still is as it should be. */
export class KernelDesk {
  readonly #parts: KernelDeskParts;
  #wishes: readonly LaneWish[] = [];
  #book: GeoBook = emptyBook;
  #seq = 0;
  #toldAt = 0;
  #changeMs: number | null = null;
  #drift = '';
  #checkedAt = 0;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(parts: KernelDeskParts) {
    this.#parts = parts;
  }

  /** What the lanes of the moment are. */
  get wishes(): readonly LaneWish[] {
    return this.#wishes;
  }

  /** Looks for drift and counts from now on. */
  start(): void {
    const { present, log } = this.#parts;
    if (!present) return;
    const say = (what: string) => (error: Error) => log(`${what}: ${error.message}`);
    this.#timers.push(
      setInterval(() => void this.count().catch(say('counts of the kernel wait')), hitsEveryMs),
      setInterval(() => void this.check().catch(say('the look at the kernel waits')), checkEveryMs),
    );
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  async follow(book: GeoBook): Promise<void> {
    const { thread, wishes, clock } = this.#parts;
    this.#wishes = await wishes(book);
    this.#book = book;
    this.#toldAt = clock();
    this.#seq = thread.follow(book, this.#wishes);
  }

  /** Resolves with whether the kernel holds the newest book; true where there is none. */
  async confirmed(): Promise<boolean> {
    const { thread, present } = this.#parts;
    return !present || thread.held(this.#seq, patienceMs);
  }

  holds(): boolean {
    const { thread, present } = this.#parts;
    return !present || thread.applied >= this.#seq;
  }

  get trouble(): string {
    return this.#parts.thread.trouble;
  }

  /** The kernel changed, or could not be. */
  moved(): void {
    const { thread, clock, alarm, changed } = this.#parts;
    if (this.holds() && this.#toldAt > 0) {
      this.#changeMs = clock() - this.#toldAt;
      this.#toldAt = 0;
    }
    alarm(
      'geo-kernel',
      thread.trouble && `Policies by country are not in the kernel as they should be: ${thread.trouble}`,
    );
    changed();
  }

  async count(): Promise<void> {
    const hits = this.#parts.present ? await this.#parts.thread.hits() : [];
    if (hits.length > 0) await this.#parts.hits(hits, this.#wishes);
  }

  /** What in the kernel differs from the policy, '' for nothing; it is put right at once. */
  async check(): Promise<string> {
    const { thread, present, clock, alarm, changed, log } = this.#parts;
    const drift = present ? await thread.check() : '';
    if (drift === undefined) return this.#drift;
    if (!present) return '';
    this.#checkedAt = clock();
    if (drift !== this.#drift) {
      this.#drift = drift;
      alarm(
        'geo-drift',
        drift && `The kernel did otherwise than the policies by country say and is put right: ${drift}`,
      );
      if (drift) log(`policies by country in the kernel: ${drift}; they are put in anew`);
      changed();
    }
    return drift;
  }

  standing(): GeoStanding['kernel'] {
    const { thread, present } = this.#parts;
    const { prefixes = 0, classes = 0, lanes = 0, at } = thread.state ?? {};
    return {
      ...{ present, ok: present && thread.trouble === '' && at !== undefined, followed: this.holds() },
      ...{ detail: thread.trouble, prefixes, classes, lanes },
      ...{ loadedAt: at === undefined ? null : iso(at), lastChangeMs: this.#changeMs, drift: this.#drift },
      checkedAt: this.#checkedAt > 0 ? iso(this.#checkedAt) : null,
    };
  }

  /** What the kernel does with an address in the lane that a question is about; '' when it has none for it. */
  async verdict(address: string, question: GeoQuestion): Promise<GeoVerdict | ''> {
    const { thread, clock } = this.#parts;
    const asked = question.service ?? 'sip';
    // What it does at another time nobody can ask it.
    if (!thread.state || asked === 'calls-out' || Math.abs(question.at - clock()) > checkEveryMs) return '';
    if (asked !== 'sip') return this.#verdictIn(thread, address, question, asked);
    const [registration, calls] = await Promise.all([
      this.#verdictIn(thread, address, question, 'registration'),
      this.#verdictIn(thread, address, question, 'calls-in'),
    ]);
    // The milder of both, as the judge says of the two together.
    return registration !== '' && calls !== '' && isStricter(registration, calls) ? calls : registration;
  }

  async #verdictIn(
    thread: GeoThread,
    address: string,
    { tenant, site, asset }: GeoQuestion,
    service: LaneWish['context']['service'],
  ): Promise<GeoVerdict | ''> {
    const lane = laneOf(this.#wishes, this.#book, { tenant, site, asset, service });
    return lane ? thread.verdict(address, lane.id) : '';
  }
}
