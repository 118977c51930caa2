import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { LineIntake } from '../../line-intake.ts';
import type { ListenerDeps } from '../../listener.ts';
import { ListenerError } from '../../listener-error.ts';
import type { RunningListener } from '../../source.ts';
import { Connections } from './connections.ts';
import { flattenRecord } from './flatten-record.ts';
import { SyslogFraming } from './framing.ts';
import { SenderAddress } from './sender-address.ts';
import type { SyslogListener } from './syslog.ts';

/** Dead peers are found by TCP keep-alive; a quiet PBX may stay silent on its connection for days. */
const keepAliveAfter = 60_000;
const handshakeWithin = 10_000;

/** Messages over TCP or TLS. A sender is made to wait while there is no room, which TCP allows. */
export async function startSyslogStream(listener: SyslogListener, deps: ListenerDeps): Promise<RunningListener> {
  const intake = new LineIntake(listener.id, 'syslog', deps);
  const addresses = new SenderAddress();
  const connections = new Connections(listener.id, deps);
  const serve = (socket: Socket) => receive(socket, addresses.of(socket.remoteAddress ?? ''), intake, deps);
  const server = await createServerFor(listener);
  // For TLS the raw connection counts: one that never finishes its handshake holds a place as well.
  server.on('connection', (socket) => connections.admit(socket, addresses.of(socket.remoteAddress ?? '')));
  if (listener.transport === 'tls') {
    server.on('secureConnection', serve);
    server.on('tlsClientError', () => connections.refuse());
  } else server.on('connection', (socket) => !socket.destroyed && serve(socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listener.port, listener.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    id: listener.id,
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      connections.closeAll();
      await closed;
    },
  };
}

async function createServerFor(listener: SyslogListener): Promise<Server> {
  const options = { keepAlive: true, keepAliveInitialDelay: keepAliveAfter, noDelay: true };
  if (listener.transport !== 'tls') return createServer(options);
  try {
    const secrets: TlsOptions = {
      cert: await readFile(listener.certFile),
      key: await readFile(listener.keyFile),
      minVersion: 'TLSv1.2',
      handshakeTimeout: handshakeWithin,
    };
    if (listener.caFile) {
      secrets.ca = await readFile(listener.caFile);
      secrets.requestCert = true;
      secrets.rejectUnauthorized = true;
    }
    return createTlsServer({ ...options, ...secrets });
  } catch (cause) {
    const files = [listener.certFile, listener.keyFile, listener.caFile].filter(Boolean).join(', ');
    throw new ListenerError(
      'certificate',
      listener.id,
      `The certificate or key of listener ${listener.id} cannot be used (${files}): ${(cause as Error).message}`,
      cause,
    );
  }
}

function receive(socket: Socket, sender: string, intake: LineIntake, deps: ListenerDeps): void {
  let now = deps.now();
  const framing = new SyslogFraming({
    message: (bytes, start, end) => intake.take(bytes, start, flattenRecord(bytes, start, end), sender, now),
    malformed: () => intake.malformed(sender),
  });
  socket.on('data', (chunk: Buffer) => {
    now = deps.now();
    framing.push(chunk);
    const room = deps.ready?.();
    if (!room) return;
    socket.pause();
    void room.then(() => socket.resume());
  });
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    now = deps.now();
    framing.end();
  };
  socket.on('end', end);
  socket.on('close', end);
  socket.on('error', () => socket.destroy());
}
