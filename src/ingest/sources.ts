import type { Listener } from '../core/source.ts';
import type { ListenerDeps } from './listener.ts';
import { ListenerError, listenerError } from './listener-error.ts';
import type { RunningListener } from './source.ts';
import { startFileListener } from './sources/file/file.ts';
import { startHepListener } from './sources/hep/start-hep-listener.ts';
import { startSyslogListener } from './sources/syslog/syslog.ts';

/** One line per kind that listens; `http` has no listener of its own, its records come through the API (sources/http/). */
const starters: {
  readonly [Kind in Listener['kind']]: (
    listener: Extract<Listener, { kind: Kind }>,
    deps: ListenerDeps,
  ) => Promise<RunningListener>;
} = {
  syslog: startSyslogListener,
  file: startFileListener,
  hep: (listener, deps) =>
    startHepListener(listener, {
      sink: deps.sink,
      resolve: (id, sender, hostName, captureId) => deps.directory.resolve(id, 'hep', sender, hostName, captureId),
      tally: (source) => deps.tally(source),
      now: deps.now,
      keepOriginals: deps.keepOriginal,
      onLine: deps.onLine,
      onWire: deps.onWire,
      unattributable: (id) => deps.directory.listenerItself(id, 'hep'),
    }),
};

/** Kinds of listeners, which are folders of sources/ as well. */
export const listenerKinds = Object.keys(starters) as readonly Listener['kind'][];

/**
 * Starts a listener of any kind; resolves when it listens. Rejects with `ListenerError`, whose message names port and
 * remedy, when it cannot or when the kind is not known.
 */
export async function startListener(listener: Listener, deps: ListenerDeps): Promise<RunningListener> {
  const start = Object.hasOwn(starters, listener.kind)
    ? (starters[listener.kind] as (listener: Listener, deps: ListenerDeps) => Promise<RunningListener>)
    : undefined;
  if (!start) {
    const { id, kind } = listener as { id: string; kind: string };
    throw new ListenerError(
      'unknown-kind',
      id,
      `Listener ${id} has the kind "${kind}", which does not exist; there are ${listenerKinds.join(', ')}.`,
    );
  }
  try {
    return await start(listener, deps);
  } catch (cause) {
    if (listener.kind === 'file') throw cause;
    throw listenerError(listener.id, listener.transport, listener.host, listener.port, cause);
  }
}
