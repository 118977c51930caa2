import { type DeliveryPace, delivered, firstDelivery, usualSilence } from '../core/delivery-pace.ts';
import { Event } from '../core/event.ts';
import type { Source } from '../core/source.ts';

/** What is known about the pace of one source; plain data, to be stored and restored. */
export interface Pace {
  readonly source: string;
  /** When it was first and last seen delivering, ms. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Gaps seen. */
  readonly gaps: number;
  /** Number of the day (UTC) and its longest gap, ms; the newest last. */
  readonly days: readonly (readonly [day: number, longest: number])[];
  readonly silent: boolean;
}

/**
 * Tells when a source that used to deliver stops, and when it delivers again. Pure: time comes in with each call. A source
 * that never delivered is never silent.
 *
 * With `silentAfterS` that is the limit, and 0 turns it off. Without, the limit is learned: two and a half times the longest
 * usual gap, between 5 minutes and 96 hours. Usual is the second longest of the longest gaps of the last 14 days (the longest
 * as long as fewer than three days are known): nights and weekends come back and count, one outage does not. A source
 * that has not delivered in twenty different seconds over an hour has no pace and is not called silent.
 */
export class SilenceWatch {
  readonly #watched = new Map<string, DeliveryPace>();

  /** Takes what an earlier run knew. `now` (ms): the time this server was away is not held against a source. */
  restore(paces: Iterable<Pace>, now: number): void {
    for (const pace of paces) {
      this.#watched.set(pace.source, {
        firstAt: pace.firstAt,
        lastAt: pace.silent ? pace.lastAt : now,
        gaps: pace.gaps,
        days: pace.days.map(([number, longest]) => [number, longest]),
        silent: pace.silent,
      });
    }
  }

  /** What is known, for storing. */
  paces(): readonly Pace[] {
    return [...this.#watched].map(([source, watched]) => ({
      source,
      ...watched,
      days: watched.days.map(([number, longest]) => [number, longest] as const),
    }));
  }

  /** Whether a source is silent now. */
  isSilent(sourceId: string): boolean {
    return this.#watched.get(sourceId)?.silent ?? false;
  }

  /** Forgets a source that was removed. */
  forget(sourceId: string): void {
    this.#watched.delete(sourceId);
  }

  /** Silence longer than this (ms) would be told; undefined when it would not. */
  limit(source: Source): number | undefined {
    if (source.silentAfterS !== undefined) return source.silentAfterS === 0 ? undefined : source.silentAfterS * 1000;
    const watched = this.#watched.get(source.id);
    return watched && usualSilence(watched);
  }

  /**
   * To be called for every source about every second: `received` is how many records came since the last call. Returns the
   * event that this makes, if any, with tenant, asset and source set and `now` as its time.
   */
  observe(source: Source, received: number, now: number): Event | undefined {
    const watched = this.#watched.get(source.id);
    if (received > 0) {
      if (watched) return delivered(watched, now) ? eventOf('source-resumed', source, now) : undefined;
      this.#watched.set(source.id, firstDelivery(now));
      return undefined;
    }
    if (!watched || watched.silent) return undefined;
    const limit = this.limit(source);
    if (limit === undefined || now - watched.lastAt <= limit) return undefined;
    watched.silent = true;
    return eventOf('source-silent', source, now);
  }
}

function eventOf(action: 'source-silent' | 'source-resumed', source: Source, now: number): Event {
  const event = new Event();
  event.time = now;
  event.dataset = 'belwacht';
  event.action = action;
  event.outcome = action === 'source-silent' ? 'failure' : 'success';
  event.reason = action === 'source-silent' ? 'timeout' : '';
  event.tenant = source.tenant;
  event.asset = source.asset;
  event.source = source.id;
  return event;
}
