import { describe, expect, it } from 'vitest';
import { Event } from '../core/event.ts';
import { emptyTally } from '../core/tally.ts';
import { countReading, LineReader, UnknownFormatError } from './detect-format.ts';
import { formats } from './formats.ts';
import { createZone } from './line/zone.ts';

const context = { zone: createZone('UTC'), year: undefined, receivedAt: Date.UTC(2026, 10, 23) };
const asterisk =
  "NOTICE[9]: chan_sip.c:1 in x: Registration from '<sip:100@h>' failed for '198.51.100.7:5060' - Wrong password";
const sshd = 'Failed password for root from 198.51.100.8 port 4000 ssh2';

function read(reader: LineReader, line: string): string {
  const bytes = Buffer.from(line);
  const event = new Event();
  const reading = reader.read(bytes, 0, bytes.length, event);
  return reading === 'recognised' ? `${event.dataset} ${event.sourceIp} ${event.hostName}`.trim() : reading;
}

describe('LineReader', () => {
  it('tells formats apart, envelope or not, in any order', () => {
    const reader = new LineReader('auto', context);
    const lines: [string, string][] = [
      [`[2026-11-22 03:04:05] ${asterisk}`, 'asterisk 198.51.100.7'],
      [`<13>Nov 22 03:04:05 gate sshd[1]: ${sshd}`, 'sshd 198.51.100.8 gate'],
      [`Nov 22 03:04:05 pbx asterisk[9]: ${asterisk}`, 'asterisk 198.51.100.7 pbx'],
      [`<13>1 2026-11-22T03:04:05Z pbx asterisk 9 - - ${asterisk}\n`, 'asterisk 198.51.100.7 pbx'],
      [`\ufeff[2026-11-22 03:04:05] ${asterisk}\r\n`, 'asterisk 198.51.100.7'],
      [`2026-11-22T03:04:05.000000+00:00 gate sshd-session[1]: ${sshd}`, 'sshd 198.51.100.8 gate'],
      [`Nov 22 03:04:05 pbx asterisk[9]:   ${asterisk}`, 'asterisk 198.51.100.7 pbx'],
      ['nobody knows this', 'foreign'],
      ['', 'foreign'],
    ];
    for (const [line, expected] of [...lines, ...lines.toReversed(), ...lines])
      expect(read(reader, line)).toBe(expected);
  });

  it('reads only the format it was told', () => {
    expect(read(new LineReader('asterisk', context), `<13>Nov 22 03:04:05 gate sshd[1]: ${sshd}`)).toBe('foreign');
    expect(read(new LineReader('asterisk', context), `<13>Nov 22 03:04:05 pbx asterisk[1]: ${asterisk}`)).toContain(
      '198.51.100.7',
    );
    expect(() => new LineReader('asterix', context)).toThrow(UnknownFormatError);
  });

  it('takes the time of the line, else of the envelope, else of receipt', () => {
    const reader = new LineReader('auto', { ...context, zone: createZone('Europe/Amsterdam') });
    const time = (line: string) => {
      const event = new Event();
      reader.read(Buffer.from(line), 0, Buffer.byteLength(line), event);
      return new Date(event.time).toISOString();
    };
    expect(time(`Nov 22 10:00:00 pbx asterisk[1]: [2026-11-22 03:04:05] ${asterisk}`)).toBe('2026-11-22T02:04:05.000Z');
    expect(time(`Nov 22 10:00:00 pbx asterisk[1]: ${asterisk}`)).toBe('2026-11-22T09:00:00.000Z');
    expect(time(asterisk)).toBe('2026-11-23T00:00:00.000Z');
  });

  it('follows the time of receipt', () => {
    const moving = { ...context };
    const reader = new LineReader('auto', moving);
    moving.receivedAt = Date.UTC(2027, 0, 1);
    const event = new Event();
    reader.read(Buffer.from(asterisk), 0, asterisk.length, event);
    expect(event.time).toBe(Date.UTC(2027, 0, 1));
  });

  it('keeps the original when asked, at most 4 KiB, whole characters', () => {
    const reader = new LineReader('auto', context, { keepOriginal: true });
    const line = `[2026-11-22 03:04:05] ${asterisk}`;
    const event = new Event();
    reader.read(Buffer.from(`${line}\r\n`), 0, line.length + 2, event);
    expect(event.original).toBe(line);
    const long = Buffer.from(
      `[2026-11-22 03:04:05] ${asterisk.replace('100@h', `${'\u00e9'.repeat(100)}@h`)}${' '.repeat(3_000)}${'\u20ac'.repeat(2_000)}`,
    );
    const other = new Event();
    const reading = reader.read(long, 0, long.length, other);
    if (reading === 'recognised') expect(other.original).not.toContain('\ufffd');
    expect(Buffer.byteLength(other.original)).toBeLessThanOrEqual(4_096);
    const plain = new Event();
    new LineReader('auto', context).read(Buffer.from(line), 0, line.length, plain);
    expect(plain.original).toBe('');
  });

  it('reads a line behind the NULs that a file is padded with', () => {
    const reader = new LineReader('auto', context);
    expect(read(reader, `\0\0\0[2026-11-22 03:04:05] ${asterisk}`)).toBe('asterisk 198.51.100.7');
    expect(read(reader, `\0\ufeff<13>Nov 22 03:04:05 gate sshd[1]: ${sshd}\0\n`)).toBe('sshd 198.51.100.8 gate');
    expect(read(reader, '\0\0')).toBe('foreign');
  });

  it('unwraps what rsyslog says was repeated, and counts it', () => {
    const reader = new LineReader('auto', context, { keepOriginal: true });
    const times = (line: string) => [read(reader, line), reader.repeats];
    const wrapped = (n: string, inner = sshd) =>
      `Nov 22 03:04:05 gate sshd[1]: message repeated ${n} times: [ ${inner}]`;
    expect(times(wrapped('3'))).toEqual(['sshd 198.51.100.8 gate', 3]);
    expect(times(`<38>1 2026-11-22T03:04:05Z gate sshd 1 - - message repeated 2 times: [ ${sshd}]\n`)).toEqual([
      'sshd 198.51.100.8 gate',
      2,
    ]);
    expect(times(wrapped('999999999'))).toEqual(['sshd 198.51.100.8 gate', 100]);
    expect(times(wrapped('0'))).toEqual(['sshd 198.51.100.8 gate', 1]);
    expect(times(`Nov 22 03:04:05 gate sshd[1]: ${sshd}`)).toEqual(['sshd 198.51.100.8 gate', 1]);
    // Cut, without a number, or not by a syslog daemon.
    expect(times(wrapped('3').slice(0, -1))[0]).toBe('foreign');
    expect(times(wrapped('many'))[0]).toBe('foreign');
    expect(times(`message repeated 3 times: [ ${sshd}]`)[0]).toBe('foreign');
    // What is wrapped is all that is read.
    expect(times(wrapped('3', `message repeated 3 times: [ ${sshd}]`))[0]).toBe('foreign');
    const bytes = Buffer.from(wrapped('2'));
    const event = new Event();
    reader.read(bytes, 0, bytes.length, event);
    expect(event.original).toBe(wrapped('2'));
    expect(reader.again(event)).toEqual(event);
    expect(reader.again(event)).not.toBe(event);
  });

  it('pairs repeated attempts with what else is told of them', () => {
    const reader = new LineReader('auto', context);
    const line = `Nov 22 03:04:05 pbx asterisk[9]: message repeated 2 times: [ ${asterisk}]`;
    const security = `Nov 22 03:04:05 pbx asterisk[9]: SECURITY[2]: res_security_log.c:1 x: SecurityEvent="InvalidPassword",EventTV="2026-11-22T03:04:05.678+0000",Severity="Error",Service="SIP",EventVersion="1",AccountID="100",SessionID="x",LocalAddress="IPV4/UDP/192.0.2.10/5060",RemoteAddress="IPV4/UDP/198.51.100.7/5060",Challenge="a",ReceivedChallenge="a",ReceivedHash="b"`;
    const events: Event[] = [];
    for (const text of [line, security, security, security]) {
      const event = new Event();
      expect(reader.read(Buffer.from(text), 0, Buffer.byteLength(text), event)).toBe('recognised');
      events.push(event);
      for (let more = reader.repeats; more > 1; more--) events.push(reader.again(event));
    }
    expect(events.map(({ uncounted }) => uncounted)).toEqual([false, false, true, true, false]);
  });

  it('counts every record in exactly one place', () => {
    const tally = emptyTally();
    for (const reading of ['recognised', 'ignored', 'malformed', 'foreign', 'foreign'] as const)
      countReading(tally, reading);
    expect(tally).toEqual({ received: 5, recognised: 1, ignored: 3, malformed: 1, shed: 0 });
  });
});

describe('formats', () => {
  it('have one name each, which is what they call themselves', () => {
    expect(formats.map(({ create }) => create().name)).toEqual(formats.map(({ name }) => name));
    expect(new Set(formats.map(({ name }) => name)).size).toBe(formats.length);
  });
});
