import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { RedirectListener } from './redirect-options.ts';
import type { RedirectPort, RunningRedirect } from './redirect-port.ts';
import { SipStream } from './sip-stream.ts';

const mostConnections = 1024;
/** Of one address: a peer opens a few, not hundreds. */
const mostOfOne = 128;
/** A message that was begun must be complete by then, and the handshake done. */
const unfinishedMs = 10_000;
/** A connection that never said anything. */
const silentMs = 60_000;
const lookEveryMs = 1000;
const keepAliveMs = 60_000;
/** Answers that wait because nobody reads them. */
const mostUnread = 1024 * 1024;
const pong = '\r\n';

interface Connection {
  readonly stream: SipStream;
  readonly address: string;
  readonly openedAt: number;
  /** When the message it waits for was begun; 0 when it waits for none. */
  waitingSince: number;
  heard: boolean;
}

/** Answers over TCP or TLS, always on the connection a request came by. Rejects when it cannot bind or has no certificate. */
export async function startRedirectStream(listener: RedirectListener, port: RedirectPort): Promise<RunningRedirect> {
  const { counts, steady, agent, stall } = port;
  const connections = new Map<Socket, Connection>();
  const raw = new Map<Socket, string>();
  const server = await serverOf(listener);

  const admit = (socket: Socket): boolean => {
    const { address, peer } = port.peerOf(socket.remoteAddress ?? '');
    socket.on('error', () => {});
    if (!peer) counts.strangers++;
    else {
      let ofOne = 0;
      for (const other of raw.values()) if (other === address) ofOne++;
      if (raw.size < mostConnections && ofOne < mostOfOne) {
        raw.set(socket, address);
        socket.once('close', () => raw.delete(socket));
        return true;
      }
      counts.refusedConnections++;
    }
    socket.destroy();
    return false;
  };
  const breakOff = (socket: Socket) => {
    if (socket.destroyed) return;
    counts.brokenConnections++;
    socket.destroy();
  };
  const serve = (socket: Socket) => {
    if (socket.destroyed) return;
    const { address } = port.peerOf(socket.remoteAddress ?? '');
    const remotePort = socket.remotePort ?? 0;
    let received = 0;
    let answers = '';
    const stream = new SipStream({
      message: (bytes, start, end) => {
        // Asked again for each message: a peer may be taken off the list while it is connected.
        const { peer } = port.peerOf(socket.remoteAddress ?? '');
        if (!peer) {
          counts.strangers++;
          breakOff(socket);
          return;
        }
        const answer = agent.answer(bytes, start, end, { peer, address, port: remotePort }, received, stall.stale);
        if (answer) answers += answer.text;
      },
      ping: () => {
        answers += pong;
      },
    });
    const connection: Connection = { stream, address, openedAt: steady(), waitingSince: 0, heard: false };
    connections.set(socket, connection);
    socket.on('error', () => {});
    socket.on('close', () => connections.delete(socket));
    socket.on('data', (chunk: Buffer) => {
      received = stall.arrival();
      connection.heard = true;
      const before = stream.pending;
      if (!stream.push(chunk)) {
        counts.malformed++;
        breakOff(socket);
      } else if (stream.pending === 0) connection.waitingSince = 0;
      // A message that only goes on keeps its first time, or a sender of single bytes would wait for ever.
      else if (before === 0 || stream.pending < before + chunk.length) connection.waitingSince = received;
      if (answers === '' || socket.destroyed) return;
      socket.write(answers, 'latin1');
      answers = '';
      if (socket.writableLength > mostUnread) {
        counts.unsent++;
        breakOff(socket);
      }
    });
  };

  // For TLS the raw connection counts: one that never finishes its handshake holds a place as well.
  server.on('connection', (socket: Socket) => {
    if (admit(socket) && listener.transport === 'tcp') serve(socket);
  });
  if (listener.transport === 'tls') {
    server.on('secureConnection', serve);
    server.on('tlsClientError', () => counts.brokenConnections++);
  }
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: listener.port, host: listener.host, ipv6Only: listener.host.includes(':') }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // Such as running out of file descriptors: the next connection may succeed.
  server.on('error', () => {});
  const timer = setInterval(() => {
    const now = steady();
    for (const [socket, { waitingSince, heard, openedAt }] of connections) {
      if (waitingSince > 0 ? now - waitingSince > unfinishedMs : !heard && now - openedAt > silentMs) breakOff(socket);
    }
  }, lookEveryMs);
  timer.unref();
  return {
    id: listener.id,
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      clearInterval(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of connections.keys()) socket.destroy();
      for (const socket of raw.keys()) socket.destroy();
      await closed;
    },
  };
}

async function serverOf(listener: RedirectListener): Promise<Server> {
  const settings = { keepAlive: true, keepAliveInitialDelay: keepAliveMs, noDelay: true };
  if (listener.transport === 'tcp') return createServer(settings);
  const secrets: TlsOptions = {
    cert: await readFile(listener.certFile ?? ''),
    key: await readFile(listener.keyFile ?? ''),
    minVersion: 'TLSv1.2',
    handshakeTimeout: unfinishedMs,
  };
  if (listener.caFile) {
    secrets.ca = await readFile(listener.caFile);
    secrets.requestCert = true;
    secrets.rejectUnauthorized = true;
  }
  return createTlsServer({ ...settings, ...secrets });
}
