import type { Event } from '../../core/event.ts';

/** Rows kept per source address and action in one minute; beyond it events are only counted. */
export const rowsPerAddressAndMinute = 300;
/** Addresses (and account-address pairs) remembered; the oldest half is forgotten beyond it. */
const maxRemembered = 100_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;

/**
 * Which events are kept row by row and which are only counted in the per-minute rollups. Kept: failures, everything an
 * administrator or an IDS did, calls, and the first success an hour of an account at an address. Counted: routine
 * registrations, challenges and raw requests. A flood of one address keeps its first rows of each minute.
 */
export class Keeper {
  #minute = 0;
  readonly #rows = new Map<string, number>();
  #seen = new Map<string, number>();
  #older = new Map<string, number>();

  /** Whether the event gets a row of its own. `all` (acknowledged batches) lifts the limit per address. */
  keeps(event: Event, all: boolean): boolean {
    if (!this.#matters(event)) return all;
    if (all || event.sourceIp === '') return true;
    const minute = Math.floor(event.time / minuteMs);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#rows.clear();
    }
    const key = `${event.sourceIp} ${event.action}`;
    const rows = (this.#rows.get(key) ?? 0) + 1;
    if (rows > rowsPerAddressAndMinute) return false;
    if (this.#rows.size > maxRemembered) this.#rows.clear();
    this.#rows.set(key, rows);
    return true;
  }

  #matters(event: Event): boolean {
    switch (event.action) {
      case 'sip-request':
        return false;
      case 'sip-auth':
      case 'sip-register':
      case 'iax-auth':
        if (event.outcome === 'failure') return true;
        return event.outcome === 'success' && this.#firstThisHour(event);
      default:
        return true;
    }
  }

  #firstThisHour(event: Event): boolean {
    const key = `${event.tenant}\u001f${event.userName}\u001f${event.sourceIp}`;
    const last = this.#seen.get(key) ?? this.#older.get(key);
    if (last !== undefined && Math.abs(event.time - last) < hourMs) return false;
    if (this.#seen.size >= maxRemembered / 2) {
      this.#older = this.#seen;
      this.#seen = new Map();
    }
    this.#seen.set(key, event.time);
    return true;
  }
}
