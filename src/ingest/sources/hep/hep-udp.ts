import { createSocket } from 'node:dgram';
import { canonicalAddress } from '../../../core/ip.ts';
import type { Listener } from '../../../core/source.ts';
import { DatagramQueue } from '../../datagram-queue.ts';
import { kernelDrops } from '../../kernel-drops.ts';
import type { HepDeps, HepListener } from './hep-deps.ts';
import { HepIntake } from './hep-intake.ts';

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
  const queue = new DatagramQueue(
    (bytes, sender, now) => intake.take(bytes, 0, bytes.length, sender, now),
    (sender, now) => intake.shed(sender, now),
  );
  const senders = new Map<string, string>();
  socket.on('message', (bytes, { address }) => {
    let sender = senders.get(address);
    if (sender === undefined) {
      sender = canonicalAddress(address.replace(/%.*$/, '')) ?? address;
      if (senders.size >= mostSenders) senders.clear();
      senders.set(address, sender);
    }
    queue.push(bytes, sender, deps.now());
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
  const { port } = socket.address();
  const family = listener.host.includes(':') ? 6 : 4;
  let counted = (await kernelDrops(port, family)) ?? 0;
  const countDrops = async () => {
    const drops = (await kernelDrops(port, family)) ?? counted;
    if (drops > counted) intake.dropped(drops - counted);
    counted = drops;
  };
  const timer = setInterval(() => void countDrops(), dropsEveryMs);
  timer.unref();
  return {
    id: listener.id,
    port,
    counts: intake.counts,
    stop: async () => {
      clearInterval(timer);
      await countDrops();
      await new Promise<void>((resolve) => socket.close(() => resolve()));
      queue.drain();
    },
  };
}
