import { createSocket } from 'node:dgram';
import { describe, expect, it } from 'vitest';
import { dropsOfPort, kernelDrops } from './kernel-drops.ts';

const table = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
 1053: 0100007F:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 11 2 0000000000000000 42
 1054: 0100007F:158B 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 12 2 0000000000000000 7
 1055: 0200007F:158A 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 13 2 0000000000000000 1
 1056: 0100007F:0035 0100007F:158A 07 00000000:00000000 00:00000000 00000000     0        0 14 2 0000000000000000 99
 damaged
`;

describe('datagrams dropped by the kernel', () => {
  it('are summed over the sockets of a local port', () => {
    expect(dropsOfPort(table, 5514)).toBe(43);
    expect(dropsOfPort(table, 5515)).toBe(7);
    expect(dropsOfPort(table, 1)).toBe(0);
  });

  it('are really counted by this kernel', async () => {
    const socket = createSocket({ type: 'udp4', recvBufferSize: 2048 });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    const { port } = socket.address();
    expect(await kernelDrops(port, 4)).toBe(0);
    const sender = createSocket('udp4');
    // Nobody reads while this thread is here, so what does not fit is dropped.
    const until = performance.now() + 3000;
    let dropped = 0;
    while (dropped === 0 && performance.now() < until) {
      const sends = Array.from({ length: 200 }, () => {
        return new Promise<void>((resolve) => sender.send(Buffer.alloc(1000), port, '127.0.0.1', () => resolve()));
      });
      await Promise.all(sends);
      dropped = (await kernelDrops(port, 4))!;
    }
    sender.close();
    socket.close();
    expect(dropped).toBeGreaterThan(0);
  });
});
