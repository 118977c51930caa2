import type { CallRecord } from '../../../core/call-record.ts';
import type { EslFields } from './esl-event.ts';
import { FollowedCall } from './followed-call.ts';
import { Leg } from './leg.ts';

/** Channels that are followed at once when nothing else is said. */
export const usualCapacity = 100_000;

export interface ChannelBookOptions {
  /** Gets each call as it is known, whenever that changed. */
  readonly tell: (call: CallRecord) => void;
  /** Profiles whose channels without sign-in are trunks. */
  readonly trunkProfiles: readonly string[];
  readonly capacity?: number;
}

/**
 * Puts the channels of FreeSWITCH together to calls: the leg that calls and the one that leaves are one call, with the id of
 * the first. A second way out beside one that is still used, and the way out of a call that came in from a trunk (a forward),
 * cost money of their own: each is a call with the id of its leg, linked to the other.
 */
export class ChannelBook {
  /** Channels that were forgotten because too many ran at once. */
  evicted = 0;
  readonly #legs = new Map<string, Leg>();
  readonly #tell: (call: CallRecord) => void;
  readonly #trunkProfiles: ReadonlySet<string>;
  readonly #capacity: number;
  #line = 0;
  constructor({ tell, trunkProfiles, capacity = usualCapacity }: ChannelBookOptions) {
    this.#tell = tell;
    this.#trunkProfiles = new Set(trunkProfiles);
    this.#capacity = Math.max(1, capacity);
  }

  /** Ids of the calls that run. */
  running(): string[] {
    const ids = new Set<string>();
    for (const { call } of this.#legs.values()) if (call && call.end === 0) ids.add(call.id);
    return [...ids];
  }

  has(uuid: string): boolean {
    return this.#legs.has(uuid);
  }

  isAnswered(uuid: string): boolean {
    return (this.#legs.get(uuid)?.answer ?? 0) !== 0;
  }

  get size(): number {
    return this.#legs.size;
  }

  /**
   * Takes an event of a channel, or a dump (`kind` is then ''), at `now` (ms). False when it names no channel. An event of a
   * channel that was not known before makes it known.
   */
  take(kind: string, fields: EslFields, now: number): boolean {
    const uuid = fields('Unique-ID');
    if (uuid === '' || uuid.length > 128) return false;
    this.#line++;
    let leg = this.#legs.get(uuid);
    if (leg === undefined) {
      leg = new Leg(uuid);
      leg.learn(fields, this.#trunkProfiles, now);
      this.#add(leg);
    } else leg.learn(fields, this.#trunkProfiles, now);
    if (kind === 'CHANNEL_ANSWER') leg.answered(fields, now);
    if (kind === 'CHANNEL_HANGUP_COMPLETE' || kind === 'CHANNEL_DESTROY') leg.finish(fields, now);
    const { call } = leg;
    if (call) this.#say(call);
    if (leg.end !== 0) this.#remove(leg);
    return true;
  }

  /** Forgets the channels that are not among `uuids`: they ended while nobody looked. */
  keepOnly(uuids: ReadonlySet<string>): void {
    for (const leg of this.#legs.values()) if (!uuids.has(leg.uuid)) this.#remove(leg);
  }

  #add(leg: Leg): void {
    if (this.#legs.size >= this.#capacity) this.#evictOldest();
    this.#legs.set(leg.uuid, leg);
    leg.call = this.#callOf(leg);
    leg.call.alive.add(leg);
  }

  #callOf(leg: Leg): FollowedCall {
    const parent = leg.parent === '' ? undefined : this.#legs.get(leg.parent)?.call;
    if (parent === undefined) {
      const leaves = leg.outbound && leg.trunk !== '';
      // The first leg is gone, or was never seen: the call had its id.
      const id = leg.parent || leg.uuid;
      return new FollowedCall(id, id, leg, leaves ? leg : undefined);
    }
    if (!leg.outbound || leg.trunk === '') return parent;
    if (parent.isFree && parent.root !== undefined && (parent.root.trunk === '' || parent.root === parent.outer)) {
      parent.outer = leg;
      return parent;
    }
    const own = new FollowedCall(leg.uuid, parent.linkedId, undefined, leg);
    // The forward of a call from outside shows the caller from outside and is paid by who was called.
    if (parent.root !== undefined && parent.root.trunk !== '') leg.redirected ||= parent.root.to;
    return own;
  }

  #say(call: FollowedCall): void {
    if (call.told) return;
    if (call.end !== 0) call.told = true;
    this.#tell(call.record(this.#line));
  }

  #remove(leg: Leg): void {
    this.#legs.delete(leg.uuid);
    leg.call?.alive.delete(leg);
  }

  #evictOldest(): void {
    const oldest = this.#legs.values().next().value;
    if (oldest === undefined) return;
    this.#remove(oldest);
    this.evicted++;
  }
}
