import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createZone } from '../../line/zone.ts';
import type { CdrCall } from '../cdr-call.ts';
import { callOf, cdrPromises, readCdr, reasonOf, testOptions } from '../cdr-promises.ts';
import { createAsteriskCdr } from './asterisk-cdr.ts';

const format = createAsteriskCdr(testOptions);
const clid = '"""Jan Pieters"" <201>"';

interface Parts {
  clid: string;
  src: string;
  dst: string;
  lastdata: string;
  times: string;
  lengths: string;
  disposition: string;
  tail: string;
}
const usual: Parts = {
  clid,
  src: '"201"',
  dst: '"00220700123"',
  lastdata: '"PJSIP/220700123@carrier,60"',
  times: '"2026-11-22 03:04:05","2026-11-22 03:04:15","2026-11-22 03:14:15"',
  lengths: '610,600',
  disposition: '"ANSWERED"',
  tail: '"DOCUMENTATION","1795313045.12",""',
};
function record(parts: Partial<Parts> = {}): string {
  const p = { ...usual, ...parts };
  return `"acme",${p.src},${p.dst},"from-internal",${p.clid},"PJSIP/201-0000000a","PJSIP/carrier-0000000b","Dial",${p.lastdata},${p.times},${p.lengths},${p.disposition},${p.tail}`;
}
const unanswered = record({
  times: '"2026-11-22 03:04:05",,"2026-11-22 03:04:30"',
  lengths: '25,0',
  disposition: '"NO ANSWER"',
});

describe('asterisk-cdr', () => {
  it('reads an answered call', () => {
    expect(callOf(format, record())).toMatchObject({
      id: '1795313045.12',
      linkedId: '1795313045.12',
      direction: 'unknown',
      from: '201',
      to: '00220700123',
      account: '201',
      accountCode: 'acme',
      trunk: 'carrier',
      start: Date.parse('2026-11-22T02:04:05Z'),
      answer: Date.parse('2026-11-22T02:04:15Z'),
      end: Date.parse('2026-11-22T02:14:15Z'),
      outcome: 'answered',
      line: 1,
      disagrees: false,
    });
  });

  it.each([
    ['NO ANSWER', 'no-answer'],
    ['BUSY', 'busy'],
    ['FAILED', 'failed'],
    ['CONGESTION', 'failed'],
  ])('reads %s as %s', (disposition, outcome) => {
    const call = callOf(format, unanswered.replace('NO ANSWER', disposition));
    expect(call).toMatchObject({ outcome, answer: undefined, end: Date.parse('2026-11-22T02:04:30Z') });
  });

  it.each([
    ['unescaped quotes', '""Jan Pieters" <201>"'],
    ['unescaped quotes and a comma', '""Pieters, Jan" <201>"'],
    ['no name', '"201"'],
    ['an empty name', '"""" <201>"'],
    ['an empty name, unescaped', '"" <201>"'],
    ['a doubled quote in the name', '"""Jan """"x"""" P"" <201>"'],
  ])('reads a caller id with %s', (_what, text) => {
    expect(callOf(format, record({ clid: text }))).toEqual(callOf(format, record()));
  });

  it.each([
    ['neither unique id nor user field', '"DOCUMENTATION"', 'PJSIP/201-0000000a@1795313045000', undefined],
    ['unique id', '"DOCUMENTATION","1795313045.12"', '1795313045.12', undefined],
    ['user field', '"DOCUMENTATION","note"', 'PJSIP/201-0000000a@1795313045000', undefined],
    ['a system name', '"DOCUMENTATION","pbx-1-1795313045.12",""', 'pbx-1-1795313045.12', undefined],
    ['newer columns', '"3","1795313045.12","","peer","1795313040.10",7', '1795313045.12', '1795313040.10'],
    [
      'newer columns, the other order',
      '"3","1795313045.12","","1795313040.10","peer",7',
      '1795313045.12',
      '1795313040.10',
    ],
    ['newer columns without user field', '"3","1795313045.12","","1795313040.10",7', '1795313045.12', '1795313040.10'],
  ])('reads a line with %s', (_what, tail, id, linkedId) => {
    expect(callOf(format, record({ tail }))).toMatchObject({ id, linkedId: linkedId ?? id });
  });

  it('reads microseconds and times of another zone', () => {
    const times = '"2026-11-22 03:04:05.250000","2026-11-22 03:04:15.500000","2026-11-22 03:14:15.750000"';
    const utc = createAsteriskCdr({ zone: createZone('UTC') });
    expect(callOf(utc, record({ times, lengths: '610.500000,600.250000' }))).toMatchObject({
      start: Date.parse('2026-11-22T03:04:05.250Z'),
      end: Date.parse('2026-11-22T03:14:15.750Z'),
      disagrees: false,
    });
  });

  it('knows calls that come in, and ways inside Asterisk', () => {
    expect(callOf(format, record().replace('from-internal', 'from-trunk'))).toMatchObject({
      direction: 'in',
      trunk: '201',
    });
    const local = record().replace('PJSIP/carrier-0000000b', 'Local/00220700123@out-0001;1');
    expect(callOf(format, local)).toMatchObject({ trunk: '' });
  });

  it('puts right a call over the hour that comes twice', () => {
    const times = '"2026-10-25 02:59:50","2026-10-25 02:59:55","2026-10-25 02:00:20"';
    expect(callOf(format, record({ times, lengths: '30,25' }))).toMatchObject({
      start: Date.parse('2026-10-25T00:59:50Z'),
      end: Date.parse('2026-10-25T01:00:20Z'),
      disagrees: false,
    });
    const later = '"2026-10-25 02:50:00","2026-10-25 02:50:10","2026-10-25 03:05:00"';
    expect(callOf(format, record({ times: later, lengths: '900,890' }))).toMatchObject({
      start: Date.parse('2026-10-25T01:50:00Z'),
      end: Date.parse('2026-10-25T02:05:00Z'),
    });
  });

  it('takes a call over the hour that is left out as long as it was', () => {
    const times = '"2026-03-29 01:59:50","2026-03-29 01:59:55","2026-03-29 03:00:20"';
    expect(callOf(format, record({ times, lengths: '30,25' }))).toMatchObject({
      end: Date.parse('2026-03-29T01:00:20Z'),
      disagrees: false,
    });
  });

  it('tells when lengths and times disagree', () => {
    expect((callOf(format, record({ lengths: '611,600' })) as CdrCall).disagrees).toBe(false);
    expect((callOf(format, record({ lengths: '4210,4200' })) as CdrCall).disagrees).toBe(true);
  });

  it.each([
    ['too-few-columns', '"acme","201"'],
    ['not-this-format', 'Nov 22 03:04:05 pbx sshd[1]: hello'],
    ['too-many-columns', record({ src: '"201","x","x","x","x"' })],
    ['too-many-columns', record({ tail: '"3","1795313045.12","u","p","1795313040.10",7,8' })],
    ['bad-time', record({ src: '"201","x"' })],
    ['bad-time', record({ times: '"2026-02-30 03:04:05",,"2026-11-22 03:14:15"' })],
    ['bad-time', record({ times: '"2026-11-22 03:04:05","soon","2026-11-22 03:14:15"' })],
    ['bad-duration', record({ lengths: 'long,600' })],
    ['ambiguous', record({ disposition: '"PERHAPS"' })],
    ['impossible-duration', record({ lengths: '-5,600' })],
    ['impossible-duration', record({ lengths: '9999999,600' })],
    ['impossible-duration', record({ times: '"2026-11-22 03:04:05","2026-11-22 03:04:00","2026-11-22 03:14:15"' })],
    ['impossible-duration', record({ times: '"2026-11-22 03:04:05","2026-11-22 03:04:15","2026-11-22 03:04:10"' })],
    ['impossible-duration', record({ times: '"2026-09-22 03:04:05","2026-09-22 03:04:15","2026-11-22 03:04:10"' })],
    ['too-few-columns', record().slice(0, 60)],
    ['ambiguous', record().slice(0, -1)],
    [
      'too-many-columns',
      record({
        src: '"1","900","c","n","PJSIP/1-1","","a","d","2026-11-22 03:04:05","","2026-11-22 03:04:06",1,1,"BUSY","3","x"',
      }),
    ],
  ])('refuses as %s', (reason, line) => {
    expect(reasonOf(format, line), line).toBe(reason);
  });

  it('passes over an empty line and a header', () => {
    expect(readCdr(format, '')).toBeUndefined();
    const names =
      'accountcode,src,dst,dcontext,clid,channel,dstchannel,lastapp,lastdata,start,answer,end,duration,billsec,disposition,amaflags,uniqueid,userfield';
    expect(readCdr(format, names)).toBeUndefined();
    expect(readCdr(format, `"${names.replaceAll(',', '","')}"`)).toBeUndefined();
  });

  it('lets no text of a stranger move a column', () => {
    const own = [
      '","',
      '"',
      '""',
      ',',
      '"2020-01-01 00:00:00"',
      '2020-01-01 00:00:00',
      '1,1',
      '"ANSWERED"',
      '"DOCUMENTATION"',
      '9.9',
      'x',
    ];
    const text = fc.array(fc.constantFrom(...own), { maxLength: 24 }).map((all) => all.join(''));
    const { answer, start, end, outcome } = callOf(format, record());
    fc.assert(
      fc.property(text, text, text, (name, number, data) => {
        // As a writer does that doubles nothing.
        const line = record({ clid: `""${name}" <201>"`, src: `"${number}"`, lastdata: `"${data}"` });
        const reading = readCdr(format, line);
        if (reading !== undefined && 'id' in reading)
          expect(reading).toMatchObject({ answer, start, end, outcome, id: '1795313045.12' });
      }),
      { numRuns: 3000 },
    );
  });

  const later = usual.times.replaceAll('11-22', '11-23');
  it.each([
    record(),
    unanswered,
    record({ times: later, tail: '"DOCUMENTATION","1795313045.12","","peer","1795313040.10",7' }),
    record({ times: later.replaceAll('",', '.123456",'), lengths: '610.000000,600.000000' }),
    unanswered.replace(',,', ',"",'),
    record().replaceAll('"2026-11-22 03:04:05"', '2026-11-22 03:04:05'),
  ])('sees the start at a quick look: %s', (line) => {
    const bytes = Buffer.from(line);
    expect(format.startOf?.(bytes, 0, bytes.length)).toBe(callOf(format, line).start);
  });

  cdrPromises(
    () => createAsteriskCdr(testOptions),
    [record(), unanswered, record({ clid: '""Jan" <201>"' }), record({ times: later })],
  );
});
