import { appendFileSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CdrConnectSource } from '../src/ingest/calls/cdr/cdr-connect-source.ts';
import { CdrFileSource } from '../src/ingest/calls/cdr/cdr-file-source.ts';
import { type CdrStreamOptions, UnknownCdrFormatError } from '../src/ingest/calls/cdr/cdr-intake.ts';
import { CdrListenSource } from '../src/ingest/calls/cdr/cdr-listen-source.ts';
import { CdrPosts } from '../src/ingest/calls/cdr/cdr-posts.ts';
import { createZone } from '../src/ingest/line/zone.ts';
import type { FileCursor } from '../src/ingest/source.ts';
import { until } from './lab/until.ts';
import { KeptCalls } from './stand-ins/call-sink.ts';

/** Streams of call detail records over real files and sockets. */
const zone = createZone('Europe/Amsterdam');
const threeCx: CdrStreamOptions = { id: 'pbx', format: '3cx-cdr', zone };
const record = (n: number) =>
  `Call ${n},0000${n}_1,00:10:00,2026/11/22 03:04:05,2026/11/22 03:04:15,2026/11/22 03:14:15,TerminatedByDst,Ext.100,00220700123,100,10000,00220700123,Default,00220700123,10000,,,,,Chain: Ext.100;00220700123;`;
const ids = (kept: KeptCalls) => kept.calls.map(({ record: { linkedId } }) => Number(linkedId));

let dir: string;
const closing: (() => Promise<void>)[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'belwacht-cdr-streams-'));
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  rmSync(dir, { recursive: true });
});

async function begin<T extends { start(): Promise<void>; stop(): Promise<void> }>(source: T): Promise<T> {
  closing.push(() => source.stop());
  await source.start();
  return source;
}

describe('a file of records', () => {
  test('is read from its end through a rotation, each record once and complete', async () => {
    const path = join(dir, 'cdr.log');
    writeFileSync(path, `${record(1)}\n`);
    const kept = new KeptCalls();
    await begin(new CdrFileSource({ ...threeCx, path }, kept));
    appendFileSync(path, `${record(2)}\n${record(3).slice(0, 50)}`);
    await until('one', 5, () => kept.calls.length === 1);
    appendFileSync(path, `${record(3).slice(50)}\n`);
    await until('two', 5, () => kept.calls.length === 2);
    renameSync(path, `${path}.1`);
    writeFileSync(path, `${record(4)}\n`);
    await until('three', 5, () => kept.calls.length === 3);
    expect(ids(kept)).toEqual([2, 3, 4]);
    expect(kept.calls.every(({ complete }) => complete)).toBe(true);
    expect(kept.calls[0].record).toMatchObject({ account: '100', to: '00220700123', outcome: 'answered' });
    expect(kept.states.at(-1)?.up).toBe(true);
  });

  test('goes on where it was stopped', async () => {
    const path = join(dir, 'cdr.log');
    writeFileSync(path, `${record(1)}\n`);
    let cursor: FileCursor | undefined;
    const first = new KeptCalls();
    const onCursor = (next: FileCursor) => {
      cursor = next;
    };
    const source = new CdrFileSource({ ...threeCx, path, from: 'start', onCursor }, first);
    await source.start();
    await until('read', 5, () => first.calls.length === 1);
    await source.stop();
    appendFileSync(path, `${record(2)}\n`);
    const second = new KeptCalls();
    await begin(new CdrFileSource({ ...threeCx, path, cursor, from: 'start' }, second));
    await until('read on', 5, () => second.calls.length === 1);
    expect(ids(second)).toEqual([2]);
  });

  test('is waited for, and what cannot be read is counted by its reason', async () => {
    const path = join(dir, 'cdr.log');
    const kept = new KeptCalls();
    const source = await begin(new CdrFileSource({ ...threeCx, path }, kept));
    await until('told', 5, () => kept.states.length > 0);
    expect(kept.states[0]).toMatchObject({ up: false, detail: expect.stringContaining('waits for it') });
    const bad = [
      'hello',
      'a,b',
      record(7).replace('03:14:15', '03:00:00'),
      record(8).replace('2026/11/22 03:04:05', 'soon'),
      'z'.repeat(20_000),
      'y'.repeat(100_000),
      '',
    ];
    writeFileSync(path, `${bad.join('\n')}\n${record(9)}\n`);
    await until('read', 5, () => kept.calls.length === 1);
    expect(source.intake.reasons).toMatchObject({
      'not-this-format': 1,
      'too-few-columns': 1,
      'impossible-duration': 1,
      'bad-time': 1,
      'too-long': 2,
    });
    expect(kept.counts).toEqual({ received: 8, recognised: 1, ignored: 1, malformed: 6 });
    expect(kept.states.at(-1)?.up).toBe(true);
  });

  test('of Kamailio tells an answered call at its INVITE and completes it at its BYE', async () => {
    const path = join(dir, 'acc.log');
    writeFileSync(path, '');
    const kept = new KeptCalls();
    await begin(new CdrFileSource({ id: 'sbc', format: 'kamailio-acc', zone, path }, kept));
    const line = (method: string, time: number) =>
      `Nov 22 03:04:15 sbc kamailio[81]: NOTICE: acc [acc.c:279]: acc_log_request(): ACC: transaction answered: timestamp=${time};method=${method};from_tag=ft;to_tag=tt;call_id=c1@192.0.2.7;code=200;reason=OK;src_user=1001;src_ip=192.0.2.7;dst_user=00220700123\n`;
    appendFileSync(path, line('INVITE', 1_795_313_055));
    await until('answered', 5, () => kept.calls.length === 1);
    expect(kept.calls[0]).toMatchObject({ complete: false, record: { end: undefined, to: '00220700123' } });
    appendFileSync(path, line('BYE', 1_795_313_655));
    await until('over', 5, () => kept.calls.length === 2);
    expect(kept.calls[1]).toMatchObject({ complete: true, record: { id: kept.calls[0].record.id } });
  });
});

describe('records over TCP', () => {
  async function listen(options: Partial<ConstructorParameters<typeof CdrListenSource>[0]> = {}) {
    const kept = new KeptCalls();
    const source = await begin(
      new CdrListenSource({ ...threeCx, host: '127.0.0.1', port: 0, peers: ['127.0.0.0/8'], ...options }, kept),
    );
    await until('listens', 5, () => source.port > 0);
    return { kept, source };
  }

  function dial(port: number, localAddress = '127.0.0.1'): Socket {
    const socket = connect({ host: '127.0.0.1', port, localAddress }).on('error', () => {});
    closing.push(async () => void socket.destroy());
    return socket;
  }

  test('are taken from a PBX that connects, in pieces and from more than one', async () => {
    const { kept, source } = await listen();
    const [one, two] = [dial(source.port), dial(source.port)];
    for (const byte of `${record(1)}\r\n${record(2)}\n`) one.write(byte);
    two.write(`${record(3)}\n`);
    await until('all', 10, () => kept.calls.length === 3);
    expect(ids(kept).toSorted()).toEqual([1, 2, 3]);
    expect(kept.counts.malformed).toBe(0);
  });

  test('are taken from nobody else, and half a record is none', async () => {
    const { kept, source } = await listen({ peers: ['127.0.0.2'] });
    const stranger = dial(source.port);
    const isTurnedAway = new Promise((resolve) => stranger.once('close', resolve));
    stranger.write(`${record(1)}\n`);
    await isTurnedAway;
    const friend = dial(source.port, '127.0.0.2');
    // Cut off inside the chain it would still have all its columns.
    friend.end(`${record(2)}\n${record(3).slice(0, -8)}`);
    await until('read', 5, () => source.intake.reasons.unfinished === 1);
    expect(ids(kept)).toEqual([2]);
    expect(kept.states.some(({ detail }) => detail.includes('127.0.0.1 may not send'))).toBe(true);
  });

  test('come over so many connections and no more', async () => {
    const { source } = await listen({ maxConnections: 2 });
    const sockets = [dial(source.port), dial(source.port)];
    await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const third = dial(source.port);
    await new Promise((resolve) => third.once('close', resolve));
    expect(sockets.every(({ destroyed }) => !destroyed)).toBe(true);
  });

  test('do not fill the memory when a line never ends', async () => {
    const { kept, source } = await listen();
    const before = process.memoryUsage().rss;
    const socket = dial(source.port);
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < 400; i++)
      if (!socket.write(chunk)) await new Promise((resolve) => socket.once('drain', resolve));
    socket.write(`\n${record(1)}\n`);
    await until('read on', 30, () => kept.calls.length === 1);
    expect(source.intake.reasons['too-long']).toBe(1);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('need somebody who may send them', () => {
    const options = { ...threeCx, host: '127.0.0.1', port: 0 };
    expect(() => new CdrListenSource({ ...options, peers: [] }, new KeptCalls())).toThrow(RangeError);
    expect(() => new CdrListenSource({ ...options, peers: ['everyone'] }, new KeptCalls())).toThrow(RangeError);
    expect(() => new CdrListenSource({ ...options, format: 'x', peers: ['::1'] }, new KeptCalls())).toThrow(
      UnknownCdrFormatError,
    );
  });

  test('are tried again on a port that somebody else has', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as { port: number };
    const kept = new KeptCalls();
    const source = await begin(
      new CdrListenSource(
        { ...threeCx, host: '127.0.0.1', port, peers: ['127.0.0.1'], retry: { first: 50, most: 50 } },
        kept,
      ),
    );
    await until('told', 5, () => kept.states[0]?.detail.includes('EADDRINUSE'));
    await new Promise((resolve) => taken.close(resolve));
    await until('listens', 5, () => source.port === port);
  });

  test('are fetched from a PBX that waits for it, over its restart', async () => {
    const sockets = new Set<Socket>();
    const serve = async (port: number): Promise<Server> => {
      const server = createServer((socket) => {
        sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)));
      });
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      return server;
    };
    let pbx = await serve(0);
    const { port } = pbx.address() as { port: number };
    const kept = new KeptCalls();
    await begin(new CdrConnectSource({ ...threeCx, host: '127.0.0.1', port, retry: { first: 50, most: 100 } }, kept));
    await until('connected', 5, () => sockets.size === 1);
    for (const socket of sockets) socket.write(`${record(1)}\n${record(2).slice(0, 40)}`);
    await until('one', 5, () => kept.calls.length === 1);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => pbx.close(resolve));
    await until('down', 5, () => kept.states.some(({ up, detail }) => !up && detail.includes('Next try')));
    pbx = await serve(port);
    closing.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => pbx.close(resolve));
    });
    await until('connected again', 5, () => sockets.size === 1);
    for (const socket of sockets) socket.write(`${record(2)}\n`);
    await until('two', 5, () => kept.calls.length === 2);
    expect(ids(kept)).toEqual([1, 2]);
  });
});

describe('posted records', () => {
  const uuid = '0b6a4a2e-7f52-4b11-9e0e-3c2a7a1d5f10';
  const start = Date.parse('2026-11-22T02:04:05Z');
  const variables = {
    uuid,
    call_direction: 'outbound',
    sip_auth_username: '1001',
    sip_gateway_name: 'carrier',
    start_uepoch: `${start}000`,
    answer_uepoch: `${start + 10_000}000`,
    end_uepoch: `${start + 610_000}000`,
    duration: '610',
    billsec: '600',
    hangup_cause: 'NORMAL_CLEARING',
  };
  const profile = { caller_id_number: '1001', destination_number: '00220700123', uuid };
  const json = JSON.stringify({ variables, callflow: [{ caller_profile: profile }] });
  const elements = (of: object) =>
    Object.entries(of)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join('');
  const xml = `<?xml version="1.0"?>\n<cdr>\n<variables>${elements(variables)}</variables>\n<callflow><caller_profile>${elements(profile)}</caller_profile></callflow>\n</cdr>`;

  test.each([
    ['application/json', json],
    ['application/json; charset=utf-8', JSON.stringify(JSON.parse(json), null, 2)],
    ['text/xml', xml],
    ['application/x-www-form-urlencoded', `cdr=${encodeURIComponent(xml)}&uuid=a_${uuid}`],
    ['', json],
    ['text/plain', xml],
  ])('of FreeSWITCH are read as %s', (type, body) => {
    const kept = new KeptCalls();
    const posts = new CdrPosts({ id: 'fs', format: 'freeswitch-cdr', zone }, kept);
    expect(posts.take(Buffer.from(body), type)).toMatchObject({ calls: 1, ignored: 0, refusals: 0 });
    expect(kept.calls[0]).toMatchObject({
      complete: true,
      record: {
        id: uuid,
        account: '1001',
        to: '00220700123',
        trunk: 'carrier',
        direction: 'out',
        end: start + 610_000,
      },
    });
  });

  test('that are none are counted by their reason', () => {
    const kept = new KeptCalls();
    const posts = new CdrPosts({ id: 'fs', format: 'freeswitch-cdr', zone }, kept);
    expect(posts.take(Buffer.from('{'), 'application/json')).toMatchObject({
      calls: 0,
      refusals: 1,
      refused: [{ line: 1, reason: 'not-this-format' }],
    });
    expect(posts.take(Buffer.from(`{"x":"${'y'.repeat(1_100_000)}"}`), 'application/json').refused).toEqual([
      { line: 1, reason: 'too-long' },
    ]);
    expect(posts.take(Buffer.alloc(0), 'application/json')).toMatchObject({ calls: 0, ignored: 1 });
    expect(kept.counts).toEqual({ received: 3, recognised: 0, ignored: 1, malformed: 2 });
  });

  test('of other formats are lines, of which the first 100 that are refused are told', () => {
    const kept = new KeptCalls();
    const posts = new CdrPosts(threeCx, kept);
    const body = [record(1), '', ...Array(150).fill('x,y'), record(2)].join('\r\n');
    const result = posts.take(Buffer.from(body), 'text/csv');
    expect(result).toMatchObject({ calls: 2, ignored: 1, refusals: 150 });
    expect(result.refused.length).toBe(100);
    expect(result.refused[0]).toEqual({ line: 3, reason: 'too-few-columns' });
    expect(ids(kept)).toEqual([1, 2]);
  });
});
