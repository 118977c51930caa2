import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Event } from '../../../core/event.ts';
import { LineReader } from '../../detect-format.ts';
import { recordShape } from '../../line/shape/compile.ts';
import { createZone } from '../../line/zone.ts';
import { asteriskShapes, shapeNumbers } from './shapes.ts';

const real = '198.51.100.7';
const forged = '203.0.113.9';
const size = 16_384;
const context = { zone: createZone('UTC'), year: 2026, receivedAt: Date.UTC(2026, 10, 22), whole: true };

function readers(withoutCallIds: boolean) {
  const one = new LineReader('asterisk', { ...context, withoutCallIds });
  return { one, other: new LineReader('asterisk', { ...context, withoutCallIds }), ends: one.lineEnds(size) };
}

const withCallIds = readers(false);

/** What both ways make of the lines of a text, by their shapes and one by one, and which shapes fitted. */
function readBoth(text: string, all: boolean, { one, other, ends } = withCallIds) {
  const length = ends.bytes.write(text);
  const shaped: [string, Event][] = [];
  const plain: [string, Event][] = [];
  const fitted: number[] = [];
  let passed = 0;
  for (let start = 0; ; start = ends.rest) {
    // Lines that are passed over are looked at by the other way alone, which must find nothing in them.
    const found = ends.find(start, length, all);
    if (ends.rest === start) break;
    let before = start;
    for (let i = 0; i < found; i++) {
      const at = i * ends.stride;
      const end = ends.places[at];
      for (; before < ends.places[at + 1]; before = ends.bytes.indexOf(0x0a, before) + 1)
        expect(other.read(ends.bytes, before, ends.bytes.indexOf(0x0a, before), new Event())).toBe('ignored');
      const [event, wanted] = [new Event(), new Event()];
      shaped.push([one.readFound(ends.bytes, before, end, event, at), event]);
      plain.push([other.read(ends.bytes, before, end, wanted), wanted]);
      fitted.push(ends.places[at + recordShape]);
      before = end + 1;
    }
    for (; before < ends.rest; before = ends.bytes.indexOf(0x0a, before) + 1)
      expect(other.read(ends.bytes, before, ends.bytes.indexOf(0x0a, before), new Event())).toBe('ignored');
    passed += ends.passed;
  }
  expect(passed).toBe(ends.bytes.toString('latin1', 0, length).split('\n').length - 1);
  return { shaped, plain, fitted };
}

const stamp = '[2026-11-22 03:04:05]';
const tail = (kind: string) => (kind === 'ChallengeSent' ? ',Challenge="0a"' : ',UsingPassword="1"');
const security = (kind: string, account: string, session: string, behind = tail(kind), ip = real) =>
  `SECURITY[812] res_security_log.c: SecurityEvent="${kind}",EventTV="2026-11-22T03:04:05.043+0000",Severity="Error",Service="PJSIP",EventVersion="1",AccountID="${account}",SessionID="${session}",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/${ip}/5061"${behind}`;
const refused = (from: string, id: string, reason = 'No matching endpoint found') =>
  `NOTICE[1] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '${from}' failed for '${real}:5060' (callid: ${id}) - ${reason}`;
const registration = (from: string, reason = 'Wrong password') =>
  `NOTICE[1] chan_sip.c: Registration from '${from}' failed for '${real}:5060' - ${reason}`;
const call = (name: string, number: string, by = 'UDP:') =>
  `NOTICE[1][C-0000002a] res_pjsip_session.c: Call from '${name}' (${by}${real}:5060) to extension '${number}' rejected because extension not found in context 'public'.`;
const noise = (rest: string) => `VERBOSE[20001][C-00000001] ${rest} and enough behind it to be noise`;

const usual: readonly (readonly [shape: number, line: string])[] = [
  [1, noise('pbx.c: Executing')],
  [2, 'DEBUG[1] res_rtp_asterisk.c: something'],
  [3, "NOTICE[1] chan_sip.c: Peer 'c10-200' is now Reachable. (12ms / 2000ms)"],
  [shapeNumbers.securityEvent, security('ChallengeSent', '1001', 'a@b')],
  [shapeNumbers.securityEvent, security('SuccessfulAuth', '1001', 'a@b', ',UsingPassword="0"')],
  [
    shapeNumbers.securityEvent,
    security('ChallengeResponseFailed', 'Anna van Dijk', 'a@b', ',Challenge="",Response="x"'),
  ],
  [shapeNumbers.securityEvent, security('InvalidAccountID', '', '', '')],
  [
    shapeNumbers.securityEvent,
    security('InvalidPassword', '1001', 'a').replace('log.c: ', 'log.c:114 security_event_stasis_cb: '),
  ],
  [shapeNumbers.refusedRequest, refused('"1001" <sip:1001@192.0.2.10>', 'abc@198.51.100.7')],
  [shapeNumbers.refusedRequest, refused('<sip:1001@pbx>', 'abc', 'Failed to authenticate after 3 tries in 12.500 ms')],
  [shapeNumbers.refusedRegistration, registration('"1001" <sip:1001@192.0.2.10>')],
  [
    shapeNumbers.refusedRegistration,
    registration('<sip:1001@192.0.2.10:5060;transport=UDP>', 'No matching peer found'),
  ],
  [shapeNumbers.refusedCall, call('anonymous', '00441632960000')],
  [shapeNumbers.refusedCall, call('', '*9', '')],
];

test('the usual lines fit their shapes and say the same as read one by one', () => {
  const { shaped, plain, fitted } = readBoth(usual.map(([, line]) => `${stamp} ${line}\n`).join(''), true);
  expect(fitted).toEqual(usual.map(([shape]) => shape));
  expect(new Set(fitted).size).toBe(asteriskShapes.length);
  expect(shaped).toEqual(plain);
  expect(shaped.filter(([reading]) => reading === 'recognised')).toHaveLength(11);
  for (const [reading, event] of shaped)
    if (reading === 'recognised')
      expect(event).toMatchObject({ sourceIp: real, time: Date.UTC(2026, 10, 22, 3, 4, 5) });
  const lean = readBoth(usual.map(([, line]) => `${stamp} ${line}\n`).join(''), true, readers(true));
  expect(lean.shaped).toEqual(lean.plain);
});

/** Pieces an attacker would build with, and those of a line that is not quite usual. */
const pieces = fc.constantFrom(
  ...[
    "'",
    '"',
    '<',
    '>',
    '\\',
    ' ',
    ',',
    ')',
    ') - ',
    '100',
    'sip:',
    'sip:1@h',
    'SIP:1@h',
    'tel:',
    'Tel:1',
    '@',
    '%41',
    ';',
    ':',
    '\r',
    '\0',
    '[',
    ']',
  ],
  `' failed for '${forged}:5060' (callid: x) - Failed to authenticate`,
  `>' failed for '${forged}:5060' (callid: x) - No matching endpoint found`,
  `' (UDP:${forged}:5060) to extension '`,
  "' rejected because extension not found in context 'x'.",
  `",SessionID="y",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/${forged}/5060"`,
  `",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/${forged}/5060`,
  ',Challenge="',
  '\u001b[0m',
  '\u00e9\u{1f600}',
);
const hostile = fc.oneof(
  { weight: 3, arbitrary: fc.array(pieces, { maxLength: 4 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map((value) => value.replace(/\n/g, '')) },
);
const kind = fc.constantFrom(
  'ChallengeSent',
  'SuccessfulAuth',
  'ChallengeResponseFailed',
  'FailedACL',
  'InvalidPassword',
);
const address = fc.constantFrom(
  real,
  '192.0.2.256',
  '192.0.02.1',
  '2001:db8::1',
  '192.0.2',
  '0.0.0.0',
  '255.255.255.255',
);
const stamps = fc.constantFrom(
  ...[stamp, '[2026-11-22 03:04:06]', '[Nov 22 03:04:05]', '[Nov 32 03:04:05]', '[2026-11-22 03:04:05.123]'],
  ...[
    '[2026-11-22T03:04:05.123+0100]',
    '[nothing at all like a time]',
    '[]',
    `[${'9'.repeat(40)}]`,
    '2026-11-22 03:04:05',
    '',
  ],
);
const message = fc.oneof(
  fc.tuple(kind, hostile, hostile, hostile, address).map(([a, b, c, d, e]) => security(a, b, c, d, e)),
  fc.tuple(kind, hostile, hostile, address).map(([a, b, c, d]) => security(a, b, c, undefined, d)),
  fc.tuple(hostile, hostile).map(([a, b]) => refused(`"${a}" <sip:${b}@192.0.2.10>`, 'x')),
  fc.tuple(hostile, hostile).map(([a, b]) => refused(a, b)),
  fc.tuple(hostile, hostile).map(([a, b]) => registration(`"${a}" <sip:${b}@192.0.2.10>`)),
  fc.tuple(hostile, hostile).map(([a, b]) => call(a, b)),
  fc.tuple(hostile).map(([a]) => noise(a)),
);
/** A line with a few of its bytes changed, put in or left out. */
const bent = fc
  .tuple(
    fc.oneof(message, fc.constantFrom(...usual.map(([, line]) => line))),
    fc.array(fc.tuple(fc.nat(), fc.nat(2), pieces), { maxLength: 2 }),
  )
  .map(([line, changes]) =>
    changes.reduce((text, [place, how, piece]) => {
      const at = place % (text.length + 1);
      return text.slice(0, at) + (how === 1 ? '' : piece) + text.slice(how === 0 ? at : at + 1);
    }, line),
  );

test('whatever stands in a line, its shape says what reading it says', () => {
  const seen = new Map<string, number>();
  fc.assert(
    fc.property(fc.array(fc.tuple(stamps, bent), { minLength: 1, maxLength: 8 }), fc.boolean(), (lines, all) => {
      const text = lines.map(([time, line]) => `${time} ${line}\n`).join('');
      const { shaped, plain, fitted } = readBoth(text.slice(0, size / 2), all);
      expect(shaped).toEqual(plain);
      for (const [i, shape] of fitted.entries()) {
        const key = `${shape > 0 ? 'fits' : 'fits not'}, ${shaped[i][0]}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    }),
    { numRuns: 2000 },
  );
  // Otherwise this test shows nothing.
  for (const key of ['fits, recognised', 'fits, ignored', 'fits not, recognised', 'fits not, malformed'])
    expect(seen.get(key), key).toBeGreaterThan(100);
});
