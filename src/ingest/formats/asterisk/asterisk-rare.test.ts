import { describe, expect, it } from 'vitest';
import { Event } from '../../../core/event.ts';
import { LineReader } from '../../detect-format.ts';
import { LocalClock } from '../../line/local-clock.ts';
import { createZone } from '../../line/zone.ts';
import { createAsterisk } from './asterisk.ts';

// Lines that not every Asterisk writes, and ways to write names that not every phone uses.
const format = createAsterisk();
const context = {
  zone: createZone('Europe/Amsterdam'),
  year: undefined,
  receivedAt: Date.parse('2026-11-22T12:00:00Z'),
};

function read(line: string): { reading: string; event: Event } {
  const bytes = Buffer.from(`##${line}##`);
  const event = new Event();
  const reading = format.read(bytes, 2, bytes.length - 2, event, context);
  if (reading !== 'recognised') expect(event).toEqual(new Event());
  return { reading, event };
}

/** service action outcome reason address:port user, `-` for what is not known. */
function summary(line: string): string {
  const { reading, event } = read(line);
  if (reading !== 'recognised') return reading;
  const { service, action, outcome, reason, sourceIp, sourcePort, userName } = event;
  return `${service} ${action} ${outcome} ${reason} ${sourceIp || '-'} ${sourcePort} ${userName || '-'}`;
}

const line = (file: string, message: string, level = 'NOTICE') =>
  `[2026-11-22 03:04:05] ${level}[1234] ${file}: ${message}`;
const security = (account: string, remote = 'IPV4/UDP/198.51.100.7/5062') =>
  line(
    'res_security_log.c',
    `SecurityEvent="InvalidAccountID",EventTV="2026-11-22T03:04:05.678+0100",Severity="Error",Service="PJSIP",` +
      `EventVersion="1",AccountID="${account}",SessionID="0x7f3a",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="${remote}"`,
    'SECURITY',
  );

describe('the name of an account', () => {
  it.each([
    ['<SIP:100@h>', '100'],
    ['"x" <Sips:100@h>', '100'],
    ['<tel:+31201234567>', '+31201234567'],
    ['<sip:100>', '100'],
    ['<sip:100@h;x=<y>', '100'],
    ['"100"sip:100@1.2.3.4', '100'],
    ['<sip:pbx.example>', '-'],
  ])('is read from %s', (uri, user) => {
    const registration = line('chan_sip.c', `Registration from '${uri}' failed for '198.51.100.7:1' - Wrong password`);
    expect(summary(registration)).toBe(`sip sip-auth failure wrong-password 198.51.100.7 1 ${user}`);
    const request = `Request 'REGISTER' from '${uri}' failed for '198.51.100.7:1' (callid: a) - Failed to authenticate`;
    expect(summary(line('res_pjsip/pjsip_distributor.c', request))).toBe(
      `pjsip sip-auth failure wrong-password 198.51.100.7 1 ${user}`,
    );
    expect(summary(security(uri))).toBe(`pjsip sip-auth failure unknown-account 198.51.100.7 5062 ${user}`);
  });

  it('is read from a URI without brackets, in any case', () => {
    expect(read(security('SIP:100@h')).event.userName).toBe('100');
    expect(read(security('Tel:+3120')).event.userName).toBe('+3120');
    expect(read(security('siphon')).event.userName).toBe('siphon');
  });
});

describe('the hour that autumn brings twice', () => {
  const notice = (time: string) =>
    `[2026-10-25 ${time}] NOTICE[1] chan_sip.c: Registration from '<sip:100@h>' failed for '198.51.100.7:1' - Wrong password`;
  const event = (time: string, tv: string) =>
    `[2026-10-25 ${time}] SECURITY[9] res_security_log.c: SecurityEvent="InvalidAccountID",EventTV="2026-10-25T${tv}",` +
    'Severity="Error",Service="PJSIP",EventVersion="1",AccountID="100",SessionID="x",' +
    'LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/198.51.100.7/5062"';

  /** Times of the lines, by their shapes where those fit and one by one. */
  function times(lines: readonly string[]): [string[], string[]] {
    const replayed = () => ({ ...context, clock: new LocalClock('replay'), whole: true });
    const [one, other] = [new LineReader('asterisk', replayed()), new LineReader('asterisk', replayed())];
    const ends = one.lineEnds(16_384);
    const length = ends.bytes.write(lines.map((text) => `${text}\n`).join(''));
    const both: [string[], string[]] = [[], []];
    const count = ends.find(0, length, true);
    for (let i = 0; i < count; i++) {
      const [end, start] = [ends.places[i * ends.stride], ends.places[i * ends.stride + 1]];
      const [found, read] = [new Event(), new Event()];
      one.readFound(ends.bytes, start, end, found, i * ends.stride);
      other.read(ends.bytes, start, end, read);
      both[0].push(new Date(found.time).toISOString().slice(11, 19));
      both[1].push(new Date(read.time).toISOString().slice(11, 19));
    }
    return both;
  }

  it('is the second once the clock stepped back', () => {
    const lines = ['02:59:00', '02:59:00', '02:01:00', '02:01:00', '02:59:59', '03:00:00'].map(notice);
    const wanted = ['00:59:00', '00:59:00', '01:01:00', '01:01:00', '01:59:59', '02:00:00'];
    expect(times(lines)).toEqual([wanted, wanted]);
  });

  it('is what a security event says, and the notices behind it follow', () => {
    const lines = [
      event('02:10:00', '02:10:00.001+0200'),
      event('02:10:01', '02:10:01.001+0100'),
      notice('02:10:02'),
      event('02:10:03', '01:10:03.001+0000'),
      // A zone that fits neither is that of a clock nobody knows.
      event('02:10:04', '02:10:04.001-0800'),
    ];
    const wanted = ['00:10:00', '01:10:01', '01:10:02', '01:10:03', '01:10:04'];
    expect(times(lines)).toEqual([wanted, wanted]);
  });
});
