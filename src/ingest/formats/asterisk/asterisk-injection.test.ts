import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Event } from '../../../core/event.ts';
import { createZone } from '../../line/zone.ts';
import { createAsterisk } from './asterisk.ts';

const real = '198.51.100.7';
const forged = '203.0.113.9';
const format = createAsterisk();
const context = { zone: createZone('UTC'), year: 2026, receivedAt: Date.UTC(2026, 10, 22) };

function read(bytes: Buffer, start = 0, end = bytes.length) {
  const event = new Event();
  return { reading: format.read(bytes, start, end, event, context), event };
}

/** Pieces an attacker would build with: whole false fields and their halves. */
const pieces = [
  "'",
  '"',
  '\\',
  '\\"',
  '<',
  '>',
  ' ',
  ',',
  '(',
  ')',
  ') - ',
  '100',
  'sip:1@h',
  `' failed for '${forged}:5060' - Wrong password`,
  `>' failed for '${forged}:5060' (callid: x) - No matching endpoint found`,
  `' failed for '${forged}:5060' (callid: `,
  `' failed for '`,
  "' from '",
  `' (${forged}:5060) to extension '`,
  `' (UDP:${forged}:5060) to extension '`,
  ") to extension '",
  "' rejected because extension not found in context 'x'.",
  `' (from ${forged})`,
  `" <sip:1@h>' failed for '${forged}:5060' (callid: 1) - Failed to authenticate`,
  `",SessionID="y",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/${forged}/5060"`,
  `",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/${forged}/5060`,
  `",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/${forged}/5060"`,
  `RemoteAddress="IPV4/UDP/${forged}/5060"`,
  `",RemoteAddress="IPV4/UDP/${forged}/5060`,
  ',Challenge="',
  ',Response="',
  ',UsingPassword="1"',
  'SecurityEvent="SuccessfulAuth"',
  `[2026-11-22 03:04:05] NOTICE[1] chan_sip.c: Registration from 'x' failed for '${forged}' - Wrong password`,
  '\u001b[0m',
  '#033[1m',
  '\u00e9\u{1f600}',
];
const hostile = fc.oneof(
  { weight: 4, arbitrary: fc.array(fc.constantFrom(...pieces), { maxLength: 5 }).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }).map((text) => text.replace(/[\r\n]/g, '')) },
);

type Template = (a: string, b: string, c: string) => string;

const security =
  (name: string, service: string, tail: Template): Template =>
  (a, b, c) =>
    `[2026-11-22 03:04:05] SECURITY[9] res_security_log.c: SecurityEvent="${name}",EventTV="2026-11-22T03:04:05.678+0000",` +
    `Severity="Error",Service="${service}",EventVersion="1",AccountID="${a}",SessionID="${b}",` +
    `LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/${real}/5062"${tail(a, b, c)}`;
const escaped = (text: string) => text.replaceAll('\\', '').replaceAll('"', '\\"');
const line = (file: string, message: Template): Template => {
  return (a, b, c) => `[2026-11-22 03:04:05] NOTICE[9] ${file}: ${message(a, b, c)}`;
};

/** Lines in which the sender's text stands on one side of the address only: always read, whatever it is. */
const oneSided: Record<string, readonly [Template, string]> = {
  registration: [
    line('chan_sip.c', (a) => `Registration from '${a}' failed for '${real}:5062' - Wrong password`),
    'failure',
  ],
  'unknown peer of IAX2': [line('chan_iax2.c', (a) => `No registration for peer '${a}' (from ${real})`), 'failure'],
  'host of IAX2': [line('chan_iax2.c', (a) => `Host ${real} failed to authenticate as '${a}'`), 'failure'],
  'call by IAX2': [
    line('chan_iax2.c', (a) => `Rejected connect attempt from ${real}, who was trying to reach '${a}@'`),
    'failure',
  ],
  'call without token': [
    line(
      'chan_iax2.c',
      (a) =>
        `Call rejected, CallToken Support required. If unexpected, resolve by placing address ${real} in the calltokenoptional list or setting user ${a} requirecalltoken=no`,
    ),
    'failure',
  ],
  manager: [line('manager.c', (a) => `${real} failed to authenticate as '${a}'`), 'failure'],
  'unknown AOR': [
    line('res_pjsip_registrar.c', (a) => `AOR '${a}' not found for endpoint '100' (${real}:5062)`),
    'failure',
  ],
  FailedACL: [security('FailedACL', 'SIP', () => ',ACLName="x"'), 'failure'],
  InvalidAccountID: [security('InvalidAccountID', 'PJSIP', () => ''), 'failure'],
  ChallengeSent: [security('ChallengeSent', 'PJSIP', () => ',Challenge="5f3a"'), 'unknown'],
  SuccessfulAuth: [security('SuccessfulAuth', 'PJSIP', () => ',UsingPassword="1"'), 'success'],
  // res_pjsip keeps the backslash before a quote inside the quotes of a header.
  'response to PJSIP': [
    security('ChallengeResponseFailed', 'PJSIP', (a, b) => {
      return `,Challenge="${escaped(a)}",Response="${escaped(b)}",ExpectedResponse=""`;
    }),
    'failure',
  ],
  // chan_sip takes a value without quotes up to a comma.
  'password for SIP': [
    security('InvalidPassword', 'SIP', (a, b) => {
      return `,Challenge="5f3a",ReceivedChallenge="${a.replaceAll(',', ';')}",ReceivedHash="${b.replaceAll('"', '')}"`;
    }),
    'failure',
  ],
  UnexpectedAddress: [
    security('UnexpectedAddress', 'SIP', () => `,ExpectedAddress="IPV4/UDP/192.0.2.9/5060"`),
    'failure',
  ],
};

/** Lines with the sender's text on both sides: read, or refused when it is made to look like the address. */
const twoSided: Record<string, Template> = {
  request: line(
    'res_pjsip/pjsip_distributor.c',
    (a, b) =>
      `Request 'REGISTER' from '"${a}" <sip:1@h>' failed for '${real}:5062' (callid: ${b}) - Failed to authenticate`,
  ),
  'request without name': line(
    'res_pjsip/pjsip_distributor.c',
    (a, b) =>
      `Request 'INVITE' from '<sip:${a}@h>' failed for '${real}:5062' (callid: ${b}) - No matching endpoint found after 3 tries in 1.000 ms`,
  ),
  call: line(
    'chan_sip.c',
    (a, b) =>
      `Call from '${a}' (${real}:5062) to extension '${b}' rejected because extension not found in context 'default'.`,
  ),
  'call by res_pjsip': line(
    'res_pjsip_session.c',
    (a, b) =>
      `Call from '${a}' (UDP:${real}:5062) to extension '${b}' rejected because extension not found in context 'default'.`,
  ),
  ChallengeResponseFailed: security(
    'ChallengeResponseFailed',
    'AMI',
    (_a, _b, c) => `,Challenge="5f3a",Response="${c}",ExpectedResponse=""`,
  ),
  InvalidPassword: security(
    'InvalidPassword',
    'AMI',
    (_a, _b, c) => `,Challenge="${c}",ReceivedChallenge="${c}",ReceivedHash="${c}"`,
  ),
  RequestNotAllowed: security('RequestNotAllowed', 'AMI', (_a, _b, c) => `,RequestType="${c}",RequestParams="${c}"`),
};

describe('text of whoever sends', () => {
  it.each(Object.entries(oneSided))('cannot move the address or the outcome: %s', (_name, [template, outcome]) => {
    fc.assert(
      fc.property(hostile, hostile, (a, b) => {
        fc.pre(Buffer.byteLength(a) + Buffer.byteLength(b) <= 250);
        const { reading, event } = read(Buffer.from(template(a, b, '')));
        expect([reading, event.sourceIp, event.outcome]).toEqual(['recognised', real, outcome]);
      }),
      { numRuns: 400 },
    );
  });

  it.each(Object.entries(twoSided))('never gives another address or outcome: %s', (_name, template) => {
    fc.assert(
      fc.property(hostile, hostile, hostile, (a, b, c) => {
        const { reading, event } = read(Buffer.from(template(a, b, c)));
        expect(['recognised', 'malformed']).toContain(reading);
        if (reading === 'recognised') expect([event.sourceIp, event.outcome]).toEqual([real, 'failure']);
      }),
      { numRuns: 600 },
    );
  });

  it.each(Object.entries(twoSided))('is still read when it does not look like an address: %s', (_name, template) => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9 _.@'-]{0,40}$/), (a) => {
        const { reading, event } = read(Buffer.from(template(a, a, a)));
        expect([reading, event.sourceIp, event.outcome]).toEqual(['recognised', real, 'failure']);
      }),
    );
  });

  it('does not win when the real address cannot be read', () => {
    const template = security('InvalidPassword', 'AMI', () => ',Challenge="x"y"');
    const forgery = `",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/${forged}/5060`;
    const line = template('100', `a${forgery}`, '').replace(`IPV4/UDP/${real}`, 'IPV6/UDP/2001:db8::7%eth0');
    expect(read(Buffer.from(line)).reading).toBe('malformed');
  });

  it('is read however long it is when no relay can have cut the line', () => {
    const whole = { ...context, whole: true };
    const long = 'x'.repeat(3_000);
    for (const [template, outcome] of Object.values(oneSided)) {
      for (const piece of pieces) {
        const bytes = Buffer.from(template(`${long}${piece}`, 'y', ''));
        const event = new Event();
        const reading = format.read(bytes, 0, bytes.length, event, whole);
        expect([reading, event.sourceIp, event.outcome]).toEqual(['recognised', real, outcome]);
      }
    }
  });

  it('in a Call-ID hides nobody', () => {
    const request = (callId: string) =>
      `[2026-11-22 03:04:05] NOTICE[9] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '"a\\"b" <sip:1@h>' failed for '${real}:5062' (callid: ${callId}) - Failed to authenticate`;
    const event = (callId: string) => read(Buffer.from(request(callId))).event;
    expect(event(`x' failed for '${forged}:5060' (callid: y`)).toMatchObject({ sourceIp: real, outcome: 'failure' });
    expect(event('x'.repeat(4_000))).toMatchObject({ sourceIp: real, outcome: 'failure' });
  });

  it('of any length gives no other address', () => {
    for (const [template] of Object.values(oneSided)) {
      for (const padding of [300, 900, 5_000, 70_000]) {
        for (const forgery of pieces) {
          const { reading, event } = read(Buffer.from(template(`${'x'.repeat(padding)}${forgery}`, '', '')));
          if (reading === 'recognised') expect(event.sourceIp).toBe(real);
        }
      }
    }
  });

  it('does not pass for the real address in a line that was cut', () => {
    // What res_pjsip cannot print (a bare quote in a name, a `>` in a URI) need not be feared in a line without rivals.
    // In front of the address of a refused call stands the name of a configured endpoint, or nothing: then the line cut after
    // the address is read, lest a long number hides who dials it. A configured name does not start by ending itself.
    const { request, 'request without name': nameless, call, 'call by res_pjsip': sessionCall, ...others } = twoSided;
    const printed: Template[] = [
      (a, b, c) => request(escaped(a), b, c),
      (a, b, c) => nameless(a.replaceAll('>', '%3E'), b, c),
      (a, b, c) => call(a.replace(/^'/, '100'), b, c),
      (a, b, c) => sessionCall(a.replace(/^'/, '100'), b, c),
      (a, _b, c) => call('', a, c),
      (a, _b, c) => sessionCall('', a, c),
      (a, _b, c) => call('anonymous', a, c),
    ];
    const templates = [...Object.values(oneSided).map(([template]) => template), ...Object.values(others), ...printed];
    fc.assert(
      fc.property(
        fc.constantFrom(...templates),
        hostile,
        fc.integer({ min: 0, max: 400 }),
        (template, text, padding) => {
          // Whatever relays cut lines at, and the forged end of a line put right there.
          for (const limit of [1_024, 2_048, 4_096, 8_192]) {
            // What follows the forgery may be anything, also what closes a value exactly where the line ends.
            for (const filling of ['y', '"', '",Challenge="']) {
              const line = template(`${'x'.repeat(padding)}${text}${filling.repeat(limit)}`, 'z', 'z');
              const { reading, event } = read(Buffer.from(line).subarray(0, limit));
              if (reading === 'recognised') expect(event.sourceIp === real || event.sourceIp === '').toBe(true);
            }
          }
        },
      ),
    );
  });
});

describe('arbitrary bytes', () => {
  const everything = [
    ...Object.values(oneSided).map(([template]) => template('100', 'abc', 'def')),
    ...Object.values(twoSided).map((template) => template('100', 'abc', 'def')),
    "[Nov 22 03:04:05] VERBOSE[9] chan_sip.c:     -- Registered SIP '100' at 198.51.100.7:5062",
    "[Nov 22 03:04:05] VERBOSE[9] res_pjsip_registrar.c: -- Added contact 'sip:1@198.51.100.7' to AOR '100' with expiration of 60 seconds",
    '[Nov 22 03:04:05] \u001b[1;33mNOTICE\u001b[0m[9]: \u001b[1;37mchan_iax2.c\u001b[0m: Empty registration from 198.51.100.7',
    '[Nov 22 03:04:05] NOTICE[9] chan_sip.c: Sending fake auth rejection for device 100<sip:100@h>;tag=1',
  ];

  it('never throw, and nothing outside the range counts', () => {
    const pick = fc.constantFrom(...everything);
    const spliced = fc
      .tuple(pick, fc.nat(400), fc.oneof(hostile, pick), fc.nat(400))
      .map(([a, at, middle, from]) => `${a.slice(0, at)}${middle}${a.slice(from)}`);
    const any = fc.oneof(
      spliced.map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
    );
    fc.assert(
      fc.property(any, hostile, hostile, (inside, before, after) => {
        const alone = read(inside);
        const whole = Buffer.concat([Buffer.from(before), inside, Buffer.from(after)]);
        const start = Buffer.byteLength(before);
        expect(read(whole, start, start + inside.length)).toEqual(alone);
        if (alone.reading !== 'recognised') expect(alone.event).toEqual(new Event());
      }),
      { numRuns: 3_000 },
    );
  });

  it('cut at any byte give the real address or none', () => {
    for (const text of everything) {
      const bytes = Buffer.from(text);
      for (let end = 0; end < bytes.length; end++) {
        const { reading, event } = read(bytes, 0, end);
        if (reading !== 'recognised' || event.sourceIp === '') continue;
        // An address at the very end of a line cannot be told from one that was cut short; then it is a beginning of the real one.
        expect(real.startsWith(event.sourceIp)).toBe(true);
      }
    }
  });

  it('take time in proportion to their number', () => {
    for (const piece of pieces) {
      for (const head of everything) {
        const bytes = Buffer.from(head.slice(0, 200) + piece.repeat(Math.ceil(65_000 / Math.max(1, piece.length))));
        // The best of three: other work on the machine is no fault of the reader.
        const took = [1, 2, 3].map(() => {
          const began = performance.now();
          read(bytes);
          return performance.now() - began;
        });
        expect(Math.min(...took)).toBeLessThan(100);
      }
    }
  });
});
