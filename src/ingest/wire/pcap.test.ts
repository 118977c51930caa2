import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Event } from '../../core/event.ts';
import { isPcap, readPcap, replayPcap } from './pcap.ts';
import { type Captured, encodePcap, encodePcapng, ethernet, ip, tcp, udp } from './testing/pcap-encode.ts';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'belwacht-pcap-'));
  file = join(folder, 'a.pcap');
});
afterAll(() => rmSync(folder, { recursive: true }));

const ends = { from: '198.51.100.7', to: '203.0.113.10' };
const ends6 = { from: '2001:db8::7', to: '2001:db8::10' };
const time = 1_790_000_000_123;
const message = (n: number, body = '', pad = '') =>
  `MESSAGE sip:b@x SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK${n}\r\nFrom: <sip:a${n}@x>\r\nTo: <sip:b@x>\r\nX: ${pad}\r\nCall-ID: c${n}\r\nCSeq: 1 MESSAGE\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

function messagesOf(content: Buffer) {
  writeFileSync(file, content);
  const found: { from: string; to: string; time: number; transport: string; line: number; text: string }[] = [];
  const counts = readPcap(file, (wire) =>
    found.push({
      from: `${wire.sourceIp} ${wire.sourcePort}`,
      to: `${wire.destinationIp} ${wire.destinationPort}`,
      time: wire.time,
      transport: wire.transport,
      line: wire.line,
      text: wire.bytes.toString('utf8', wire.start, wire.end),
    }),
  );
  return { found, texts: found.map(({ text }) => text), counts };
}

const at = (...frames: Buffer[]): Captured[] => frames.map((frame) => ({ time, frame }));
const udpFrame = (n: number) => ethernet(ip(ends, 17, udp(message(n))));

describe('files', () => {
  const one = at(udpFrame(1), udpFrame(2));
  const expected = [1, 2].map((n) => ({
    from: '198.51.100.7 5071',
    to: '203.0.113.10 5060',
    time,
    transport: 'udp',
    line: n,
    text: message(n),
  }));
  test.each([
    ['pcap', encodePcap(one)],
    ['pcap, other byte order', encodePcap(one, 1, 'BE')],
    ['pcap, nanoseconds', encodePcap(one, 1, 'LE', true)],
    ['pcap, nanoseconds, other byte order', encodePcap(one, 1, 'BE', true)],
    ['pcapng', encodePcapng(one)],
    ['pcapng, other byte order', encodePcapng(one, 1, 6, 'BE')],
    ['pcapng, nanoseconds', encodePcapng(one, 1, 9)],
    ['pcapng, powers of two', encodePcapng(one, 1, 0x80 | 30)],
    ['pcapng, two sections', Buffer.concat([encodePcapng(one.slice(0, 1)), encodePcapng(one.slice(1), 1, 9, 'BE')])],
  ])('%s', (name, content) => {
    expect(isPcap(content.subarray(0, 4))).toBe(true);
    const { found, counts } = messagesOf(content);
    // 1/2^30 of a second does not hit a millisecond exactly.
    const exact =
      name.includes('two') && !name.includes('sections') ? found.map((m) => ({ ...m, time: m.time + 1 })) : found;
    expect(exact).toEqual(expected);
    expect(counts).toEqual({ packets: 2, messages: 2, foreign: 0, broken: 0, lost: 0 });
  });

  test('text and empty files are no captures', () => {
    for (const text of ['', 'abc', 'Jan  1 00:00:00 host x']) expect(isPcap(Buffer.from(text))).toBe(false);
    writeFileSync(file, 'Jan  1 00:00:00 host x');
    expect(() => readPcap(file, () => {})).toThrow(TypeError);
    expect(() => readPcap(join(folder, 'none'), () => {})).toThrow(/ENOENT/);
  });

  test('a file cut anywhere gives the packets before the cut', () => {
    for (const content of [encodePcap(one), encodePcapng(one)]) {
      for (let length = 4; length < content.length; length += 7) {
        const { counts, texts } = messagesOf(content.subarray(0, length));
        expect(texts).toEqual([message(1), message(2)].slice(0, texts.length));
        expect(counts.broken).toBeLessThanOrEqual(1);
      }
    }
  });

  test('a file longer than the window, with a record that is too long', () => {
    const many = Array.from({ length: 5000 }, (_, n) => udpFrame(n));
    const long = Buffer.alloc(300_000);
    const { texts, counts } = messagesOf(encodePcap(at(...many.slice(0, 2500), long, ...many.slice(2500))));
    expect(texts).toEqual(many.map((_, n) => message(n)));
    expect(counts.broken).toBe(1);
  });

  test('damaged files never throw', () => {
    for (const content of [encodePcap(one), encodePcapng(one)]) {
      fc.assert(
        fc.property(
          fc.array(fc.tuple(fc.integer({ min: 4, max: content.length - 1 }), fc.nat(255)), { maxLength: 5 }),
          (changes) => {
            const damaged = Buffer.from(content);
            for (const [place, value] of changes) damaged[place] = value;
            expect(messagesOf(damaged).found.length).toBeLessThanOrEqual(2);
          },
        ),
        { numRuns: 300 },
      );
    }
  });
});

describe('link types', () => {
  const packet = ip(ends, 17, udp(message(1)));
  const packet6 = ip(ends6, 17, udp(message(1)));
  const cooked = (protocol: number) =>
    Buffer.from([0, 0, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0, protocol >> 8, protocol & 0xff]);
  const cooked2 = (protocol: number) =>
    Buffer.concat([Buffer.from([protocol >> 8, protocol & 0xff]), Buffer.alloc(18)]);
  test.each([
    ['Ethernet', 1, ethernet(packet), ethernet(packet6)],
    ['VLAN', 1, ethernet(packet, 7), ethernet(packet6, 7, 8)],
    ['Linux cooked', 113, Buffer.concat([cooked(0x0800), packet]), Buffer.concat([cooked(0x86dd), packet6])],
    ['Linux cooked v2', 276, Buffer.concat([cooked2(0x0800), packet]), Buffer.concat([cooked2(0x86dd), packet6])],
    ['raw', 101, packet, packet6],
    ['loopback', 0, Buffer.concat([Buffer.of(2, 0, 0, 0), packet]), Buffer.concat([Buffer.of(30, 0, 0, 0), packet6])],
  ])('%s', (_name, linkType, v4, v6) => {
    expect(messagesOf(encodePcap(at(v4, v6), linkType)).found.map(({ from }) => from)).toEqual([
      '198.51.100.7 5071',
      '2001:db8::7 5071',
    ]);
  });

  test('others are counted', () => {
    expect(messagesOf(encodePcap(at(ethernet(packet)), 147)).counts).toMatchObject({
      packets: 1,
      foreign: 1,
      messages: 0,
    });
    const arp = Buffer.concat([Buffer.alloc(12), Buffer.of(8, 6), Buffer.alloc(28)]);
    const dns = ethernet(ip(ends, 17, udp('\x12\x34\x01\x00 query')));
    const icmp = ethernet(ip(ends, 1, Buffer.alloc(8)));
    expect(messagesOf(encodePcap(at(arp, dns, icmp))).counts).toMatchObject({ foreign: 3, broken: 0 });
  });
});

describe('IP fragments', () => {
  for (const [name, both] of [
    ['IPv4', ends],
    ['IPv6', ends6],
  ] as const) {
    const whole = udp(message(1, '', 'x'.repeat(3000)));
    const part = (offset: number, end: number, id = 9) =>
      ethernet(ip(both, 17, whole.subarray(offset, end), { id, offset, more: end < whole.length }));
    const parts = [part(0, 1200), part(1200, 2400), part(2400, whole.length)];
    test(`${name}: in any order, repeats ignored`, () => {
      for (const order of [
        [0, 1, 2],
        [2, 1, 0],
        [1, 1, 2, 0],
      ]) {
        const { texts, counts } = messagesOf(encodePcap(at(...order.map((i) => parts[i]))));
        expect(texts).toEqual([whole.toString('utf8', 8)]);
        expect(counts.lost).toBe(0);
      }
    });
    test(`${name}: missing or overlapping ones give nothing and are counted`, () => {
      expect(messagesOf(encodePcap(at(parts[0], parts[2]))).counts).toMatchObject({ messages: 0, lost: 1 });
      expect(messagesOf(encodePcap(at(parts[0], part(1192, 2400), parts[2]))).counts.messages).toBe(0);
      expect(messagesOf(encodePcap(at(parts[0], parts[1], part(2400, whole.length, 10)))).counts).toMatchObject({
        messages: 0,
        lost: 2,
      });
    });
  }

  test('a flood of first fragments stays bounded', () => {
    const flood = Array.from({ length: 3000 }, (_, id) =>
      ethernet(ip(ends, 17, Buffer.alloc(1400), { id, offset: 0, more: true })),
    );
    expect(messagesOf(encodePcap(at(...flood))).counts).toMatchObject({ messages: 0, lost: 3000 });
  });
});

describe('TCP', () => {
  const stream = Buffer.from(`${message(1, 'hello')}\r\n\r\n${message(2)}${message(3, 'x'.repeat(5000))}${message(4)}`);
  const expected = [message(1, 'hello'), message(2), message(3, 'x'.repeat(5000)), message(4)];
  const cut = (size: number, first = 1000) => {
    const segments: Buffer[] = [];
    for (let offset = 0; offset < stream.length; offset += size) {
      segments.push(ethernet(ip(ends, 6, tcp(stream.subarray(offset, offset + size), first + offset))));
    }
    return segments;
  };
  const syn = (sequence: number) => ethernet(ip(ends, 6, tcp('', sequence, 2)));

  test.each([1, 7, 100, 1400, 100_000])(
    'segments of %i bytes, with and past the end of the sequence numbers',
    (size) => {
      for (const first of [1000, 2 ** 32 - 50]) {
        // A packet holds at most 64 KiB.
        const { found, counts } = messagesOf(encodePcap(at(syn(first - 1), ...cut(size, first))));
        expect(found.map(({ text }) => text)).toEqual(expected);
        expect(found[0]).toMatchObject({ from: '198.51.100.7 5071', to: '203.0.113.10 5060', transport: 'tcp' });
        expect(counts.lost).toBe(0);
      }
    },
  );

  test('from the middle: begins with the first segment that begins a message', () => {
    expect(messagesOf(encodePcap(at(...cut(1400)))).texts).toEqual(expected);
    const { texts } = messagesOf(encodePcap(at(ethernet(ip(ends, 6, tcp('rest of a body', 986))), ...cut(1400))));
    expect(texts).toEqual(expected);
  });

  test('disorder, repeats and overlaps', () => {
    const segments = cut(500);
    const order = segments.flatMap((_, i) =>
      i % 2 === 0 && i + 1 < segments.length ? [i + 1, i] : i % 2 === 0 ? [i] : [i - 1],
    );
    expect(messagesOf(encodePcap(at(syn(999), ...order.map((i) => segments[i])))).texts).toEqual(expected);
    const overlapping = [stream.subarray(0, 700), stream.subarray(300, 1500), stream.subarray(1500)];
    const starts = [1000, 1300, 2500];
    const frames = overlapping.map((part, i) => ethernet(ip(ends, 6, tcp(part, starts[i]))));
    expect(messagesOf(encodePcap(at(syn(999), ...frames))).texts).toEqual(expected);
  });

  test('a gap that never closes loses the flow, counted; a message later starts it anew', () => {
    const { texts, counts } = messagesOf(
      encodePcap(at(syn(999), ...cut(100).filter((_, i) => i !== 3), ethernet(ip(ends, 6, tcp(message(9), 90_000))))),
    );
    expect(texts).toContain(message(9));
    expect(texts).not.toContain(expected[2]);
    expect(counts.lost).toBeGreaterThan(0);
  });

  test('other protocols cost nothing, a new connection on the same ports begins anew', () => {
    const web = ethernet(ip(ends, 6, tcp('GET / HTTP/1.1\r\n\r\n', 1000, 0x10, { toPort: 80 })));
    expect(messagesOf(encodePcap(at(web))).counts).toMatchObject({ messages: 0, foreign: 1, lost: 0 });
    const half = ethernet(ip(ends, 6, tcp(message(1).slice(0, 50), 1000)));
    const again = [syn(5), ethernet(ip(ends, 6, tcp(message(2), 6, 0x11)))];
    expect(messagesOf(encodePcap(at(half, ...again)))).toMatchObject({ texts: [message(2)], counts: { lost: 1 } });
  });

  test('a flood of half messages stays bounded', () => {
    const flood = Array.from({ length: 6000 }, (_, n) =>
      ethernet(ip(ends, 6, tcp('MESSAGE sip:b@x SIP/2.0\r\nVia: x', 1, 0x10, { fromPort: n + 1 }))),
    );
    expect(messagesOf(encodePcap(at(...flood))).counts).toMatchObject({ messages: 0, lost: 6000 });
  });
});

describe('replay', () => {
  const invite = (n: number) =>
    `INVITE sip:00${n}@pbx SIP/2.0\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK${n}\r\nFrom: <sip:${n}@pbx>;tag=1\r\nTo: <sip:00${n}@pbx>\r\nCall-ID: c${n}\r\nCSeq: 1 INVITE\r\nUser-Agent: sipvicious\r\n\r\n`;
  const notFound = (n: number) =>
    `SIP/2.0 404 Not Found\r\nVia: SIP/2.0/UDP h;branch=z9hG4bK${n}\r\nFrom: <sip:${n}@pbx>;tag=1\r\nTo: <sip:00${n}@pbx>;tag=2\r\nCall-ID: c${n}\r\nCSeq: 1 INVITE\r\n\r\n`;

  test('the same file gives the same events, numbered by packet', () => {
    const frames = Array.from({ length: 40 }, (_, n) => [
      ethernet(ip(ends, 17, udp(invite(n)))),
      ethernet(ip({ from: ends.to, to: ends.from }, 17, udp(notFound(n), { fromPort: 5060, toPort: 5071 }))),
    ]).flat();
    writeFileSync(file, encodePcap(at(...frames, ethernet(ip(ends, 17, udp('SIP/2.0 999 x\r\n\r\n'))), frames[0])));
    const run = () => {
      const events: Event[] = [];
      return { counts: replayPcap(file, (event) => events.push(event)), events };
    };
    const { counts, events } = run();
    expect(counts).toEqual({
      packets: 82,
      messages: 82,
      foreign: 0,
      broken: 0,
      lost: 0,
      recognised: 80,
      ignored: 1,
      malformed: 1,
    });
    expect(events[1]).toMatchObject({
      action: 'sip-call',
      outcome: 'failure',
      reason: 'unknown-extension',
      sourceIp: ends.from,
      destinationIp: ends.to,
      sipRequestUser: '000',
      userAgent: 'sipvicious',
      time,
      line: 2,
    });
    expect(run().events).toEqual(events);
  });
});
