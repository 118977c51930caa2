import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../../../core/call-record.ts';
import { Event } from '../../../core/event.ts';
import { Transactions } from '../../wire/transactions.ts';
import { WireMessage } from '../../wire/wire-message.ts';
import { SipDialogs, type SipDialogsOptions } from './sip-dialogs.ts';

const start = Date.UTC(2026, 2, 2, 2, 0, 0);
const phone = '198.51.100.7';
const sbc = '192.0.2.10';
const carrier = '203.0.113.40';

interface Sent {
  readonly at: number;
  readonly text: string;
  readonly from: string;
  readonly to: string;
}

interface Parts {
  readonly at?: number;
  readonly callId?: string;
  readonly branch?: string;
  readonly cseq?: number;
  readonly method?: string;
  readonly uri?: string;
  readonly fromTag?: string;
  readonly toTag?: string;
  readonly fromUser?: string;
  readonly toUser?: string;
  readonly hop?: readonly [from: string, to: string];
  readonly forwards?: number;
  readonly more?: readonly string[];
}

function message(line: string, parts: Parts, method: string): string {
  const { callId = 'c1', branch = 'b1', cseq = 1, fromTag = 'a', toTag, fromUser = '100', toUser = '00220900' } = parts;
  return [
    line,
    `Via: SIP/2.0/UDP h;branch=z9hG4bK${branch}`,
    `From: "x" <sip:${fromUser}@pbx>;tag=${fromTag}`,
    `To: <sip:${toUser}@pbx>${toTag ? `;tag=${toTag}` : ''}`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq} ${method}`,
    `Max-Forwards: ${parts.forwards ?? 70}`,
    ...(parts.more ?? []),
    '\r\n',
  ].join('\r\n');
}

function ask(method: string, parts: Parts = {}): Sent {
  const [from, to] = parts.hop ?? [phone, sbc];
  const line = `${method} ${parts.uri ?? 'sip:00220900@pbx'} SIP/2.0`;
  return { at: parts.at ?? 0, text: message(line, parts, method), from, to };
}

function answer(status: number, parts: Parts = {}): Sent {
  const [to, from] = parts.hop ?? [phone, sbc];
  return { at: parts.at ?? 0, text: message(`SIP/2.0 ${status} x`, parts, parts.method ?? 'INVITE'), from, to };
}

class Watch {
  readonly told: CallRecord[] = [];
  readonly dialogs: SipDialogs;
  readonly #wire = new WireMessage();

  constructor(options: SipDialogsOptions = {}) {
    this.dialogs = new SipDialogs(
      {
        call: (record, complete) => {
          expect(complete).toBe(false);
          this.told.push(record);
        },
      },
      options,
    );
  }

  feed(...sent: readonly Sent[]): this {
    for (const { at, text, from, to } of sent) {
      const wire = this.#wire;
      wire.bytes = Buffer.from(text);
      wire.start = 0;
      wire.end = wire.bytes.length;
      wire.time = start + at;
      wire.sourceIp = from;
      wire.destinationIp = to;
      this.dialogs.read(wire);
    }
    return this;
  }

  /** What each call ended up as. */
  settled(): Map<string, CallRecord> {
    this.dialogs.end();
    return new Map(this.told.map((record) => [record.id, record]));
  }
}

const moment = (ms: number) => start + ms;

/** A call through a proxy, answered and hung up by the called side, seen on both hops. */
const proxied: readonly Sent[] = [
  ask('INVITE', { at: 0, branch: 'h1' }),
  answer(407, { at: 5, branch: 'h1', toTag: 'p' }),
  ask('ACK', { at: 6, branch: 'h1', toTag: 'p' }),
  ask('INVITE', {
    at: 20,
    branch: 'h2',
    cseq: 2,
    more: ['Proxy-Authorization: Digest username="acct-1", realm="r", response="x"'],
  }),
  answer(100, { at: 21, branch: 'h2', cseq: 2 }),
  ask('INVITE', { at: 25, branch: 'k1', cseq: 2, forwards: 69, hop: [sbc, carrier], uri: 'sip:+220900@carrier' }),
  answer(180, { at: 900, branch: 'k1', cseq: 2, toTag: 'b', hop: [sbc, carrier] }),
  answer(180, { at: 905, branch: 'h2', cseq: 2, toTag: 'b' }),
  answer(200, { at: 4000, branch: 'k1', cseq: 2, toTag: 'b', hop: [sbc, carrier] }),
  answer(200, { at: 4005, branch: 'h2', cseq: 2, toTag: 'b' }),
  ask('ACK', { at: 4010, branch: 'h3', cseq: 2, toTag: 'b' }),
  ask('INVITE', { at: 20_000, branch: 'h4', cseq: 3, toTag: 'b' }),
  answer(200, { at: 20_010, branch: 'h4', cseq: 3, toTag: 'b' }),
  ask('BYE', { at: 50_000, branch: 'y1', cseq: 1, fromTag: 'b', toTag: 'a', hop: [carrier, sbc] }),
  ask('BYE', { at: 50_004, branch: 'y2', cseq: 1, fromTag: 'b', toTag: 'a', hop: [sbc, phone] }),
  answer(200, { at: 50_010, branch: 'y2', cseq: 1, method: 'BYE', fromTag: 'b', toTag: 'a', hop: [sbc, phone] }),
];

const proxiedCall: CallRecord = {
  id: 'c1',
  linkedId: 'c1',
  direction: 'unknown',
  from: '100',
  to: '00220900',
  account: 'acct-1',
  accountCode: '',
  trunk: carrier,
  address: phone,
  start: moment(0),
  answer: moment(4000),
  end: moment(50_000),
  outcome: 'answered',
  cause: 200,
  line: 0,
};

describe('one call', () => {
  test('is told as it goes: begun, known who pays, answered, over', () => {
    const watch = new Watch().feed(...proxied);
    expect(
      watch.told.map(({ account, answer: answered, end, outcome }) => [account, !!answered, !!end, outcome]),
    ).toEqual([
      ['', false, false, 'running'],
      ['acct-1', false, false, 'running'],
      ['acct-1', false, false, 'running'],
      ['acct-1', true, false, 'running'],
      ['acct-1', true, true, 'answered'],
    ]);
    expect(watch.told.at(-1)).toEqual(proxiedCall);
    expect(watch.dialogs.counts).toEqual({ calls: 1, evicted: 0, lostEnds: 0, dropped: 0 });
  });

  test('is the same from messages that were read for events before', () => {
    const told: CallRecord[] = [];
    const dialogs = new SipDialogs({ call: (record) => told.push(record) });
    const transactions = new Transactions();
    for (const { at, text, from, to } of proxied) {
      const bytes = Buffer.from(text);
      const wire = Object.assign(new WireMessage(), { bytes, end: bytes.length, time: start + at, sourceIp: from });
      wire.destinationIp = to;
      transactions.read(wire, new Event());
      dialogs.note(wire, transactions.last);
    }
    expect(told.at(-1)).toEqual(proxiedCall);
    expect(told).toHaveLength(5);
  });

  test.each<[string, number, Partial<CallRecord>]>([
    ['busy', 486, { outcome: 'busy', cause: 486 }],
    ['nobody answers', 480, { outcome: 'no-answer', cause: 480 }],
    ['not found', 404, { outcome: 'failed', cause: 404 }],
    ['declined', 603, { outcome: 'failed', cause: 603 }],
  ])('%s', (_what, status, expected) => {
    const watch = new Watch().feed(ask('INVITE'), answer(status, { at: 700, toTag: 'b' }));
    expect(watch.told.at(-1)).toMatchObject({ ...expected, answer: undefined, end: moment(700) });
  });

  test('cancelled: by its 487, and without it when that is lost', () => {
    const cancelled = [ask('INVITE'), ask('CANCEL', { at: 3000 }), answer(200, { at: 3001, method: 'CANCEL' })];
    const seen = new Watch().feed(...cancelled, answer(487, { at: 3002, toTag: 'b' }));
    expect(seen.told.at(-1)).toMatchObject({ outcome: 'cancelled', cause: 487, end: moment(3002) });
    const lost = new Watch().feed(...cancelled);
    expect(lost.settled().get('c1')).toMatchObject({ outcome: 'cancelled', cause: 487, end: moment(3000) });
    expect(lost.dialogs.counts.lostEnds).toBe(1);
  });

  test('answered on two forks: it ends with the last of them', () => {
    const forked = [
      ask('INVITE'),
      answer(200, { at: 1000, toTag: 'b1' }),
      answer(200, { at: 1010, toTag: 'b2' }),
      ask('BYE', { at: 1100, cseq: 2, branch: 'y1', toTag: 'b2' }),
    ];
    const watch = new Watch().feed(...forked);
    expect(watch.told.at(-1)).toMatchObject({ outcome: 'running', end: undefined });
    watch.feed(ask('BYE', { at: 9000, cseq: 3, branch: 'y2', toTag: 'b1' }));
    expect(watch.told.at(-1)).toMatchObject({ outcome: 'answered', answer: moment(1000), end: moment(9000) });
  });

  test('a second carrier is tried behind the SBC: the failure of the first is not that of the call', () => {
    const hop = { forwards: 69, hop: [sbc, carrier] as const };
    const watch = new Watch().feed(
      ask('INVITE'),
      ask('INVITE', { at: 1, branch: 'r', forwards: 69, hop: [sbc, '192.0.2.9'] }),
      answer(404, { at: 2, branch: 'r', toTag: 'r', hop: [sbc, '192.0.2.9'] }),
      ask('INVITE', { at: 3, branch: 'k1', ...hop }),
      answer(503, { at: 300, branch: 'k1', toTag: 'x', ...hop }),
      ask('INVITE', { at: 301, branch: 'k2', forwards: 69, hop: [sbc, '203.0.113.41'] }),
    );
    expect(watch.told.at(-1)).toMatchObject({ outcome: 'running', trunk: '203.0.113.41' });
    watch.feed(answer(200, { at: 900, branch: 'k2', toTag: 'b' }));
    expect(watch.told.at(-1)).toMatchObject({ outcome: 'running', answer: moment(900), to: '00220900' });
  });

  test('a re-INVITE that fails, is lost or comes from the other side changes nothing', () => {
    const watch = new Watch().feed(ask('INVITE'), answer(200, { at: 500, toTag: 'b' }));
    const told = watch.told.length;
    watch.feed(
      ask('INVITE', { at: 9000, cseq: 2, branch: 'i2', toTag: 'b' }),
      answer(488, { at: 9001, cseq: 2, branch: 'i2', toTag: 'b' }),
      answer(491, { at: 9002, cseq: 7, branch: 'i3', fromTag: 'b', toTag: 'a', hop: [sbc, phone] }),
      answer(200, { at: 9003, cseq: 8, branch: 'i4', fromTag: 'b', toTag: 'a', hop: [sbc, phone] }),
    );
    expect(watch.told).toHaveLength(told);
  });

  test('a BYE of another dialog ends nothing', () => {
    const watch = new Watch().feed(
      ask('INVITE'),
      answer(200, { at: 500, toTag: 'b' }),
      ask('BYE', { at: 600, cseq: 2, branch: 'y', toTag: 'guess' }),
    );
    expect(watch.told.at(-1)).toMatchObject({ outcome: 'running', end: undefined });
  });

  test('without its INVITE it is known from its answer', () => {
    const watch = new Watch().feed(answer(200, { at: 500, toTag: 'b' }));
    expect(watch.told).toEqual([
      expect.objectContaining({
        from: '100',
        to: '00220900',
        start: moment(500),
        answer: moment(500),
        outcome: 'running',
      }),
    ]);
  });

  test('hung up without an answer seen', () => {
    const watch = new Watch().feed(ask('INVITE'), ask('BYE', { at: 60_000, cseq: 2, branch: 'y', toTag: 'b' }));
    expect(watch.told.at(-1)).toMatchObject({ outcome: 'unknown', answer: undefined, end: moment(60_000) });
  });

  test.each([
    ['sip:%30%30220900;npdi@pbx', '00220900'],
    ['tel:+31-20-5550100;phone-context=x', '+31-20-5550100'],
    ['urn:service:sos.ambulance', 'urn:service:sos'],
  ])('%s dials %s', (uri, to) => {
    const watch = new Watch().feed(ask('INVITE', { uri, toUser: uri.startsWith('urn') ? '' : 'other' }));
    expect(watch.told[0].to).toBe(to);
  });

  test('an asserted identity counts from those who are believed', () => {
    const sent = ask('INVITE', { more: ['P-Asserted-Identity: "x" <sip:+31205550100@pbx>'] });
    expect(new Watch().feed(sent).told[0].from).toBe('100');
    expect(new Watch({ asserters: [phone] }).feed(sent).told[0].from).toBe('+31205550100');
  });
});

describe('legs', () => {
  const b2bua = sbc;
  const linked: readonly Sent[] = [
    ask('INVITE', { at: 0, callId: 'A', branch: 'a1' }),
    ask('INVITE', {
      at: 10,
      callId: 'B',
      branch: 'b1',
      fromTag: 's',
      hop: [b2bua, carrier],
      more: ['X-CID: A'],
      uri: 'sip:+220900@c',
    }),
    answer(200, { at: 800, callId: 'B', branch: 'b1', fromTag: 's', toTag: 't', hop: [b2bua, carrier] }),
    answer(200, { at: 805, callId: 'A', branch: 'a1', toTag: 'u' }),
    ask('BYE', { at: 5000, callId: 'A', branch: 'a2', cseq: 2, toTag: 'u' }),
    ask('BYE', { at: 5010, callId: 'B', branch: 'b2', cseq: 2, fromTag: 's', toTag: 't', hop: [b2bua, carrier] }),
  ];

  test('linked by a B2BUA that is believed they are one call', () => {
    const settled = new Watch({ linkers: [b2bua] }).feed(...linked).settled();
    expect([...settled.values()]).toEqual([
      expect.objectContaining({
        id: 'A',
        to: '00220900',
        trunk: carrier,
        answer: moment(800),
        end: moment(5010),
        outcome: 'answered',
      }),
    ]);
  });

  test('nobody else can put its call into that of another', () => {
    expect([
      ...new Watch()
        .feed(...linked)
        .settled()
        .keys(),
    ]).toEqual(['A', 'B']);
  });

  test('in any order, with copies: the same', () => {
    const expected = new Watch({ linkers: [b2bua] })
      .feed(...linked)
      .settled()
      .get('A');
    fc.assert(
      fc.property(fc.shuffledSubarray([...linked, ...linked], { minLength: linked.length * 2 }), (sent) => {
        const settled = new Watch({ linkers: [b2bua] }).feed(...sent).settled();
        expect(settled.get('A')).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });
});

describe('whatever the order', () => {
  const dialogs: readonly (readonly Sent[])[] = [
    proxied,
    [ask('INVITE', { callId: 'c2' }), answer(486, { callId: 'c2', at: 100, toTag: 'b' })],
    [
      ask('INVITE', { callId: 'c3' }),
      ask('CANCEL', { callId: 'c3', at: 500 }),
      answer(487, { callId: 'c3', at: 510, toTag: 'b' }),
    ],
    [ask('INVITE', { callId: 'c4' }), answer(407, { callId: 'c4', at: 100, toTag: 'b' })],
    [
      ask('INVITE', { callId: 'c5' }),
      answer(302, { callId: 'c5', at: 5, toTag: 'r' }),
      ask('INVITE', { callId: 'c5', at: 10, cseq: 2, branch: 'n', uri: 'sip:desk@x' }),
      answer(200, { callId: 'c5', at: 90, cseq: 2, branch: 'n', toTag: 'b1' }),
      answer(200, { callId: 'c5', at: 95, cseq: 2, branch: 'n', toTag: 'b2' }),
      ask('BYE', { callId: 'c5', at: 200, cseq: 3, branch: 'y1', toTag: 'b1' }),
      ask('BYE', { callId: 'c5', at: 300, cseq: 4, branch: 'y2', toTag: 'b2' }),
    ],
  ];
  const all = dialogs.flat();
  const inOrder = new Watch().feed(...[...all].sort((a, b) => a.at - b.at)).settled();

  test('the settled calls are those of the order in which they were sent, as far as nothing comes a minute late', () => {
    expect(inOrder.size).toBe(5);
    expect(inOrder.get('c1')).toEqual(proxiedCall);
    fc.assert(
      fc.property(fc.shuffledSubarray([...all, ...all, ...all], { minLength: all.length * 3 }), (sent) => {
        const watch = new Watch().feed(...sent);
        expect(watch.settled()).toEqual(inOrder);
        expect(watch.dialogs.counts.dropped).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  test('with messages lost no call costs more than it did, and each ends', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...all]), (sent) => {
        for (const [id, record] of new Watch().feed(...sent).settled()) {
          const whole = inOrder.get(id)!;
          expect(record.end).toBeDefined();
          expect(record.start).toBeGreaterThanOrEqual(whole.start);
          expect(record.end!).toBeLessThanOrEqual(Math.max(whole.end!, moment(50_010)));
          if (record.answer !== undefined) expect(record.answer).toBeGreaterThanOrEqual(whole.answer ?? Number.NaN);
          expect(record.end! - record.start).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('time and room', () => {
  const forwardTo = (watch: Watch, ms: number) => {
    for (let at = 0; at <= ms; at += 30_000) watch.dialogs.advance(moment(at));
  };

  test('a lost BYE ends the call with the last that was seen of it, and is counted', () => {
    const watch = new Watch({ longestMs: 3_600_000 }).feed(
      ask('INVITE'),
      answer(200, { at: 500, toTag: 'b' }),
      ask('INVITE', { at: 1_200_000, cseq: 2, branch: 'i', toTag: 'b' }),
    );
    forwardTo(watch, 4_700_000);
    expect(watch.told.at(-1)!.end).toBeUndefined();
    forwardTo(watch, 5_000_000);
    expect(watch.told.at(-1)).toMatchObject({ outcome: 'answered', end: moment(1_200_000) });
    expect([watch.dialogs.counts.lostEnds, watch.dialogs.size]).toEqual([1, 0]);
  });

  test('a challenge nobody answers is a failed call', () => {
    const watch = new Watch().feed(ask('INVITE'), answer(401, { at: 10, toTag: 'b' }));
    expect(watch.told.at(-1)!.outcome).toBe('running');
    forwardTo(watch, 120_000);
    expect(watch.told.at(-1)).toMatchObject({ outcome: 'failed', cause: 401, end: moment(10) });
    expect(watch.dialogs.counts.lostEnds).toBe(0);
  });

  test('a flood takes no more room, gives up what does not run, and hides no running call', () => {
    const watch = new Watch({ capacity: 100 }).feed(
      ask('INVITE', { callId: 'runs' }),
      answer(200, { callId: 'runs', at: 5, toTag: 'b' }),
    );
    for (let i = 0; i < 1000; i++) watch.feed(ask('INVITE', { callId: `f${i}`, at: 10 + i }));
    expect(watch.dialogs.size).toBe(100);
    expect(watch.dialogs.counts.evicted).toBe(901);
    watch.feed(ask('BYE', { callId: 'runs', at: 5000, cseq: 2, branch: 'y', toTag: 'b' }));
    expect(watch.told.at(-1)).toMatchObject({ id: 'runs', end: moment(5000), outcome: 'answered' });
    const small = new Watch({ capacity: 2 });
    for (const id of ['1', '2', '3']) {
      small.feed(ask('INVITE', { callId: id }), answer(200, { callId: id, at: 5, toTag: 'b' }));
    }
    expect(small.told.filter(({ end }) => end !== undefined)).toEqual([]);
  });

  test('more tries than are kept are counted', () => {
    const watch = new Watch();
    for (let i = 0; i < 40; i++) watch.feed(ask('INVITE', { branch: `b${i}`, cseq: i + 1, at: i }));
    watch.settled();
    expect(watch.dialogs.counts.dropped).toBeGreaterThan(0);
  });

  test('arbitrary bytes never throw', () => {
    const watch = new Watch();
    const piece = fc.oneof(
      fc.constantFrom(
        'INVITE sip:1@a SIP/2.0\r\n',
        'SIP/2.0 200 OK\r\n',
        'Call-ID: a\r\n',
        'CSeq: 1 INVITE\r\n',
        '\r\n',
        'Max-Forwards',
        ':',
      ),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        watch.feed({ at: 0, text: pieces.join(''), from: phone, to: sbc });
      }),
      { numRuns: 2000 },
    );
  });
});
