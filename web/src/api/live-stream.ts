import type { CallStop, CallsNow } from '../../../src/api/schema/calls.ts';
import type { AlertSummary, Decision, LiveTick, Source } from './types.ts';

/** What of geo-blocking changed; the queries of it have this as the second part of their key. */
export type GeoNews = 'standing' | 'policies' | 'attacks' | 'proposals' | 'data' | 'reviews';

/** What of responding changed: first part of the keys of its queries. */
export type RespondWhat = 'incidents' | 'measures' | 'on-call' | 'plan' | 'playbooks' | 'runs';

/** What GET /api/v1/live tells, by kind. */
export interface LiveMessages {
  alert: AlertSummary;
  decision: Decision;
  source: Source;
  tick: LiveTick;
  /** Said once, first: for how long nothing had changed when the stream began. */
  quiet: { ms: number };
  calls: CallsNow;
  stop: CallStop;
  geo: { what: GeoNews };
  respond: { what: RespondWhat; id: string };
}
export type LiveKind = keyof LiveMessages;
export const liveKinds: readonly LiveKind[] = [
  'alert',
  'decision',
  'source',
  'tick',
  'quiet',
  'calls',
  'stop',
  'geo',
  'respond',
];

export interface LiveStream {
  close(): void;
}

/**
 * Follows the live stream and never gives up: the browser reconnects by itself after a cut, and where it does not (the
 * server answered with an error) this opens a new stream, 1 s later at first and at most 10 s later.
 * `onState` hears true when the stream is open and false when it is cut; `refused` when the server answered that it gives none.
 */
export function openLiveStream(
  url: string,
  onMessage: <K extends LiveKind>(kind: K, message: LiveMessages[K]) => void,
  onState: (open: boolean, refused: boolean) => void,
): LiveStream {
  let stream: EventSource;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let waitMs = 1000;
  let closed = false;

  function open(): void {
    stream = new EventSource(url);
    stream.onopen = () => {
      waitMs = 1000;
      onState(true, false);
    };
    stream.onerror = () => {
      const refused = stream.readyState === EventSource.CLOSED;
      onState(false, refused);
      if (closed || !refused) return;
      stream.close();
      retry = setTimeout(open, waitMs);
      waitMs = Math.min(waitMs * 2, 10_000);
    };
    for (const kind of liveKinds) {
      stream.addEventListener(kind, (event) => onMessage(kind, JSON.parse((event as MessageEvent<string>).data)));
    }
  }
  open();
  return {
    close() {
      closed = true;
      clearTimeout(retry);
      stream.close();
    },
  };
}
