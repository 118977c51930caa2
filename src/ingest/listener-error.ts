/** Why a listener did not start. */
export type ListenerErrorCode =
  | 'port-in-use'
  | 'port-not-allowed'
  | 'address-not-here'
  | 'certificate'
  | 'unknown-kind'
  | 'other';

/** A listener could not start; the message says what to do. */
export class ListenerError extends Error {
  override readonly name = 'ListenerError';
  readonly code: ListenerErrorCode;
  readonly listener: string;
  /** Whether trying again later can help without anybody doing something. */
  readonly retryable: boolean;
  constructor(code: ListenerErrorCode, listener: string, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.listener = listener;
    this.retryable = code === 'port-in-use' || code === 'address-not-here';
  }
}

/** Turns what the system says when a port cannot be had into a sentence with that port in it. */
export function listenerError(
  id: string,
  transport: string,
  host: string,
  port: number,
  cause: unknown,
): ListenerError {
  if (cause instanceof ListenerError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  const where = `${transport.toUpperCase()} port ${port} on ${host}`;
  if (code === 'EADDRINUSE') {
    const flag = transport === 'udp' ? 'u' : 't';
    return new ListenerError(
      'port-in-use',
      id,
      `${where} (listener ${id}) is in use by another program. Find it with: ss -ln${flag}p 'sport = :${port}'. Stop it, or set another port for ${id} in belwacht.yaml.`,
      cause,
    );
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new ListenerError(
      'port-not-allowed',
      id,
      `${where} (listener ${id}) may not be opened by this user. Ports below 1024 need root or CAP_NET_BIND_SERVICE; choose a higher port for ${id} in belwacht.yaml.`,
      cause,
    );
  }
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new ListenerError(
      'address-not-here',
      id,
      `This machine has no address ${host} (listener ${id}). Set an address of this machine, 127.0.0.1 or 0.0.0.0 in belwacht.yaml.`,
      cause,
    );
  }
  return new ListenerError('other', id, `${where} (listener ${id}) could not be opened: ${message}`, cause);
}
