import type { RedirectListener } from './redirect-options.ts';

/** A listener of the redirect server could not start; the message says what to do. */
export class RedirectError extends Error {
  override readonly name = 'RedirectError';
  readonly listener: string;
  /** Whether trying again later can help without anybody doing something. */
  readonly retryable: boolean;
  constructor({ id, transport, host, port }: RedirectListener, cause: unknown) {
    const { code = '', message } = cause as NodeJS.ErrnoException;
    const where = `SIP redirect ${id}: ${transport.toUpperCase()} port ${port} on ${host}`;
    const said: Readonly<Record<string, string>> = {
      EADDRINUSE: `is in use by another program. Find it with: ss -ln${transport === 'udp' ? 'u' : 't'}p 'sport = :${port}'.`,
      EACCES: 'may not be opened by this user. Ports below 1024 need root or CAP_NET_BIND_SERVICE.',
      EADDRNOTAVAIL: 'is not an address of this machine.',
      ENOENT: `has a certificate or key that is not there: ${message}`,
    };
    super(`${where} ${said[code] ?? `could not be opened: ${message}`}`, { cause });
    this.listener = id;
    this.retryable = code === 'EADDRINUSE' || code === 'EADDRNOTAVAIL';
  }
}
