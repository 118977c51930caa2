import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Event } from '../../../core/event.ts';
import type { Listener, Source } from '../../../core/source.ts';
import { emptyTally, type Tally } from '../../../core/tally.ts';
import { encodeHepV2, encodeHepV3, type HepContent } from '../../wire/hep-encode.ts';
import type { HepDeps, HepListener } from './hep-deps.ts';
import { startHepListener } from './start-hep-listener.ts';

let events: Event[];
let tallies: Map<string, Tally>;
let resolved: unknown[][];
let deps: HepDeps;
let stops: (() => unknown)[];

beforeEach(() => {
  events = [];
  tallies = new Map();
  resolved = [];
  stops = [];
  deps = {
    sink: {
      event: (event, original) => events.push(Object.assign(event, original ? { original: original() } : {})),
      cursor: () => {},
      discovered: () => {},
    },
    resolve: (listener, sender, hostName, captureId) => {
      resolved.push([listener, sender, hostName, captureId]);
      return source(captureId === 101 ? 'known' : 'unassigned');
    },
    tally: (id) => {
      const tally = tallies.get(id) ?? emptyTally();
      tallies.set(id, tally);
      return tally;
    },
    now: Date.now,
  };
});

afterEach(async () => {
  for (const stop of stops) await stop();
});

function source(id: string): Source {
  return {
    id,
    tenant: `tenant of ${id}`,
    asset: `asset of ${id}`,
    name: id,
    kind: 'hep',
    match: {},
    format: 'auto',
    timeZone: 'UTC',
    discovered: false,
  };
}

async function listen(
  transport: 'udp' | 'tcp',
  change: Partial<Listener & { kind: 'hep' }> = {},
): Promise<HepListener> {
  const listener = await startHepListener(
    { id: `hep-${transport}`, kind: 'hep', transport, host: '127.0.0.1', port: 0, authKey: '', ...change },
    deps,
  );
  stops.push(() => listener.stop());
  return listener;
}

let number = 0;
function packet(change: Partial<HepContent> = {}): Buffer {
  number++;
  return encodeHepV3({
    sourceIp: '198.51.100.7',
    sourcePort: 5071,
    destinationIp: '203.0.113.10',
    destinationPort: 5060,
    time: Date.now(),
    captureId: 101,
    nodeName: 'sbc1',
    payload: `OPTIONS sip:100@pbx SIP/2.0\r\nVia: SIP/2.0/UDP x;branch=z9hG4bK${number}\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: ${number}\r\nCSeq: 1 OPTIONS\r\nAuthorization: Digest username="u", realm="r", response="0123456789abcdef", cnonce = "fedc"\r\n\r\n`,
    ...change,
  });
}

async function sendUdp(port: number, ...packets: Buffer[]) {
  const socket = createSocket('udp4');
  for (const bytes of packets) await new Promise<unknown>((resolve) => socket.send(bytes, port, '127.0.0.1', resolve));
  socket.close();
}

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  stops.unshift(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

const total = (key: keyof Tally) => [...tallies.values()].reduce((sum, tally) => sum + tally[key], 0);
const received = (count: number) => vi.waitFor(() => expect(total('received')).toBe(count), 5000);

describe('UDP', () => {
  test('an event with what the source says about it', async () => {
    const { port } = await listen('udp');
    await sendUdp(port, packet());
    await received(1);
    expect(events[0]).toMatchObject({
      action: 'sip-request',
      sourceIp: '198.51.100.7',
      tenant: 'tenant of known',
      asset: 'asset of known',
      source: 'known',
      hostName: 'sbc1',
      userName: 'u',
      original: '',
    });
    expect(resolved).toEqual([['hep-udp', '127.0.0.1', 'sbc1', 101]]);
    expect(tallies.get('known')).toEqual({ received: 1, recognised: 1, ignored: 0, malformed: 0, shed: 0 });
  });

  test('HEPv1, HEPv2, compressed payloads, other protocols and rubbish: each counted once', async () => {
    const { port } = await listen('udp');
    const content: HepContent = {
      sourceIp: '2001:db8::1',
      sourcePort: 1,
      destinationIp: '2001:db8::2',
      destinationPort: 2,
      time: Date.now(),
      captureId: 101,
      payload: 'OPTIONS sip:a SIP/2.0\r\nCall-ID: v2\r\n\r\n',
    };
    await sendUdp(
      port,
      encodeHepV2(content, 2),
      encodeHepV2({ ...content, payload: 'OPTIONS sip:a SIP/2.0\r\nCall-ID: v1\r\n\r\n' }, 1),
      packet({ payload: gzipSync('OPTIONS sip:a SIP/2.0\r\nCall-ID: z\r\n\r\n'), compressed: true }),
      packet({ payload: 'no gzip', compressed: true }),
      packet({ protocolType: 5, payload: 'RTCP' }),
      packet({ payload: '\r\n\r\n' }),
      packet({ payload: 'no SIP' }),
      Buffer.from('no HEP'),
      packet().subarray(0, 40),
      Buffer.alloc(0),
    );
    await received(10);
    expect(events.map(({ sipCallId, sourceIp }) => [sipCallId, sourceIp])).toEqual([
      ['v2', '2001:db8::1'],
      ['v1', '2001:db8::1'],
      ['z', '198.51.100.7'],
    ]);
    expect([total('recognised'), total('ignored'), total('malformed'), total('shed')]).toEqual([3, 2, 5, 0]);
  });

  test('an auth key is asked of every packet before its names are believed', async () => {
    const { port, counts } = await listen('udp', { authKey: 'secret' });
    await sendUdp(port, packet(), packet({ authKey: 'Secret' }), packet({ authKey: 'secret' }));
    await received(3);
    expect(events).toHaveLength(1);
    expect(counts.wrongKey).toBe(2);
    expect(tallies.get('unassigned')).toMatchObject({ malformed: 2 });
    expect(resolved.filter(([, , name]) => name !== '')).toHaveLength(1);
  });

  test('a capture time is believed within a day', async () => {
    const now = 1_790_000_000_000;
    deps = { ...deps, now: () => now };
    const { port, counts } = await listen('udp');
    const day = 86_400_000;
    await sendUdp(
      port,
      ...[now - day, now + day, now - day - 1000, now + day + 1000, 0].map((time) => packet({ time })),
    );
    await received(5);
    expect(events.map(({ time }) => time)).toEqual([now - day, now + day, now, now, now]);
    expect(counts.clampedTimes).toBe(3);
  });

  test('originals leave out what helps to guess a password', async () => {
    deps = { ...deps, keepOriginals: true };
    const { port } = await listen('udp');
    await sendUdp(port, packet());
    await received(1);
    expect(events[0].original).toContain('username="u"');
    expect(events[0].original).toContain('response="…"');
    expect(events[0].original).not.toMatch(/0123456789abcdef|fedc/);
  });

  test('shows twenty messages a second of a source, without digests', async () => {
    const shown: [string, string, string][] = [];
    const now = Date.now();
    deps = {
      ...deps,
      now: () => now,
      onLine: (id, reading, bytes, start, end) => shown.push([id, reading, bytes.toString('utf8', start, end)]),
    };
    const { port } = await listen('udp');
    await sendUdp(port, ...Array.from({ length: 30 }, () => packet()));
    await received(30);
    expect(shown).toHaveLength(20);
    expect(shown[0].slice(0, 2)).toEqual(['known', 'recognised']);
    expect(shown[0][2]).toContain('response="…"');
  });

  test('a new assignment takes effect within a second', async () => {
    let now = Date.now();
    let id = 'before';
    deps = { ...deps, now: () => now, resolve: () => source(id) };
    const { port } = await listen('udp');
    await sendUdp(port, packet());
    await received(1);
    id = 'after';
    now += 1001;
    await sendUdp(port, packet());
    await received(2);
    expect(events.map((event) => event.source)).toEqual(['before', 'after']);
  });

  test.runIf(process.platform === 'linux')('what the kernel drops is counted as shed', async () => {
    deps = { ...deps, unattributable: () => source('listener itself') };
    const listener = await listen('udp');
    const sender = createSocket('udp4');
    await new Promise<void>((resolve) => sender.connect(listener.port, '127.0.0.1', resolve));
    const big = packet({ payload: `OPTIONS sip:a SIP/2.0\r\nX: ${'x'.repeat(60_000)}\r\n\r\n` });
    const count = 1500;
    // 90 MB are handed over in one turn of this thread, which cannot read meanwhile: more than any receive buffer holds.
    const sent = Promise.all(
      Array.from({ length: count }, () => new Promise<void>((resolve) => sender.send(big, () => resolve()))),
    );
    await sent;
    await vi.waitFor(() => expect(total('received')).toBe(count), 10_000);
    sender.close();
    expect(listener.counts.kernelDrops).toBeGreaterThan(0);
    expect(tallies.get('listener itself')?.shed).toBe(listener.counts.kernelDrops);
  });

  test('a port in use is refused with the reason', async () => {
    const { port } = await listen('udp');
    await expect(listen('udp', { port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    const tcp = await listen('tcp');
    await expect(listen('tcp', { port: tcp.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});

describe('TCP', () => {
  test('ten thousand packets in arbitrary pieces: none lost', async () => {
    const { port } = await listen('tcp');
    const socket = await open(port);
    const all = Buffer.concat(Array.from({ length: 10_000 }, () => packet()));
    for (let at = 0; at < all.length; at += 33_333) socket.write(all.subarray(at, at + 33_333));
    socket.end();
    await received(10_000);
    expect(new Set(events.map((event) => event.sipCallId)).size).toBe(10_000);
    expect(total('recognised')).toBe(10_000);
  });

  test('rubbish after good packets: they count, the connection ends, the next one works', async () => {
    const { port, counts } = await listen('tcp');
    const socket = await open(port);
    socket.write(Buffer.concat([packet(), packet(), Buffer.from('GET / HTTP/1.1\r\n\r\n'), packet()]));
    await once(socket, 'close');
    expect([total('recognised'), total('malformed'), counts.brokenConnections]).toEqual([2, 1, 1]);
    (await open(port)).end(packet());
    await vi.waitFor(() => expect(total('recognised')).toBe(3));
  });

  test('HEPv2 cannot travel over TCP', async () => {
    const { port } = await listen('tcp');
    const socket = await open(port);
    socket.write(
      encodeHepV2(
        { sourceIp: '192.0.2.1', sourcePort: 1, destinationIp: '192.0.2.2', destinationPort: 2, time: 0, payload: 'x' },
        2,
      ),
    );
    await once(socket, 'close');
    expect(total('malformed')).toBe(1);
  });

  test('the half packet of a connection that ends is counted', async () => {
    const { port } = await listen('tcp');
    (await open(port)).end(packet().subarray(0, 100));
    await vi.waitFor(() => expect(total('malformed')).toBe(1));
    expect(total('received')).toBe(1);
  });

  test('a packet that is not finished in time ends its connection, drip by drip too; an idle connection stays', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    try {
      let now = Date.now();
      deps = { ...deps, now: () => now };
      const { port, counts } = await listen('tcp');
      const idle = await open(port);
      idle.write(packet());
      await received(1);
      const slow = await open(port);
      const bytes = packet();
      for (let i = 0; i < 6; i++) {
        slow.write(bytes.subarray(i, i + 1));
        await new Promise((resolve) => setTimeout(resolve, 30));
        now += 6000;
      }
      vi.advanceTimersByTime(5000);
      await once(slow, 'close');
      expect(counts.brokenConnections).toBe(1);
      idle.write(packet());
      await vi.waitFor(() => expect(total('recognised')).toBe(2));
      expect(total('malformed')).toBe(1);
    } finally {
      vi.useRealTimers();
    }
  });

  test('connections are bounded per sender', async () => {
    const { port, counts } = await listen('tcp');
    const sockets = await Promise.all(Array.from({ length: 64 }, () => open(port)));
    const refused = await open(port);
    await once(refused, 'close');
    expect(counts.refusedConnections).toBe(1);
    sockets[0].write(packet());
    await received(1);
  });

  test('stops with connections open', async () => {
    const listener = await listen('tcp');
    const socket = await open(listener.port);
    const closed = once(socket, 'close');
    await listener.stop();
    stops.shift();
    await closed;
    stops = [];
  });
});
