import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../../core/call-record.ts';
import { noObjection } from '../../core/calls/call-verdict.ts';
import { RedirectAgent } from './redirect-agent.ts';
import { usualRedirect } from './redirect-options.ts';
import { SipStream } from './sip-stream.ts';
import { inviteText } from './testing/invite.ts';
import { emptyRedirectCounts } from './verdict-port.ts';

/** Messages of our own with the point of each of those of RFC 4475, and what has to come of them. 0: no answer. */
const counts = emptyRedirectCounts();
let judged: CallRecord | undefined;
const peer = { id: 'p', networks: ['192.0.2.10'], trusted: true, trunk: '' };
const agent = new RedirectAgent(
  { ...usualRedirect, listeners: [], peers: [peer] },
  {
    port: {
      verdict: (record) => {
        judged = record;
        return noObjection;
      },
    },
    counts,
    now: () => 0,
    steady: () => 0,
  },
);
let serial = 0;

function statusOf(message: string): number {
  judged = undefined;
  // Each is a request of its own.
  const text = message.replace('c1@192.0.2.10', () => `torture-${++serial}`);
  const bytes = Buffer.from(text, 'latin1');
  const answer = agent.answer(bytes, 0, bytes.length, { peer, address: '192.0.2.10', port: 5060 }, 0);
  expect(counts.failed).toBe(0);
  if (answer) expect(answer.text).toMatch(/^SIP\/2\.0 \d{3} [^\r\n]+\r\n(?:[^\r\n\0]+\r\n)+\r\n$/);
  return answer ? Number(answer.text.slice(8, 11)) : 0;
}

const mixed = `INVITE sip:vivekk@chair.example;unknownparam SIP/2.0
TO :
 sip:one@chair.example ;   tag_none   = 5
from   : "Q \\\\\\"u" <sip:q%5C@chair.example> ;
  tag   = 98asj
MaX-fOrWaRdS: 0068
Call-ID: c1@192.0.2.10
Content-Length   : 0
cseq: 0009
  INVITE
Via  : SIP  /   2.0
 /UDP
    192.0.2.2;branch=390skd
s :
NewFangled:   more\\" text, "quoted ; %&*
 continues "
UnknownHeader_x: anything
Content-Type: application/sdp
Route:
 <sip:lr.example;unknown=%65;x>
v:  SIP  / 2.0  / TCP     far.example   ;
  branch  =   z9hG4bK9
m:"Quote \\"" <sip:joe@home.example> ; newparam = newvalue ; q = 0.33

`.replaceAll('\n', '\r\n');

describe('what is right though it looks odd', () => {
  test.each<[string, number, string]>([
    // RFC 3261 allows Max-Forwards three digits; ours has four.
    ['white space, folding and case everywhere', 404, mixed.replace('0068', '068')],
    ['every character a token may have, in a method', 501, inviteText({}, { method: "!x_~a.-*`'%+" })],
    ['escapes in the Request-URI', 404, inviteText({}, { uri: 'sip:%73ip%3Ax%40y@h;x=%22' })],
    ['escaped NUL bytes in URIs', 404, inviteText({ From: '<sip:nul%00@h>;tag=1' }, { uri: 'sip:%00@h' })],
    ['% where there is no URI', 501, inviteText({}, { method: 'RE%47IST%45R' })],
    ['no space between display name and <', 404, inviteText({ From: 'caller<sip:c@h>;tag=3' })],
    [
      'very long values',
      404,
      inviteText({ From: `"${'I have a long name '.repeat(80)}" <sip:${'a'.repeat(300)}@h>;tag=${'9'.repeat(300)}` }),
    ],
    [
      'a long chain of Via',
      404,
      inviteText({
        Via: Array.from({ length: 80 }, (_, i) => `SIP/2.0/UDP h${i}.example;branch=z9hG4bK${i}`).join(','),
      }),
    ],
    ['bytes after the Content-Length', 404, `${inviteText()}INVITE sip:other@h SIP/2.0\r\n`],
    ['a semicolon in a quoted user', 404, inviteText({}, { uri: 'sip:user;par=u%40h@chair.example' })],
    [
      'an unknown transport in Via',
      404,
      inviteText({ Via: 'SIP/2.0/UNKNOWN 192.0.2.10;branch=z9hG4bK1, SIP/2.0/SCTP b' }),
    ],
    [
      'a body of many parts with bytes of every value',
      404,
      inviteText({}, { body: Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join('') }),
    ],
    ['an unusual reason and unknown headers', 404, inviteText({ 'X-Odd_name.1': '\x80\xff', 'P-Unknown': '=;=' })],
    ['no branch cookie, as before RFC 3261', 404, inviteText({ Via: 'SIP/2.0/UDP 192.0.2.10' })],
    ['no tag in From and no Max-Forwards', 404, inviteText({ From: 'sip:100@h', 'Max-Forwards': undefined })],
    ['Max-Forwards 0: nobody forwards here', 404, inviteText({ 'Max-Forwards': '0' })],
    ['OPTIONS with Max-Forwards 0', 200, inviteText({ 'Max-Forwards': '0' }, { method: 'OPTIONS' })],
    ['a comma in an unquoted display name', 404, inviteText({ From: 'Bell, A. <sip:a@h>;tag=1' })],
    ['line ends of LF alone', 404, inviteText().replaceAll('\r\n', '\n')],
    ['an emergency service by its name (RFC 5031)', 404, inviteText({}, { uri: 'urn:service:sos' })],
    [
      'IPv6 everywhere (RFC 5118)',
      404,
      inviteText(
        { Via: 'SIP/2.0/UDP [2001:db8::9]:5060;received=[2001:db8::9:255];branch=x' },
        { uri: 'sip:1@[2001:db8::10]' },
      ),
    ],
    [
      'the same header twice with the same value',
      404,
      inviteText({ 'Call-ID': 'c1@192.0.2.10\r\ni: c1@192.0.2.10' }).replaceAll('c1@192.0.2.10', 'twice'),
    ],
  ])('%s', (_point, status, message) => {
    expect(statusOf(message)).toBe(status);
  });

  test('what is dialled is read through escapes and parameters', () => {
    statusOf(inviteText({}, { uri: 'sip:%30900%31%32%33;npdi@h;transport=tcp' }));
    expect(judged?.to).toBe('0900123');
  });
});

describe('what is wrong', () => {
  test.each<[string, number, string]>([
    ['separators that separate nothing, an open quote', 400, inviteText({ To: '"Mr. J <sip:j@h>' })],
    ['an open angle bracket', 400, inviteText({ From: '<sip:j@h;tag=1' })],
    ['Content-Length larger than the datagram', 400, inviteText({ 'Content-Length': '9999' })],
    ['a negative Content-Length', 400, inviteText({ 'Content-Length': '-999' })],
    ['numbers out of range: CSeq', 400, inviteText({ CSeq: '36893488147419103232 INVITE' })],
    ['numbers out of range: CSeq of 2^31', 400, inviteText({ CSeq: '2147483648 INVITE' })],
    ['numbers out of range: Max-Forwards', 400, inviteText({ 'Max-Forwards': '300' })],
    ['a Request-URI in angle brackets', 400, inviteText({}, { uri: '<sip:1@h>' })],
    ['a Request-URI with spaces in it', 400, inviteText({}, { uri: 'sip:1@h; lr' })],
    ['two spaces after the method', 400, inviteText().replace('INVITE ', 'INVITE  ')],
    ['spaces before the version', 400, inviteText().replace(' SIP/2.0\r\n', '  SIP/2.0\r\n')],
    ['a second @ in the Request-URI', 400, inviteText({}, { uri: 'sip:112@evil@h' })],
    ['a Request-URI without a scheme', 400, inviteText({}, { uri: '0031@h' })],
    ['an unknown scheme', 416, inviteText({}, { uri: 'nobodyKnowsThis:totallyopaque' })],
    ['a known scheme that is no telephony', 416, inviteText({}, { uri: 'http://h/1' })],
    ['a version of the future', 505, inviteText().replace('SIP/2.0\r\n', 'SIP/7.0\r\n')],
    ['CSeq of another method', 400, inviteText({ CSeq: '1 REGISTER' })],
    ['CSeq of another method, unknown method', 400, inviteText({ CSeq: '1 INVITE' }, { method: 'NEWMETHOD' })],
    ['unknown extensions', 420, inviteText({ Require: 'nothingSupportsThis, nothingSupportsThisEither' })],
    ['two different Call-IDs', 400, inviteText({ 'Call-ID': 'a\r\nCall-ID: b' })],
    ['two different From', 400, inviteText({ From: '<sip:a@h>;tag=1\r\nf: <sip:b@h>;tag=2' })],
    ['two different Content-Lengths', 400, inviteText({ 'Content-Length': '0\r\nl: 5' })],
    ['a line that is no header', 400, inviteText({ From: '<sip:a@h>\r\nthis is none' })],
    ['a control character in a header', 400, inviteText({ Subject: 'a\rVia: b' })],
    ['a NUL byte in a header', 400, inviteText({ Subject: 'a\0b' })],
    ['no empty line at the end', 400, inviteText().replace(/\r\n\r\n$/, '\r\n')],
    ['no Call-ID', 0, inviteText({ 'Call-ID': undefined })],
    ['no To', 0, inviteText({ To: undefined })],
    ['no CSeq', 0, inviteText({ CSeq: undefined })],
    ['no Via', 0, inviteText({ Via: undefined })],
    ['a Via that names nobody', 0, inviteText({ Via: 'SIP/2.0/UDP ;branch=z9hG4bK1' })],
    ['a Via of another protocol', 0, inviteText({ Via: 'HTTP/1.1 h' })],
    ['a response nobody waits for', 0, `SIP/2.0 200 OK\r\n${inviteText().split('\r\n').slice(1).join('\r\n')}`],
    ['a response with a status beyond all numbers', 0, 'SIP/2.0 4294967301 better not\r\n\r\n'],
    ['another protocol', 0, 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['nothing but a method', 0, 'INVITE'],
    ['nothing', 0, '\r\n\r\n'],
  ])('%s', (_point, status, message) => {
    expect(statusOf(message)).toBe(status);
  });

  test.each([
    ['blanks in the start line', `INVITE ${' '.repeat(60_000)}x`],
    ['blanks in a folded header', inviteText({ Subject: `a${' '.repeat(60_000)}\r\n b` })],
    ['blanks in a Via', inviteText({ Via: `SIP/2.0/UDP a${' '.repeat(60_000)}:b` })],
    ['semicolons', inviteText({ From: `<sip:a@h>${';'.repeat(60_000)}` })],
    ['quotes', inviteText({ From: `${'"'.repeat(59_999)}<sip:a@h>` })],
    ['commas', inviteText({ Via: `SIP/2.0/UDP a${','.repeat(60_000)}`, Diversion: ','.repeat(9) })],
    ['headers', inviteText({ A: 'b\r\nA: b'.repeat(7000) })],
    ['escapes', inviteText({}, { uri: `sip:${'%41'.repeat(600)}@h` })],
    ['credentials', inviteText({ Authorization: `Digest${' username '.repeat(6000)}` })],
  ])('64 KiB of %s take no time', (_what, message) => {
    const before = performance.now();
    for (let i = 0; i < 5; i++) statusOf(message);
    expect((performance.now() - before) / 5).toBeLessThan(60);
  });
});

describe('in a stream', () => {
  function cut(...chunks: string[]): { messages: number[]; sound: boolean; pings: number } {
    const messages: number[] = [];
    let pings = 0;
    const stream = new SipStream({
      message: (bytes, start, end) => messages.push(statusOf(bytes.toString('latin1', start, end))),
      ping: () => pings++,
    });
    const sound = chunks.every((chunk) => stream.push(Buffer.from(chunk, 'latin1')));
    return { messages, sound, pings };
  }

  test('two Content-Lengths, or one that is none, lose the place: nothing after it is read', () => {
    expect(cut(inviteText({ 'Content-Length': '0\r\nl: 50' }) + inviteText())).toMatchObject({
      messages: [],
      sound: false,
    });
    expect(cut(inviteText({ 'Content-Length': '-1' }))).toMatchObject({ messages: [], sound: false });
  });

  test('a Content-Length on a line of its own counts', () => {
    const folded = inviteText({ 'Content-Length': undefined, l: '\r\n 5' }, { body: 'v=0\r\n' });
    expect(cut(folded + inviteText()).messages).toEqual([404, 404]);
  });

  test('a body that looks like a request is none', () => {
    const smuggled = inviteText({}, { body: inviteText() });
    expect(cut(smuggled + inviteText({ CSeq: '2 INVITE' })).messages).toEqual([404, 404]);
  });

  test('keep-alives between messages are answered, in any pieces', () => {
    expect(cut('\r\n\r\n', `${inviteText()}\r\n\r\n${inviteText()}`)).toMatchObject({ messages: [404, 404], pings: 2 });
    expect(cut('\r', '\n\r', '\n')).toMatchObject({ messages: [], pings: 1 });
    expect(cut('\r\n', inviteText(), '\r\n')).toMatchObject({ messages: [404], pings: 0 });
  });
});
