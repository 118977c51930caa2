import { createServer, type Socket } from 'node:net';
import { canonicalAddress } from '../../../core/ip.ts';
import type { Listener } from '../../../core/source.ts';
import type { HepDeps, HepListener } from './hep-deps.ts';
import { HepIntake } from './hep-intake.ts';
import { HepStream } from './hep-stream.ts';

const mostConnections = 256;
const mostPerSender = 64;
/** A packet that was begun must be complete within this time. */
const unfinishedMs = 30_000;
const keepAliveMs = 60_000;

interface Connection {
  readonly stream: HepStream;
  readonly sender: string;
  /** When the packet it waits for was begun, ms; 0 when it waits for none. */
  waitingSince: number;
}

/** Listens for streams of HEPv3 packets. Rejects when it cannot bind. */
export async function startHepTcp(listener: Listener & { kind: 'hep' }, deps: HepDeps): Promise<HepListener> {
  const intake = new HepIntake(listener, deps);
  const connections = new Map<Socket, Connection>();

  const server = createServer((socket) => {
    const remote = socket.remoteAddress ?? '';
    const sender = canonicalAddress(remote.replace(/%.*$/, '')) ?? remote;
    let fromSender = 0;
    for (const connection of connections.values()) if (connection.sender === sender) fromSender++;
    if (connections.size >= mostConnections || fromSender >= mostPerSender) {
      intake.counts.refusedConnections++;
      socket.destroy();
      return;
    }
    let now = deps.now();
    const stream = new HepStream((bytes, start, end) => intake.take(bytes, start, end, sender, now));
    const connection: Connection = { stream, sender, waitingSince: 0 };
    connections.set(socket, connection);
    socket.setKeepAlive(true, keepAliveMs);
    socket.on('data', (chunk) => {
      now = deps.now();
      const pendingBefore = stream.pending;
      if (!stream.push(chunk)) {
        stream.pending = 0;
        breakOff(socket, sender);
      } else if (stream.pending === 0) connection.waitingSince = 0;
      // A packet that goes on where the last chunk ended keeps its first time, or a sender of single bytes would wait for ever.
      else if (pendingBefore === 0 || stream.pending < pendingBefore + chunk.length) connection.waitingSince = now;
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      connections.delete(socket);
      // The rest of a packet that never came.
      if (stream.pending > 0) intake.malformed(sender, deps.now());
      stream.pending = 0;
    });
  });

  const breakOff = (socket: Socket, sender: string) => {
    if (socket.destroyed) return;
    intake.counts.brokenConnections++;
    intake.malformed(sender, deps.now());
    socket.destroy();
  };

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listener.port, listener.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  // Such as running out of file descriptors: the next connection may succeed.
  server.on('error', () => {});
  const timer = setInterval(() => {
    const now = deps.now();
    for (const [socket, { waitingSince, stream, sender }] of connections) {
      if (waitingSince === 0 || now - waitingSince < unfinishedMs) continue;
      stream.pending = 0;
      breakOff(socket, sender);
    }
  }, 5000);
  timer.unref();
  const address = server.address();
  return {
    id: listener.id,
    port: address !== null && typeof address === 'object' ? address.port : listener.port,
    counts: intake.counts,
    stop: async () => {
      clearInterval(timer);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of connections.keys()) socket.destroy();
      await closed;
    },
  };
}
