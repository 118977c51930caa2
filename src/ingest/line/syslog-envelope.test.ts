import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ReadContext } from '../format.ts';
import { SyslogEnvelope } from './syslog-envelope.ts';
import { createZone } from './zone.ts';

const context: ReadContext = {
  zone: createZone('UTC'),
  year: undefined,
  receivedAt: Date.parse('2026-11-23T00:00:00Z'),
};
const envelope = new SyslogEnvelope();
const at = '2026-11-22T03:04:05.000Z';

function read(text: string) {
  const bytes = Buffer.from(`..${text}`);
  envelope.read(bytes, 2, bytes.length, context);
  const time = Number.isNaN(envelope.time) ? '' : new Date(envelope.time).toISOString();
  const { hostName, appName, procId, pri } = envelope;
  return [pri, time, hostName, appName, procId, bytes.toString('utf8', envelope.messageStart)];
}

describe('SyslogEnvelope', () => {
  it.each([
    ['<34>Nov 22 03:04:05 pbx asterisk[12]: hello', [34, at, 'pbx', 'asterisk', '12', 'hello']],
    ['Nov 22 03:04:05 pbx sshd[12]: hello', [-1, at, 'pbx', 'sshd', '12', 'hello']],
    ['Nov 22 03:04:05 pbx CRON: hello', [-1, at, 'pbx', 'CRON', '', 'hello']],
    ['2026-11-22T03:04:05.000000+00:00 pbx kamailio[9]: hello', [-1, at, 'pbx', 'kamailio', '9', 'hello']],
    ['<34>2026-11-22T03:04:05+00:00 2001:db8::5 app[9]: hello', [34, at, '2001:db8::5', 'app', '9', 'hello']],
    ['<38>Nov 22 03:04:05 2001:db8::5 sshd[1]: hello', [38, at, '2001:db8::5', 'sshd', '1', 'hello']],
    ['Nov 22 03:04:05 2003:: sshd[1]: hello', [-1, at, '2003::', 'sshd', '1', 'hello']],
    ['<38>Nov 22 03:04:05 [2001:db8::5] sshd[1]: hello', [38, at, '2001:db8::5', 'sshd', '1', 'hello']],
    ['<38>Nov 22 03:04:05 [hello] there', [38, at, '', '', '', '[hello] there']],
    ['<189>Nov 22 03:04:05 2026: %SYS-5-X: hello', [189, at, '', '', '', '%SYS-5-X: hello']],
    ['<133>Nov 23 09:00:00 relay Nov 22 03:04:05 pbx asterisk[1]: hello', [133, at, 'pbx', 'asterisk', '1', 'hello']],
    ['<133>Nov 23 09:00:00 relay 2026-11-22T03:04:05Z pbx app: hello', [133, at, 'pbx', 'app', '', 'hello']],
    ['Nov 23 09:00:00 relay Nov 22 03:04:05 app[1]: hello', [-1, at, 'relay', 'app', '1', 'hello']],
    ['<133>Nov 22 03:04:05 pbx Nov 21 00:00:00 hello', [133, at, 'pbx', '', '', 'Nov 21 00:00:00 hello']],
    [
      '<133>Nov 22 03:04:05 pbx 2026-11-21 00:00:00.123 [WARNING] a.c:1 x',
      [133, at, 'pbx', '', '', '2026-11-21 00:00:00.123 [WARNING] a.c:1 x'],
    ],
    ['Nov 22 03:04:05 pbx sshd(pam_unix)[12]: x', [-1, at, 'pbx', 'sshd', '', 'sshd(pam_unix)[12]: x']],
    ['<34>Nov 22 03:04:05 app[9]: hello', [34, at, '', 'app', '9', 'hello']],
    ['<34>app[9]: hello', [34, '', '', 'app', '9', 'hello']],
    ['<34>Nov 22 03:04:05 pbx hello there', [34, at, 'pbx', '', '', 'hello there']],
    ['<34>1 2026-11-22T03:04:05Z pbx app 9 ID1 - hello', [34, at, 'pbx', 'app', '9', 'hello']],
    ['<34>1 2026-11-22T03:04:05Z pbx app - - [a@1 x="]\\" y"][b] \ufeffhello', [34, at, 'pbx', 'app', '', 'hello']],
    ['<34>1 - - - - - -', [34, '', '', '', '', '']],
    ['<34>1 - - - - - [a x="unclosed', [34, '', '', '', '', '1 - - - - - [a x="unclosed']],
    ['<189>47: *Nov 22 03:04:05.000: %SYS-5-X: hello', [189, at, '', '', '', '%SYS-5-X: hello']],
    ['<189>Nov 22 2026 03:04:05: %ASA-6-1: hello', [189, at, '', '', '', '%ASA-6-1: hello']],
    ['<189>Nov 22 2026 03:04:05 fw : %ASA-6-1: hello', [189, at, 'fw', '', '', '%ASA-6-1: hello']],
    ['<34>[Nov 22 03:04:05] NOTICE[1]: x', [34, '', '', '', '', '[Nov 22 03:04:05] NOTICE[1]: x']],
    ['[Nov 22 03:04:05] NOTICE[1]: x', [-1, '', '', '', '', '[Nov 22 03:04:05] NOTICE[1]: x']],
    ['NOTICE[1]: chan_sip.c: x', [-1, '', '', '', '', 'NOTICE[1]: chan_sip.c: x']],
    ['<34>NOTICE[1]: chan_sip.c: x', [34, '', '', '', '', 'NOTICE[1]: chan_sip.c: x']],
    [
      '2026-11-22 03:04:05.123456 [WARNING] a.c:1 x',
      [-1, '', '', '', '', '2026-11-22 03:04:05.123456 [WARNING] a.c:1 x'],
    ],
    ['{"a":1}', [-1, '', '', '', '', '{"a":1}']],
    ['<999>x', [-1, '', '', '', '', '<999>x']],
    ['<>x', [-1, '', '', '', '', '<>x']],
    ['', [-1, '', '', '', '', '']],
  ])('reads %s', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('never throws, stays inside and depends on nothing outside the range', () => {
    const piece = fc.constantFrom(
      '<34>',
      '1 ',
      '2026-11-22T03:04:05Z',
      'Nov 22 03:04:05',
      ' ',
      '- ',
      'host',
      'a[1]:',
      '[x ',
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 10 }),
        fc.nat(80),
        (parts, cut) => {
          const whole = Buffer.from(parts.join(''));
          const end = Math.min(cut, whole.length);
          envelope.read(whole, 0, end, context);
          const seen = [envelope.messageStart, envelope.time, envelope.hostName, envelope.appName, envelope.pri];
          expect(envelope.messageStart).toBeLessThanOrEqual(end);
          envelope.read(Buffer.from(whole.subarray(0, end)), 0, end, context);
          expect([envelope.messageStart, envelope.time, envelope.hostName, envelope.appName, envelope.pri]).toEqual(
            seen,
          );
        },
      ),
    );
  });
});
