import { describe, expect, it } from 'vitest';
import type { SourceKind } from '../core/source.ts';
import { LineIntake } from './line-intake.ts';
import { collect } from './testing/line-collector.ts';

/** What an intake of a kind makes of lines that each arrive at a time (ISO). */
function taken(kind: SourceKind, lines: readonly (readonly [line: string, now: string])[]) {
  const into = collect();
  const intake = new LineIntake('in', kind, into.deps);
  for (const [line, now] of lines) {
    const bytes = Buffer.from(line);
    intake.take(bytes, 0, bytes.length, kind === 'file' ? '' : '198.51.100.1', Date.parse(now));
  }
  return { ...into, times: into.events.map(({ time }) => new Date(time).toISOString().slice(11, 19)) };
}

const notice = (time: string) =>
  `[2026-10-25 ${time}] NOTICE[1] chan_sip.c: Registration from '<sip:100@h>' failed for '198.51.100.7:1' - Wrong password`;

describe('the hour that autumn brings twice (Europe/Amsterdam)', () => {
  it('is the one in which a syslog line arrives', () => {
    const line = (time: string) =>
      `<38>Oct 25 ${time} gate sshd[1]: Failed password for root from 198.51.100.8 port 9 ssh2`;
    const { times } = taken('syslog', [
      [line('02:10:00'), '2026-10-25T00:10:01Z'],
      [line('02:10:00'), '2026-10-25T01:10:01Z'],
      [line('02:09:00'), '2026-10-25T01:10:02Z'],
    ]);
    expect(times).toEqual(['00:10:00', '01:10:00', '01:09:00']);
  });

  it('is the second in a file once its times step back, also when it is read long after', () => {
    const lines = ['02:10:00', '02:59:00', '02:01:00', '02:50:00', '03:00:00'].map(notice);
    const wanted = ['00:10:00', '00:59:00', '01:01:00', '01:50:00', '02:00:00'];
    expect(
      taken(
        'file',
        lines.map((line) => [line, '2026-10-30T00:00:00Z']),
      ).times,
    ).toEqual(wanted);
    expect(
      taken(
        'file',
        lines.map((line, i) => [line, `2026-10-25T${wanted[i]}Z`]),
      ).times,
    ).toEqual(wanted);
  });

  it('is the second in a file that was quiet until now', () => {
    expect(taken('file', [[notice('02:10:00'), '2026-10-25T01:10:00Z']]).times).toEqual(['01:10:00']);
  });
});

describe('a line that rsyslog says was repeated', () => {
  it('is one record and as many events', () => {
    const line =
      '<38>Oct 25 04:00:00 gate sshd[1]: message repeated 3 times: [ Failed password for root from 198.51.100.8 port 9 ssh2]';
    const { events, total } = taken('syslog', [[line, '2026-10-25T03:00:00Z']]);
    expect(events).toHaveLength(3);
    expect(new Set(events).size).toBe(3);
    for (const event of events)
      expect(event).toMatchObject({
        sourceIp: '198.51.100.8',
        hostName: 'gate',
        tenant: events[0].tenant,
        original: line,
      });
    expect(total()).toMatchObject({ received: 1, recognised: 1 });
  });
});
