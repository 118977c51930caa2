import type { Event } from '../../core/event.ts';

/** Clocks a little ahead are believed, ms. */
const aheadMs = 5000;
/** Older than this is not live; just under the engine's lateness, ms. */
const liveMs = 55_000;

export type Era = 'live' | 'backlog';

/**
 * Says where in time a live event belongs. A sender whose clock is ahead (or that lies about it) may not drag everybody's
 * time along: its event counts as of now. Sources that deliver history (files catching up, uploads) have a time of their own;
 * for all others an old time is a wrong clock or zone, and the event counts as of now too. `skewed` counts the corrections.
 */
export class EventTime {
  skewed = 0;

  /** Corrects `event.time` where needed. `now` in ms. */
  place(event: Event, now: number, history: boolean): Era {
    if (event.time > now + aheadMs) {
      event.time = now;
      this.skewed++;
    } else if (event.time < now - liveMs) {
      if (history) return 'backlog';
      event.time = now;
      this.skewed++;
    }
    return 'live';
  }
}
