import { useCallback, useSyncExternalStore } from 'react';

/** One timer per interval for the whole page, so that hundreds of times on the screen cost one wake-up. */
interface Beat {
  now: number;
  timer: ReturnType<typeof setInterval>;
  listeners: Set<() => void>;
}
const beats = new Map<number, Beat>();

function subscribe(everyMs: number, listener: () => void): () => void {
  let beat = beats.get(everyMs);
  if (!beat) {
    const made: Beat = {
      now: Date.now(),
      listeners: new Set(),
      timer: setInterval(() => {
        made.now = Date.now();
        for (const one of made.listeners) one();
      }, everyMs),
    };
    beat = made;
    beats.set(everyMs, beat);
  }
  beat.listeners.add(listener);
  const joined = beat;
  return () => {
    joined.listeners.delete(listener);
    if (joined.listeners.size > 0) return;
    clearInterval(joined.timer);
    beats.delete(everyMs);
  };
}

/** The time in ms, renewed every `everyMs`. */
export function useNow(everyMs = 10_000): number {
  // The same function on every render: a new one would subscribe anew, which starts a new beat with another time, which
  // renders again without end on a slow machine.
  const listen = useCallback((listener: () => void) => subscribe(everyMs, listener), [everyMs]);
  return useSyncExternalStore(listen, () => beats.get(everyMs)?.now ?? Math.floor(Date.now() / everyMs) * everyMs);
}
