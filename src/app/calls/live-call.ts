import type { Call } from '../../core/calls/call.ts';

/** How somebody knows of a call: from its SIP messages, from the switch that makes it, from its record, or by being asked. */
export type Teller = 'sip' | 'switch' | 'cdr' | 'asked';

const bits: Readonly<Record<Teller, number>> = { sip: 1, switch: 2, cdr: 4, asked: 8 };
const noIds: readonly string[] = [];

/**
 * One call, whoever tells of it. A hundred thousand of them live at once and each is moved about until it is old: what nearly
 * all have one of stands in the object itself.
 */
export class LiveCall {
  call: Call;
  /** The source that told first, and the id that it gave. */
  readonly source: string;
  readonly sourceCall: string;
  /** Keys it is found by. */
  readonly keys: string[] = [];
  /** When the first record of it came, and the last, ms UTC. */
  begun: number;
  told: number;
  overAt = 0;
  liveAnswer = 0;
  liveEnd = 0;
  cdrAnswer = 0;
  cdrEnd = 0;
  /** Of all calls, the part that it is in. */
  part: Set<LiveCall> | undefined;
  #tellers = 0;
  /** Ids by source, once there is more than the first. */
  #ids: Map<string, string[]> | undefined;

  constructor(call: Call, source: string, sourceCall: string) {
    this.call = call;
    this.source = source;
    this.sourceCall = sourceCall;
    this.begun = call.start;
    this.told = call.start;
  }

  toldBy(teller: Teller): boolean {
    return (this.#tellers & bits[teller]) !== 0;
  }

  toldOnlyBy(teller: Teller): boolean {
    return this.#tellers === bits[teller];
  }

  addTeller(teller: Teller): void {
    this.#tellers |= bits[teller];
  }

  hasSource(source: string): boolean {
    return source === this.source || (this.#ids?.has(source) ?? false);
  }

  /** The ids a source gave it. */
  idsOf(source: string): readonly string[] {
    return this.#ids?.get(source) ?? (source === this.source ? [this.sourceCall] : noIds);
  }

  /** All its ids, those of the first source first. */
  ids(): { readonly source: string; readonly id: string }[] {
    if (!this.#ids) return [{ source: this.source, id: this.sourceCall }];
    return [...this.#ids].flatMap(([source, ids]) => ids.map((id) => ({ source, id })));
  }

  /** False when it is known. */
  addId(source: string, id: string): boolean {
    if (source === this.source && id === this.sourceCall) return false;
    this.#ids ??= new Map([[this.source, [this.sourceCall]]]);
    const ids = this.#ids.get(source);
    if (!ids) this.#ids.set(source, [id]);
    else if (ids.includes(id)) return false;
    else ids.push(id);
    return true;
  }
}
