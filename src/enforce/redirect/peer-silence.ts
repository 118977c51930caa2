import { type DeliveryPace, delivered, firstDelivery, usualSilence } from '../../core/delivery-pace.ts';
import type { RedirectPeer } from './redirect-options.ts';
import type { RedirectAlarm } from './verdict-port.ts';

/** What is known about the pace of one peer; plain data, to be stored and restored. */
export interface PeerPace extends DeliveryPace {
  readonly peer: string;
}

/**
 * Tells when a peer that used to ask asks nothing any more: an SBC that routes past us refuses nothing. Without
 * `silentAfterS` the limit is learned from its own gaps, nights and weekends included. Pure: time comes in with each call.
 */
export class PeerSilence {
  readonly #paces = new Map<string, DeliveryPace>();

  /** Takes what an earlier run knew. `now` (ms): the time this server was away is not held against a peer. */
  restore(paces: Iterable<PeerPace>, now: number): void {
    for (const { peer, ...pace } of paces)
      this.#paces.set(peer, {
        ...pace,
        days: pace.days.map(([number, longest]) => [number, longest]),
        lastAt: pace.silent ? pace.lastAt : now,
      });
  }

  /** What is known, for storing. */
  paces(): readonly PeerPace[] {
    return [...this.#paces].map(([peer, pace]) => ({ peer, ...pace, days: pace.days.map((entry) => [...entry]) }));
  }

  /** To be called for every peer about every second; `asked` is how often it asked since the last call. */
  observe(peer: RedirectPeer, asked: number, now: number, alarm: RedirectAlarm): void {
    const pace = this.#paces.get(peer.id);
    if (asked > 0) {
      if (!pace) this.#paces.set(peer.id, firstDelivery(now));
      else if (delivered(pace, now)) alarm.resumed(peer.id, now);
      return;
    }
    if (!pace || pace.silent) return;
    const { silentAfterS } = peer;
    const limit =
      silentAfterS === undefined ? usualSilence(pace) : silentAfterS === 0 ? undefined : silentAfterS * 1000;
    if (limit === undefined || now - pace.lastAt <= limit) return;
    pace.silent = true;
    alarm.silent(peer.id, pace.lastAt);
  }
}
