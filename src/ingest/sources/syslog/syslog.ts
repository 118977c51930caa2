import type { Listener } from '../../../core/source.ts';
import type { ListenerDeps } from '../../listener.ts';
import type { RunningListener } from '../../source.ts';
import { startSyslogStream } from './syslog-stream.ts';
import { startSyslogUdp } from './syslog-udp.ts';

export type SyslogListener = Extract<Listener, { kind: 'syslog' }>;

/**
 * Starts a syslog listener: UDP (RFC 5426), TCP (RFC 6587) or TLS (RFC 5425); the records are RFC 3164, RFC 5424 or bare
 * lines. Resolves when it listens; port 0 takes a free one. Rejects with the system's error when it cannot listen, and with
 * `ListenerError` when a certificate cannot be used.
 */
export function startSyslogListener(listener: SyslogListener, deps: ListenerDeps): Promise<RunningListener> {
  return listener.transport === 'udp' ? startSyslogUdp(listener, deps) : startSyslogStream(listener, deps);
}
