import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Event } from '../../../core/event.ts';
import type { ReadContext } from '../../format.ts';
import { createZone } from '../../line/zone.ts';
import { createAsterisk } from './asterisk.ts';

const context: ReadContext = {
  zone: createZone('UTC'),
  year: undefined,
  receivedAt: Date.UTC(2026, 10, 22, 12),
  whole: true,
};

function read(format: ReturnType<typeof createAsterisk>, line: string | Buffer, given = context) {
  const event = new Event();
  // Something stands behind the line in the buffer, as in a file.
  const text = Buffer.from(line);
  const bytes = Buffer.concat([Buffer.from('before\n'), text, Buffer.from('"behind",RemoteAddress="\n')]);
  const reading = format.read(bytes, 7, 7 + text.length, event, given);
  return { reading, event };
}

/** A piece that a stranger may have chosen: names, and what could pass for fields. */
const chosen = fc.oneof(
  { weight: 6, arbitrary: fc.stringMatching(/^[a-zA-Z0-9@.+-]{0,12}$/) },
  { weight: 1, arbitrary: fc.string({ maxLength: 20, unit: 'binary' }) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '<unknown>',
      'sip:100@192.0.2.1',
      '"Bob" <sip:7@192.0.2.1>',
      ',LocalAddress=',
      ',RemoteAddress=',
      ',SessionID=',
      '",SessionID="x',
      '",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/198.51.100.66/5060',
      '",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/198.51.100.66/5060",Challenge="x',
      'x'.repeat(400),
    ),
  },
);
const address = fc.constantFrom(
  'IPV4/UDP/198.51.100.7/5060',
  'IPV4/UDP/203.0.113.200/1',
  'IPV4/UDP/203.0.113.200/65535',
  'IPV4/UDP/203.0.113.200/65536',
  'IPV4/UDP/203.0.113.200/',
  'IPV4/UDP/203.0.113.20/000005060',
  'IPV4/UDP/203.0.113.256/5060',
  'IPV4/UDP/203.0.113.07/5060',
  'IPV4/UDP/203.0.113/5060',
  'IPV4/UDP/203.0.113.9.9/5060',
  'IPV4/TCP/198.51.100.7/5060',
  'IPV6/UDP/2001:db8::7/5060',
  'IPV4/198.51.100.7/5060',
);
const kind = fc.constantFrom(
  'ChallengeSent',
  'SuccessfulAuth',
  'ChallengeResponseFailed',
  'InvalidAccountID',
  'Unheard',
);
const tail = fc.constantFrom(
  '',
  ',Challenge="ab12"',
  ',Challenge="a",Response="b",ExpectedResponse=""',
  ',UsingPassword="0"',
  ',x',
);
const line = fc
  .tuple(kind, fc.constantFrom('PJSIP', 'SIP', 'AMI', 'Odd'), chosen, chosen, address, tail, fc.boolean())
  .map(
    ([name, service, account, session, remote, end, old]) =>
      `[2026-11-22 03:04:05] SECURITY[812] res_security_log.c: SecurityEvent="${name}",EventTV="${old ? '1320332021-533332' : '2026-11-22T03:04:05.123+0000'}",Severity="Error",Service="${service}",EventVersion="1",AccountID="${account}",SessionID="${session}",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="${remote}"${end}`,
  );

test('a line is read the same whether lines like it were read before or not', () => {
  const seasoned = createAsterisk();
  fc.assert(
    fc.property(line, fc.boolean(), fc.boolean(), (text, whole, withoutCallIds) => {
      const given = { ...context, whole, withoutCallIds };
      expect(read(seasoned, text, given)).toEqual(read(createAsterisk(), text, given));
    }),
    { numRuns: 3000 },
  );
});

test('nor does a byte that was changed, left out or cut off make a difference', () => {
  const seasoned = createAsterisk();
  fc.assert(
    fc.property(line, fc.nat(), fc.nat(255), fc.constantFrom('change', 'drop', 'cut'), (text, place, byte, how) => {
      const bytes = Buffer.from(text);
      const at = place % bytes.length;
      read(seasoned, text);
      if (how === 'change') bytes[at] = byte;
      const tampered =
        how === 'cut'
          ? bytes.subarray(0, at)
          : how === 'drop'
            ? Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)])
            : bytes;
      expect(read(seasoned, tampered)).toEqual(read(createAsterisk(), tampered));
    }),
    { numRuns: 3000 },
  );
});

test('call ids are left out where nobody asks, and nothing else is', () => {
  const refused =
    '[2026-11-22 03:04:05] SECURITY[812] res_security_log.c: SecurityEvent="InvalidAccountID",EventTV="2026-11-22T03:04:05.123+0000",Severity="Error",Service="PJSIP",EventVersion="1",AccountID="100",SessionID="call-1",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/198.51.100.7/5060"';
  const notice =
    "[2026-11-22 03:04:05] NOTICE[9] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from '<sip:100@192.0.2.10>' failed for '198.51.100.7:5060' (callid: call-2) - Failed to authenticate";
  const format = createAsterisk();
  for (const [text, id] of [
    [refused, 'call-1'],
    [refused, 'call-1'],
    [notice, 'call-2'],
  ]) {
    const { event } = read(format, text);
    expect(event.sipCallId).toBe(id);
    const without = read(format, text, { ...context, withoutCallIds: true });
    expect(without.reading).toBe('recognised');
    expect({ ...without.event, sipCallId: id }).toEqual({ ...event });
  }
});
