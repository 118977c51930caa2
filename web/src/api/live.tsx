import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { applyLive } from './apply-live.ts';
import { askAnew } from './ask-anew.ts';
import { type LiveKind, type LiveMessages, openLiveStream } from './live-stream.ts';
import { sessionQuery } from './queries.ts';
import type { LiveTick } from './types.ts';

type Hear = <K extends LiveKind>(kind: K, message: LiveMessages[K]) => void;

interface Live {
  /** When the stream was cut, ms; undefined while it is open. */
  readonly lostSince: number | undefined;
  readonly tick: LiveTick | undefined;
}
type Listen = (hear: Hear) => () => void;

const LiveContext = createContext<Live>({ lostSince: undefined, tick: undefined });
const ListenContext = createContext<Listen>(() => () => {});

/** How long a cut may last before it is mentioned: a reload of the server passes unnoticed. */
const graceMs = 2500;
const recountMs = 2000;
/** What is on a screen may have been asked for so long before its stream was. */
const aheadMs = 1000;

/** Keeps one live stream open for the chosen customer and feeds what it tells into the query cache. */
export function LiveProvider({ tenant, children }: { tenant: string | undefined; children: ReactNode }) {
  const client = useQueryClient();
  const [lostSince, setLostSince] = useState<number>();
  const [tick, setTick] = useState<LiveTick>();
  const hearers = useRef(new Set<Hear>());

  useEffect(() => {
    const beganAt = Date.now();
    let cutAt: number | undefined = beganAt;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let recount: ReturnType<typeof setTimeout> | undefined;
    let opened = 0;
    const mention = () => {
      timer ??= setTimeout(() => cutAt !== undefined && setLostSince(cutAt), graceMs);
    };
    mention();
    setTick(undefined);
    const url = tenant ? `/api/v1/live?tenant=${encodeURIComponent(tenant)}` : '/api/v1/live';
    const stream = openLiveStream(
      url,
      (kind, message) => {
        if (kind === 'tick') setTick(message as LiveTick);
        else if (kind === 'quiet') {
          // What changed between the first answers and the stream was told to nobody.
          const sinceFirst = Date.now() - beganAt + aheadMs;
          if (opened === 1 && (message as LiveMessages['quiet']).ms < sinceFirst) askAnew(client);
        } else applyLive(client, kind, message);
        // Totals are the server's to count: asked again soon after something changed, once for many messages.
        if (kind === 'alert' || kind === 'decision') {
          recount ??= setTimeout(() => {
            recount = undefined;
            void client.invalidateQueries({ queryKey: ['overview'] });
          }, recountMs);
        }
        for (const hear of hearers.current) hear(kind, message);
      },
      (open, refused) => {
        if (open) {
          clearTimeout(timer);
          timer = undefined;
          // What was said while nobody listened is fetched again.
          if (opened++ > 0) askAnew(client);
          cutAt = undefined;
          setLostSince(undefined);
          return;
        }
        const first = cutAt === undefined;
        cutAt ??= Date.now();
        if (first) mention();
        // The session may be over: when a stream ends, and whenever none is given.
        if (first || refused) void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      },
    );
    return () => {
      clearTimeout(timer);
      clearTimeout(recount);
      stream.close();
    };
  }, [client, tenant]);

  const listen = useCallback<Listen>((hear) => {
    hearers.current.add(hear);
    return () => hearers.current.delete(hear);
  }, []);
  const live = useMemo<Live>(() => ({ lostSince, tick }), [lostSince, tick]);
  return (
    <ListenContext value={listen}>
      <LiveContext value={live}>{children}</LiveContext>
    </ListenContext>
  );
}

export function useLive(): Live {
  return useContext(LiveContext);
}

/** Hears every live message while the component is on the screen. */
export function useLiveMessages(hear: Hear): void {
  const listen = useContext(ListenContext);
  const latest = useRef(hear);
  useEffect(() => {
    latest.current = hear;
  });
  useEffect(() => listen((kind, message) => latest.current(kind, message)), [listen]);
}
