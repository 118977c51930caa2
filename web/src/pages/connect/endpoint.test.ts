import { expect, test } from 'vitest';
import type { Listener } from '../../api/types.ts';
import { endpoint, isLoopback, likelyHost } from './endpoint.ts';

const listener = (kind: Listener['kind'], transport: Listener['transport'], host: string, port: number): Listener => ({
  id: `${kind}-${transport}`,
  kind,
  transport,
  host,
  port,
  path: '',
});

test('the listener that really listens is filled in', () => {
  const listeners = [listener('syslog', 'udp', '0.0.0.0', 514), listener('syslog', 'tcp', '0.0.0.0', 601)];
  expect(endpoint(listeners, 'syslog', 'tcp').port).toBe(601);
  expect(endpoint(listeners, 'syslog', 'tls').port).toBe(514);
  expect(endpoint(listeners, 'hep', 'udp')).toEqual({ port: 9060, listener: undefined });
});

test('a host that others can reach goes before the one of the page', () => {
  expect(likelyHost([listener('hep', 'udp', '127.0.0.1', 9060)], 'localhost')).toBe('localhost');
  expect(likelyHost([listener('hep', 'udp', '192.0.2.10', 9060)], 'localhost')).toBe('192.0.2.10');
  expect(likelyHost([listener('hep', 'udp', '0.0.0.0', 9060)], 'belwacht.example')).toBe('belwacht.example');
});

test('loopback is known', () => {
  expect(['127.0.0.1', '::1', 'localhost'].every(isLoopback)).toBe(true);
  expect(isLoopback('192.0.2.1')).toBe(false);
});
