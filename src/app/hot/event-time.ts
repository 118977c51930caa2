import type { Event } from '../../core/event.ts';

/** Clocks a little ahead are believed, ms. */
const aheadMs = 5000;
/** Older than this is not live, ms. */
const liveMs = 55_000;

/**
 * Corrects the time of live events. A sender whose clock is ahead (or that lies about it) may not block until next year: its
 * event counts as of now. Sources that deliver history (files catching up, uploads) keep their times, and the engine gives each
 * source a clock of its own; for all others an old time is a wrong clock or zone, and the event counts as of now too.
 */
export class EventTime {
  /** Corrections made. */
  skewed = 0;

  /** Sets `event.time` to `now` (ms) where it cannot be right. */
  correct(event: Event, now: number, history: boolean): void {
    if (event.time <= now + aheadMs && (history || event.time >= now - liveMs)) return;
    event.time = now;
    this.skewed++;
  }
}
