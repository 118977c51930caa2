import { createSocket } from 'node:dgram';
import { canonicalAddress } from '../../../core/ip.ts';
import type { Listener } from '../../../core/source.ts';
import type { HepDeps, HepListener } from './hep-deps.ts';
import { HepIntake } from './hep-intake.ts';
import { kernelDrops } from './kernel-drops.ts';

/** Room for a burst while this thread does something else; the kernel gives at most net.core.rmem_max. */
const receiveBuffer = 8 * 1024 * 1024;
const dropsEveryMs = 1000;
const mostSenders = 4096;

/** Listens for HEP datagrams (v1, v2, v3). Rejects when it cannot bind. */
export async function startHepUdp(listener: Listener & { kind: 'hep' }, deps: HepDeps): Promise<HepListener> {
  const intake = new HepIntake(listener, deps);
  const socket = createSocket({
    type: listener.host.includes(':') ? 'udp6' : 'udp4',
    recvBufferSize: receiveBuffer,
  });
  const senders = new Map<string, string>();
  socket.on('message', (bytes, { address }) => {
    let sender = senders.get(address);
    if (sender === undefined) {
      sender = canonicalAddress(address.replace(/%.*$/, '')) ?? address;
      if (senders.size >= mostSenders) senders.clear();
      senders.set(address, sender);
    }
    intake.take(bytes, 0, bytes.length, sender, deps.now());
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(listener.port, listener.host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  // Errors of single datagrams (such as an ICMP answer) concern nobody.
  socket.on('error', () => {});
  const bound = socket.address();
  const family = bound.family === 'IPv6' ? 'IPv6' : 'IPv4';
  let counted = 0;
  const countDrops = async () => {
    const drops = await kernelDrops(family, bound.address, bound.port);
    if (drops !== undefined && drops > counted) {
      intake.dropped(drops - counted, deps.now());
      counted = drops;
    }
  };
  const timer = setInterval(() => void countDrops(), dropsEveryMs);
  timer.unref();
  return {
    id: listener.id,
    port: bound.port,
    counts: intake.counts,
    stop: async () => {
      clearInterval(timer);
      await countDrops();
      await new Promise<void>((resolve) => socket.close(() => resolve()));
    },
  };
}
