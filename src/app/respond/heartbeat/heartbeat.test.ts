import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { guardedRequest } from '../../../notify/guarded-post.ts';
import { Heartbeat } from './heartbeat.ts';

let server: Server;
let base: string;
let asked: string[];
let status: number;
let now: number;
let alarms: string[];
let troubles: string[];

beforeEach(async () => {
  [asked, status, now, alarms, troubles] = [[], 200, 1_000_000, [], []];
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(status, { location: '/elsewhere' }).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function heart(sickUrl = '') {
  const ask = guardedRequest({ allowed: ['127.0.0.1'] });
  return new Heartbeat({
    ...{ url: `${base}/alive`, sickUrl, everyMs: 60_000, alarmAfterMs: 600_000, clock: () => now },
    ask: async (url) => (await ask({ method: 'POST', url, headers: {}, body: '' })).status,
    // As every part sees it, our own alarm among them.
    troubles: () => [...troubles, ...alarms.slice(-1).filter(Boolean)],
    alarm: (detail) => alarms.push(detail),
  });
}

test('says that all is well, and to whom', async () => {
  const it = heart();
  await it.beat();
  expect(asked).toEqual(['POST /alive']);
  expect(it.state()).toMatchObject({ set: true, to: '127.0.0.1', everySeconds: 60, lastError: '' });
  expect(it.state().lastOkAt).toBe(new Date(now).toISOString());
});

test('stays away while a part is sick, or says so where there is an address for it', async () => {
  troubles = ['the disk is full'];
  await heart().beat();
  expect(asked).toEqual([]);
  const it = heart(`${base}/sick`);
  await it.beat();
  expect(asked).toEqual(['POST /sick']);
  expect(it.state()).toMatchObject({ lastOkAt: null, lastError: 'told as sick: the disk is full' });
  troubles = [];
  await it.beat();
  expect(asked.at(-1)).toBe('POST /alive');
});

test('a watcher that cannot be reached for long is an alarm of its own, which does not silence the heart', async () => {
  const it = heart();
  status = 302;
  await it.beat();
  expect(alarms).toEqual([]);
  expect(it.state().lastError).toBe('answered 302');
  now += 599_000;
  await it.beat();
  expect(alarms).toEqual([]);
  now += 2_000;
  await it.beat();
  await it.beat();
  expect(alarms).toHaveLength(1);
  expect(alarms[0]).toContain('has not been reached since');
  expect(asked).toEqual(Array(4).fill('POST /alive'));
  status = 200;
  await it.beat();
  expect(alarms.at(-1)).toBe('');
});

test('without an address there is no heart', async () => {
  const it = new Heartbeat({
    ...{
      url: '',
      sickUrl: '',
      everyMs: 60_000,
      alarmAfterMs: 1,
      clock: () => now,
      troubles: () => [],
      alarm: () => {},
    },
    ask: () => Promise.reject(new Error('nobody to ask')),
  });
  it.start();
  await it.stop();
  expect(it.state()).toMatchObject({ set: false, to: '' });
});
