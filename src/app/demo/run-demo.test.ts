import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { runDemo } from './run-demo.ts';

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function listen(): Promise<{ port: number; received: string[] }> {
  const socket = createSocket('udp4');
  const received: string[] = [];
  socket.on('message', (bytes) => received.push(bytes.toString('latin1')));
  socket.bind(0, '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'listening');
  return { port: socket.address().port, received };
}

it('sends syslog and HEP to the sockets it is given, within its limit, until it is told to stop', async () => {
  const syslog = await listen();
  const hep = await listen();
  const log: string[] = [];
  const stop = new AbortController();
  const started = performance.now();
  setTimeout(() => stop.abort(), 1500);
  await runDemo({
    syslog: { host: '127.0.0.1', port: syslog.port },
    hep: { host: '127.0.0.1', port: hep.port },
    signal: stop.signal,
    speed: 20,
    log: (line) => log.push(line),
  });
  const seconds = (performance.now() - started) / 1000;
  await new Promise((resolve) => setTimeout(resolve, 100));
  const count = syslog.received.length + hep.received.length;
  expect(count).toBeGreaterThan(50);
  expect(count).toBeLessThanOrEqual(200 * (seconds + 0.1));
  expect(syslog.received.every((line) => /^<\d+>/.test(line))).toBe(true);
  expect(hep.received.every((packet) => packet.startsWith('HEP3'))).toBe(true);
  expect(hep.received.length).toBeGreaterThan(10);
  expect(log.at(-1)).toContain(`demo: ${count} records sent`);
  expect(seconds).toBeLessThan(3);
});
