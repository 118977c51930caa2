import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { CallRecord } from '../../core/call-record.ts';
import { type CallVerdict, noObjection } from '../../core/calls/call-verdict.ts';
import { AnswerTable } from './answer-table.ts';
import { isTarget, RedirectAgent } from './redirect-agent.ts';
import { type RedirectOptions, type RedirectPeer, usualRedirect } from './redirect-options.ts';
import { inviteText } from './testing/invite.ts';
import { emptyRedirectCounts, type RedirectCounts } from './verdict-port.ts';

const refusal: CallVerdict = {
  ...noObjection,
  action: 'refuse',
  reason: 'stopped-account',
  sentence: { en: 'Stopped: 14 calls "abroad"\r\nX: y.', nl: 'Gestopt.' },
};
const trusted: RedirectPeer = { id: 'sbc', networks: ['192.0.2.10'], trusted: true, trunk: 'out' };

let counts: RedirectCounts;
let asked: CallRecord[];
let overruled: CallRecord[];
let verdict: (record: CallRecord) => CallVerdict;
let steady: number;
let peer: RedirectPeer;
let agent: RedirectAgent;

function fresh(options: Partial<RedirectOptions> = {}, table?: AnswerTable): RedirectAgent {
  return new RedirectAgent(
    { ...usualRedirect, listeners: [], peers: [peer], ...options },
    {
      port: {
        verdict: (record) => {
          asked.push(record);
          return verdict(record);
        },
        overruled: (record) => overruled.push(record),
      },
      counts,
      now: () => 1_700_000_000_000,
      steady: () => steady,
    },
    table,
  );
}

beforeEach(() => {
  counts = emptyRedirectCounts();
  asked = [];
  overruled = [];
  verdict = () => noObjection;
  steady = 0;
  peer = trusted;
  agent = fresh();
});

function say(text: string | Buffer, of = agent): string {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  return of.answer(bytes, 0, bytes.length, { peer, address: '192.0.2.10', port: 5062 }, steady)?.text ?? '';
}

const status = (text: string) => Number(text.slice(8, 11));
const line = (text: string, name: string) =>
  text
    .split('\r\n')
    .filter((each) => each.startsWith(`${name}: `))
    .map((each) => each.slice(name.length + 2));

describe('verdicts', () => {
  test('no objection is 404, 503 or the targets of the trunk group, best first, with the dialled user', () => {
    expect(status(say(inviteText()))).toBe(404);
    expect(status(say(inviteText(), fresh({ noObjection: 503 })))).toBe(503);
    const targets = [
      { uri: 'sip:198.51.100.2:5080;transport=tcp', q: 0.5 },
      { uri: 'sip:198.51.100.1' },
      { uri: 'sip:fixed@[2001:db8::1]', q: 0.25 },
    ];
    const moved = say(inviteText(), fresh({ noObjection: 302, trunkGroups: { out: targets } }));
    expect(status(moved)).toBe(302);
    expect(line(moved, 'Contact')).toEqual([
      '<sip:0031205550100@198.51.100.1>;q=1.000',
      '<sip:0031205550100@198.51.100.2:5080;transport=tcp>;q=0.500',
      '<sip:fixed@[2001:db8::1]>;q=0.250',
    ]);
    expect(status(say(inviteText(), fresh({ noObjection: 302 })))).toBe(404);
    expect(counts.passed).toBe(4);
  });

  test('a refusal says why and cannot be broken out of', () => {
    verdict = () => refusal;
    const declined = say(inviteText());
    expect(status(declined)).toBe(603);
    expect(line(declined, 'Reason')).toEqual(['SIP;cause=603;text="Stopped: 14 calls \\"abroad\\" X: y."']);
    expect(line(declined, 'X')).toEqual([]);
    expect(status(say(inviteText(), fresh({ refusal: 403 })))).toBe(403);
    expect(counts.refused).toBe(2);
  });

  test('a diversion is 302 to its target; one that is no URI is no objection, told to whoever judged', () => {
    verdict = () => ({ ...noObjection, action: 'divert', reason: 'diverted', target: 'sip:stopped@198.51.100.9' });
    const moved = say(inviteText());
    expect([status(moved), line(moved, 'Contact')]).toEqual([302, ['<sip:stopped@198.51.100.9>']]);
    verdict = () => ({ ...noObjection, action: 'divert', target: 'sip:a@b>\r\nX: y' });
    expect(status(say(inviteText({ 'Call-ID': 'other' })))).toBe(404);
    expect([counts.badTarget, overruled.length]).toEqual([1, 1]);
    expect(isTarget('tel:+31201234567')).toBe(true);
    const forHelp = [
      'sip:112@h',
      'sip:112;phone-context=+31@x.nl',
      'sip:112;user=phone@x.nl',
      'sip:112:p@x.nl',
      'tel:112',
    ];
    for (const bad of ['', 'sip:', 'http://a', 'sip:a b@c', 'sip:a@b@c', 'urn:service:sos', ...forHelp]) {
      expect(isTarget(bad), bad).toBe(false);
    }
  });

  test('what throws, comes late or waited unseen is no objection', () => {
    verdict = () => {
      throw new Error('broken');
    };
    expect(status(say(inviteText()))).toBe(404);
    verdict = () => {
      steady += 500;
      return refusal;
    };
    expect(status(say(inviteText({ 'Call-ID': 'late' })))).toBe(404);
    // A copy of it gets what the first got.
    verdict = () => refusal;
    expect(status(say(inviteText({ 'Call-ID': 'late' })))).toBe(404);
    const bytes = Buffer.from(inviteText({ 'Call-ID': 'stale' }));
    const asker = { peer, address: '192.0.2.10', port: 5060 };
    expect(status(agent.answer(bytes, 0, bytes.length, asker, steady, true)!.text)).toBe(404);
    expect([counts.failed, counts.late, overruled.map(({ id }) => id)]).toEqual([1, 2, ['late', 'stale']]);
  });

  test('a refusal goes before every complaint about the form', () => {
    verdict = () => refusal;
    const forms = [
      inviteText({ Require: 'nonsense' }),
      inviteText({ 'Max-Forwards': 'x', 'Call-ID': '2' }),
      inviteText({ CSeq: '1 OPTIONS', 'Call-ID': '3' }),
      inviteText({ From: '"Joe <sip:a@b>', 'Call-ID': '4' }),
      inviteText({ 'Content-Length': '9999', 'Call-ID': '5' }),
      inviteText({ 'Call-ID': '6' }, { uri: 'http://a' }),
      inviteText({ 'Call-ID': '7', X: 'a\x01b' }),
    ];
    for (const form of forms) expect([status(say(form)), form]).toEqual([603, form]);
  });
});

describe('the same again', () => {
  test('a copy gets the same answer, byte for byte, and nobody is asked twice', () => {
    verdict = () => refusal;
    const answer = say(inviteText());
    verdict = () => noObjection;
    for (let i = 0; i < 5; i++) expect(say(inviteText())).toBe(answer);
    expect([asked.length, counts.repeated, counts.refused]).toEqual([1, 5, 1]);
    steady = 33_000;
    expect(status(say(inviteText()))).toBe(404);
    expect(asked).toHaveLength(2);
  });

  test.each([
    ['branch', { Via: 'SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bKa2' }, undefined],
    ['Call-ID', { 'Call-ID': 'c2' }, undefined],
    ['CSeq', { CSeq: '2 INVITE' }, undefined],
    ['number', {}, 'sip:00220900@192.0.2.9'],
  ])('another %s is another call', (_what, changes, uri) => {
    const before = say(inviteText());
    expect(line(say(inviteText(changes, { uri: uri ?? 'sip:0031205550100@192.0.2.9' })), 'To')).not.toEqual(
      line(before, 'To'),
    );
    expect(asked).toHaveLength(2);
  });

  test('the memory is bounded, and what is given up early is counted', () => {
    const small = fresh({}, new AnswerTable(64));
    for (let i = 0; i < 1000; i++) say(inviteText({ 'Call-ID': `c${i}` }), small);
    expect(counts.evicted).toBeGreaterThan(900);
  });

  test('CANCEL: 200 with the same tag when its INVITE is known, else 481', () => {
    const tag = line(say(inviteText()), 'To');
    const cancel = say(inviteText({}, { method: 'CANCEL' }));
    expect([status(cancel), line(cancel, 'To'), line(cancel, 'CSeq')]).toEqual([200, tag, ['1 CANCEL']]);
    expect(status(say(inviteText({ 'Call-ID': 'none' }, { method: 'CANCEL' })))).toBe(481);
  });

  test('a secret makes the tags of two servers the same', () => {
    const [a, b] = ['s', 's'].map((secret) => line(say(inviteText(), fresh({ secret })), 'To'));
    expect(a).toEqual(b);
    expect(line(say(inviteText(), fresh({ secret: 't' })), 'To')).not.toEqual(a);
  });
});

describe('other requests', () => {
  test('ACK is absorbed, responses are counted, OPTIONS is answered', () => {
    expect(say(inviteText({}, { method: 'ACK' }))).toBe('');
    expect(say('SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP a\r\n\r\n')).toBe('');
    expect(counts.responses).toBe(1);
    const answer = say(inviteText({}, { method: 'OPTIONS', uri: 'sip:192.0.2.9' }));
    expect([status(answer), line(answer, 'Allow')]).toEqual([200, ['INVITE, ACK, CANCEL, OPTIONS']]);
  });

  test.each([
    ['BYE', 405],
    ['REGISTER', 405],
    ['NEWMETHOD', 501],
    ['invite', 501],
  ])('%s gets %i', (method, expected) => {
    const answer = say(inviteText({}, { method }));
    expect([status(answer), line(answer, 'Allow').length]).toEqual([expected, 1]);
    expect(asked).toEqual([]);
  });

  test('an INVITE inside a dialog is not judged', () => {
    expect(status(say(inviteText({ To: '<sip:a@b>;tag=t' })))).toBe(481);
    expect(asked).toEqual([]);
  });

  test('Require that is not known is told; what needs nothing of us is taken', () => {
    const answer = say(inviteText({ Require: '100rel, nothingSupportsThis, other' }));
    expect([status(answer), line(answer, 'Unsupported')]).toEqual([420, ['nothingsupportsthis, other']]);
    expect(status(say(inviteText({ Require: '100rel,timer', 'Call-ID': '2' })))).toBe(404);
    expect(status(say(inviteText({ Require: 'x', 'Call-ID': '2' }, { method: 'CANCEL' })))).toBe(200);
  });
});

describe('where answers go', () => {
  const via = (value: string) => say(inviteText({ Via: value }));

  test('Via: all of them, with received and rport as the packet says', () => {
    expect(line(via('SIP/2.0/UDP 192.0.2.10:5060;branch=b, SIP/2.0/TCP x;branch=c'), 'Via')).toEqual([
      'SIP/2.0/UDP 192.0.2.10:5060;branch=b, SIP/2.0/TCP x;branch=c',
    ]);
    expect(line(via('SIP/2.0/UDP sbc.example;branch=b'), 'Via')).toEqual([
      'SIP/2.0/UDP sbc.example;branch=b;received=192.0.2.10',
    ]);
    expect(line(via('SIP/2.0/UDP 192.0.2.10;rport;branch=b'), 'Via')).toEqual([
      'SIP/2.0/UDP 192.0.2.10;branch=b;rport=5062;received=192.0.2.10',
    ]);
    expect(
      line(via('SIP/2.0/UDP 198.51.100.66;received=198.51.100.1;rport=99;branch=b;x="; received=y"'), 'Via'),
    ).toEqual(['SIP/2.0/UDP 198.51.100.66;branch=b;x="; received=y";rport=5062;received=192.0.2.10']);
    expect(line(via('SIP / 2.0 / UDP  192.0.2.10 : 5070 ;branch = b'), 'Via')).toEqual([
      'SIP / 2.0 / UDP  192.0.2.10 : 5070;branch = b',
    ]);
  });

  test.each([
    ['SIP/2.0/UDP 192.0.2.10:5070;branch=b', 5070],
    ['SIP/2.0/UDP 192.0.2.10;branch=b', 5060],
    ['SIP/2.0/UDP 192.0.2.10:5070;branch=b;rport', 5062],
    ['SIP/2.0/UDP 192.0.2.10;maddr=198.51.100.66;branch=b', 5060],
  ])('%s is answered to port %i of the sender', (value, port) => {
    const bytes = Buffer.from(inviteText({ Via: value }));
    expect(agent.answer(bytes, 0, bytes.length, { peer, address: '192.0.2.10', port: 5062 }, 0)?.port).toBe(port);
  });

  test('From, To, Call-ID and CSeq come back byte for byte; Record-Route and Route do not', () => {
    const from = Buffer.from('"Zoë \\"x\\"" <sip:100@a>;tag=f').toString('latin1');
    const answer = say(inviteText({ From: from, 'Record-Route': '<sip:p;lr>', Route: '<sip:192.0.2.9;lr>' }));
    expect(line(answer, 'From')).toEqual([from]);
    expect(line(answer, 'Call-ID')).toEqual(['c1@192.0.2.10']);
    expect(answer).not.toContain('oute: ');
    expect(line(answer, 'To')[0]).toMatch(/^<sip:0031205550100@192\.0\.2\.9>;tag=[0-9a-f]{16}$/);
  });
});

describe('the call that is judged', () => {
  const record = (changes: Record<string, string>, uri?: string, options: Partial<RedirectOptions> = {}) => {
    say(inviteText(changes, uri ? { uri } : {}), fresh(options));
    return asked.at(-1)!;
  };

  test('what is plain', () => {
    expect(record({})).toEqual({
      id: 'c1@192.0.2.10',
      linkedId: '',
      direction: 'unknown',
      from: '100',
      to: '0031205550100',
      account: '',
      accountCode: '',
      trunk: 'out',
      address: '192.0.2.10',
      start: 1_700_000_000_000,
      answer: undefined,
      end: undefined,
      outcome: 'running',
      cause: 0,
      line: 0,
    });
  });

  test.each([
    ['sip:%30%30220900;npdi=yes;cpc=x:secret@host:5060;user=phone?a=b', '00220900'],
    ['sips:+220900@[2001:db8::1]:5061', '+220900'],
    ['tel:+31-20-555-0100;phone-context=example.com', '+31-20-555-0100'],
    ['sip:*21*0900%23@host', '*21*0900#'],
    ['sip:*21#@host', '*21#'],
    ['urn:service:sos.police', 'urn:service:sos.police'],
    ['sip:host', ''],
    ['sip:a%00b@host', 'a%00b'],
    ['sip:%C3%A9@host', 'é'],
  ])('%s dials %s', (uri, to) => {
    expect(record({}, uri).to).toBe(to);
  });

  const more = {
    'P-Asserted-Identity': '"A, B" <sip:100@a>, <tel:+31201234567>',
    'X-Belwacht-Account': 'acct-7',
    'x-belwacht-trunk': '"carrier b"',
    'X-Belwacht-Address': '203.0.113.9',
    'X-CID': 'first-leg',
  };

  test('of a trusted peer: asserted identity and its own headers', () => {
    expect(record(more)).toMatchObject({
      from: '+31201234567',
      account: 'acct-7',
      trunk: 'carrier b',
      address: '203.0.113.9',
      linkedId: 'first-leg',
    });
  });

  test('of another they mean nothing', () => {
    peer = { ...trusted, trusted: false };
    expect(
      record({ ...more, Via: 'SIP/2.0/UDP a, SIP/2.0/UDP 203.0.113.5', Diversion: '<sip:7@a>' }, 'sip:1;tgrp=x@h'),
    ).toMatchObject({ from: '100', account: '', trunk: 'out', address: '192.0.2.10', linkedId: '' });
  });

  test('the account, in the order asked for', () => {
    const all = {
      'Proxy-Authorization': 'Digest realm="x", username="us\\"er", nonce="n"',
      Diversion: '"x" <sip:+31205550199@a>;reason=unconditional, <sip:8@a>',
      'P-Asserted-Identity': '<sip:asserted@a>',
    };
    expect(record(all).account).toBe('us"er');
    expect(record(all, undefined, { accountFrom: ['diversion'] }).account).toBe('+31205550199');
    expect(record(all, undefined, { accountFrom: ['asserted'] }).account).toBe('asserted');
    expect(record(all, undefined, { accountFrom: ['header', 'from'] }).account).toBe('100');
    const history = {
      'History-Info': '<sip:1@a>;index=1, <sip:2@a?Reason=SIP%3Bcause%3D302>;index=1.1,<sip:3@a>;index=1.2',
    };
    expect(record(history, undefined, { accountFrom: ['diversion'] }).account).toBe('2');
  });

  test('the address is that of the hop before', () => {
    expect(record({ Via: 'SIP/2.0/UDP a;branch=1, SIP/2.0/UDP 10.0.0.1;received=203.0.113.8' }).address).toBe(
      '203.0.113.8',
    );
    expect(record({ Via: 'SIP/2.0/UDP a;branch=1\r\nv: SIP/2.0/TLS [2001:db8::7]:5061' }).address).toBe('2001:db8::7');
    expect(record({}, 'sip:1;tgrp=gate;trunk-context=x@h').trunk).toBe('gate');
  });

  test('compact names, folding, any case and order', () => {
    const text =
      'INVITE sip:12@h SIP/2.0\r\nl: 0\r\ncSEQ: 0009\r\n  INVITE\r\nI: id7\r\nt :\r\n\t<sip:12@h>\r\nF: "a\\"" \r\n <sip:9@h> ;\r\n  tag = x\r\nvIa: SIP/2.0/UDP 192.0.2.10\r\n\r\n';
    const answer = say(text);
    expect([status(answer), asked[0].from, asked[0].to, asked[0].id]).toEqual([404, '9', '12', 'id7']);
    expect(line(answer, 'CSeq')).toEqual(['0009 INVITE']);
  });
});

test('whatever comes, it never throws, and what it says is one message', () => {
  const base = inviteText({ Require: '100rel', Diversion: '<sip:1@a>' }, { body: 'v=0\r\n' });
  const piece = fc.oneof(
    fc.constantFrom(
      '\r\n',
      '\n',
      '\r',
      ' ',
      '\t',
      '\0',
      '"',
      '<',
      '>',
      ';',
      ',',
      ':',
      '=',
      '\\',
      '@',
      '%0d%0a',
      'Via: ',
      'SIP/2.0',
      'é',
    ),
    fc.string({ maxLength: 8 }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(base.length), fc.nat(20), piece), { minLength: 1, maxLength: 6 }),
      fc.constantFrom('INVITE', 'OPTIONS', 'CANCEL', 'BYE'),
      (edits, method) => {
        let text = base.replaceAll('INVITE', method);
        for (const [at, cut, put] of edits) text = text.slice(0, at) + put + text.slice(at + cut);
        const answer = say(Buffer.from(text));
        expect(counts.failed).toBe(0);
        if (answer === '') return;
        expect(answer).toMatch(/^SIP\/2\.0 \d{3} [^\r\n]+\r\n(?:[\w-]+: ?[^\r\n\0]*\r\n)+\r\n$/);
        expect(answer.split('\r\n\r\n')).toHaveLength(2);
      },
    ),
    { numRuns: 3000 },
  );
});
