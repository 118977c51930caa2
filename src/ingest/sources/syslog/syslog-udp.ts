import { createSocket } from 'node:dgram';
import { DatagramQueue } from '../../datagram-queue.ts';
import { kernelDrops } from '../../kernel-drops.ts';
import { LineIntake } from '../../line-intake.ts';
import type { ListenerDeps } from '../../listener.ts';
import type { RunningListener } from '../../source.ts';
import { flattenRecord } from './flatten-record.ts';
import { SenderAddress } from './sender-address.ts';
import type { SyslogListener } from './syslog.ts';

/** Room for a burst while this thread does something else; without privileges the kernel gives at most net.core.rmem_max. */
const receiveBuffer = 8 * 1024 * 1024;
const lookForDropsEvery = 1000;

/** One datagram is one record (RFC 5426). What the kernel drops is counted as shed at the listener's own source. */
export async function startSyslogUdp(listener: SyslogListener, deps: ListenerDeps): Promise<RunningListener> {
  const intake = new LineIntake(listener.id, 'syslog', deps);
  const addresses = new SenderAddress();
  const queue = new DatagramQueue(
    (bytes, sender, now) => intake.take(bytes, 0, flattenRecord(bytes, 0, bytes.length), sender, now),
    () => intake.shed(1),
  );
  const family = listener.host.includes(':') ? 6 : 4;
  const socket = createSocket({ type: family === 6 ? 'udp6' : 'udp4', recvBufferSize: receiveBuffer });
  socket.on('message', (bytes, sender) => {
    queue.push(bytes, addresses.of(sender.address), deps.now());
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(listener.port, listener.host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  // An ICMP answer to something sent is no concern of one who only listens.
  socket.on('error', () => {});
  const { port } = socket.address();
  let counted = (await kernelDrops(port, family)) ?? 0;
  const countDrops = async () => {
    const drops = (await kernelDrops(port, family)) ?? counted;
    if (drops > counted) intake.shed(drops - counted);
    counted = drops;
  };
  const timer = setInterval(() => void countDrops(), lookForDropsEvery);
  timer.unref();
  return {
    id: listener.id,
    port,
    async stop() {
      clearInterval(timer);
      await countDrops();
      await new Promise<void>((resolve) => socket.close(() => resolve()));
      queue.drain();
    },
  };
}
