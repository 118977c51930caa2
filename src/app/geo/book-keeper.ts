import type { GeoContext } from '../../core/geo/geo-answer.ts';
import { emptyBook, type GeoBook, type GeoPolicy } from '../../core/geo/geo-policy.ts';
import { GeoJudge } from '../../decide/geo/geo-judge.ts';
import type { GeoLane } from '../../decide/geo/geo-lane.ts';

export interface BookKeeperParts {
  /** The book as stored and set now. */
  readonly read: () => Promise<GeoBook>;
  readonly clock: () => number;
  /** Sentence while something needs attention, '' when it is over. */
  readonly alarm: (name: string, detail: string) => void;
  readonly log: (line: string) => void;
}

const renewEveryMs = 60_000;

/** Keeps the book of geo-blocking as it is now, with a judge over it, and tells who follows it when it changed. */
export class GeoBookKeeper {
  readonly #parts: BookKeeperParts;
  readonly #followers: ((book: GeoBook) => void)[] = [];
  #book: GeoBook = emptyBook;
  #judge = new GeoJudge(emptyBook);
  #text = '';
  #renewing: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: BookKeeperParts) {
    this.#parts = parts;
  }

  get book(): GeoBook {
    return this.#book;
  }

  get judge(): GeoJudge {
    return this.#judge;
  }

  /** All that holds for one context now. */
  lane(context: GeoContext, time = this.#parts.clock()): GeoLane {
    return this.#judge.lane(context, time);
  }

  /** Called with each book that is another than the one before. */
  follow(follower: (book: GeoBook) => void): void {
    this.#followers.push(follower);
  }

  /** Reads for the first time, then every minute. Throws what reading throws. */
  async start(): Promise<void> {
    await this.renew();
    this.#timer = setInterval(() => {
      this.renew().catch((error: Error) => this.#parts.log(`the book of geo-blocking waits: ${error.message}`));
    }, renewEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  /** One after another, so that what is told last was read last; who asks while one waits shares it. */
  renew(): Promise<void> {
    this.#waiting ??= this.#renewing.then(() => {
      this.#waiting = undefined;
      const renewed = this.#read();
      this.#renewing = renewed.catch(() => {});
      return renewed;
    });
    return this.#waiting;
  }

  async #read(): Promise<void> {
    const book = await this.#parts.read();
    const text = JSON.stringify(book);
    if (text === this.#text) return;
    const { judge, taken, left } = judgeOf(book);
    this.#parts.alarm(
      'geo-policies',
      left.map(({ policy, fault }) => `The policy “${policy.name}” is not followed: ${fault}`).join(' '),
    );
    this.#text = text;
    this.#book = taken;
    this.#judge = judge;
    for (const follower of this.#followers) follower(taken);
  }
}

/** A judge over all that can be followed: a policy that cannot, such as one whose group is gone, does not hold the others up. */
export function judgeOf(book: GeoBook): {
  readonly judge: GeoJudge;
  readonly taken: GeoBook;
  readonly left: readonly { readonly policy: GeoPolicy; readonly fault: string }[];
} {
  try {
    return { judge: new GeoJudge(book), taken: book, left: [] };
  } catch (error) {
    const left = book.policies.flatMap((policy) => {
      const fault = faultAlone(book, policy);
      return fault === undefined ? [] : [{ policy, fault }];
    });
    if (left.length === 0) throw error;
    const taken = { ...book, policies: book.policies.filter((one) => left.every(({ policy }) => policy !== one)) };
    return { judge: new GeoJudge(taken), taken, left };
  }
}

function faultAlone(book: GeoBook, policy: GeoPolicy): string | undefined {
  try {
    new GeoJudge({ ...book, policies: [policy], attacks: [], guards: [] });
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
