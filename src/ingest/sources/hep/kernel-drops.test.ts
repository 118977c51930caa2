import { createSocket } from 'node:dgram';
import { expect, test } from 'vitest';
import { dropsIn, kernelDrops } from './kernel-drops.ts';

const header =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops             ';

test('reads the drops of the socket with this address and port', () => {
  const table = [
    header,
    '  336: 0100007F:2364 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 9001 2 0000000000000000 41',
    '  337: 00000000:2364 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 9002 2 0000000000000000 7',
    '  338: 0100007F:2365 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 9003 2 0000000000000000 9',
  ].join('\n');
  expect(dropsIn(table, '127.0.0.1', 9060)).toBe(41);
  expect(dropsIn(table, '0.0.0.0', 9060)).toBe(7);
  expect(dropsIn(table, '127.0.0.1', 9066)).toBeUndefined();
});

test('reads IPv6 addresses', () => {
  const row = (address: string) =>
    `  1: ${address}:2364 00000000000000000000000000000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 1 2 0 5`;
  expect(dropsIn(`${header}\n${row('00000000000000000000000001000000')}`, '::1', 9060)).toBe(5);
  expect(dropsIn(`${header}\n${row('00000000000000000000000000000000')}`, '::', 9060)).toBe(5);
  expect(dropsIn(`${header}\n${row('B80D0120000000000000000010000000')}`, '2001:db8::10', 9060)).toBe(5);
});

test.runIf(process.platform === 'linux')('finds a real socket', async () => {
  for (const [type, address, family] of [
    ['udp4', '127.0.0.1', 'IPv4'],
    ['udp6', '::1', 'IPv6'],
  ] as const) {
    const socket = createSocket(type);
    await new Promise<void>((resolve) => socket.bind(0, address, resolve));
    expect(await kernelDrops(family, address, socket.address().port)).toBe(0);
    socket.close();
  }
});
