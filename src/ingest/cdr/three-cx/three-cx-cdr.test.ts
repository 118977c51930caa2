import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createZone } from '../../line/zone.ts';
import type { CdrCall } from '../cdr-call.ts';
import { isCall } from '../cdr-format.ts';
import { callOf, cdrPromises, readCdr, reasonOf, testOptions } from '../cdr-promises.ts';
import { createThreeCxCdr } from './three-cx-cdr.ts';
import { ThreeCxFieldsError } from './three-cx-fields.ts';

const format = createThreeCxCdr(testOptions);
const times = '00:10:00,2026/11/22 03:04:05,2026/11/22 03:04:15,2026/11/22 03:14:15,TerminatedByDst';
const head = (from = 'Ext.100', to = '00220700123') => `Call 612,00000C21AB_6531,${times},${from},${to}`;
const out = `${head()},100,10000,00220700123,Default,00220700123,10000,7788,,,,Chain: Ext.100;00220700123;`;
const within = out.replaceAll('00220700123', 'Ext.101').replaceAll('10000', '101');
const incoming = `${head('+31201234567', 'Ext.101')},10001,101,101,Default,Ext.101,101,,,,,Chain: +31201234567;Ext.101;`;
const forwarded = `${head('+31201234567', 'Ext.101')},10001,101,101,FwdAll,00220700123,10000,,,,,Chain: +31201234567;Ext.101;00220700123;`;
const missed = incoming.replace(times, '00:00:00,2026/11/22 03:04:05,,2026/11/22 03:04:30,TerminatedBySrc');

describe('3cx-cdr', () => {
  it('reads a call that goes out', () => {
    expect(callOf(format, out)).toMatchObject({
      id: '00000C21AB_6531',
      linkedId: '612',
      direction: 'out',
      from: '100',
      to: '00220700123',
      account: '100',
      accountCode: '7788',
      trunk: '10000',
      start: Date.parse('2026-11-22T02:04:05Z'),
      answer: Date.parse('2026-11-22T02:04:15Z'),
      end: Date.parse('2026-11-22T02:14:15Z'),
      outcome: 'answered',
      disagrees: false,
    });
  });

  it('reads calls inside, calls in, and calls in that go out again', () => {
    expect(callOf(format, within)).toMatchObject({ direction: 'internal', from: '100', to: '101', trunk: '' });
    const parties = { from: '+31201234567', account: '101' };
    expect(callOf(format, incoming)).toMatchObject({ direction: 'in', to: '101', trunk: '10001', ...parties });
    expect(callOf(format, forwarded)).toMatchObject({
      direction: 'out',
      to: '00220700123',
      trunk: '10000',
      ...parties,
    });
  });

  it('takes nobody from outside for an extension', () => {
    expect(callOf(format, incoming.replace('+31201234567', 'Ext.100'))).toMatchObject({
      direction: 'in',
      account: '101',
    });
  });

  it.each([
    ['TerminatedBySrc', 'cancelled'],
    ['TerminatedByDst', 'no-answer'],
    ['NoAnswer', 'no-answer'],
    ['Busy', 'busy'],
    ['Failed', 'failed'],
    ['NotRegistered', 'failed'],
    ['', 'unknown'],
  ])('reads %s without an answer as %s', (reason, outcome) => {
    expect(callOf(format, missed.replace('TerminatedBySrc', reason))).toMatchObject({ outcome, answer: undefined });
  });

  it('takes the zone it is given', () => {
    const utc = createThreeCxCdr({ zone: createZone('UTC') });
    expect(callOf(utc, out).start).toBe(Date.parse('2026-11-22T03:04:05Z'));
  });

  it('reads the columns behind the chain, also when names hold commas', () => {
    const more = `${out},Extension,ExternalLine,ExternalLine,"Pieters, Jan",Bakker, Piet,x,`;
    expect(callOf(format, more)).toEqual(callOf(format, out));
  });

  it('reads the order that was set', () => {
    const fields = ['time_end', 'time_start', 'callid', 'skip', 'to-no', 'from-no', 'duration', 'time-answered'];
    const own = createThreeCxCdr({ ...testOptions, fields });
    const line = '2026/11/22 03:14:15,2026/11/22 03:04:05,c1,x,00220700123,Ext.100,00:10:00,2026/11/22 03:04:15';
    expect(callOf(own, line)).toMatchObject({
      id: 'c1',
      linkedId: 'c1',
      from: '100',
      to: '00220700123',
      direction: 'out',
    });
    expect(reasonOf(own, `${line},x`)).toBe('too-many-columns');
    expect(reasonOf(own, 'a,b')).toBe('too-few-columns');
  });

  it.each([
    [['time-start', 'to-no', 'from-no', 'callid'], 'time-end'],
    [['time-start', 'time-end', 'to-no', 'from-no'], 'callid'],
    [['time-start', 'time-end', 'callid', 'to-no'], 'from-no'],
    [['callid', 'colour'], 'colour'],
    [['callid', 'callid'], 'twice'],
  ])('refuses the order %j', (fields, word) => {
    expect(() => createThreeCxCdr({ ...testOptions, fields })).toThrow(ThreeCxFieldsError);
    expect(() => createThreeCxCdr({ ...testOptions, fields })).toThrow(word);
  });

  it('tells when duration and times disagree', () => {
    expect((callOf(format, out.replace('00:10:00', '01:10:00')) as CdrCall).disagrees).toBe(true);
  });

  it.each([
    ['not-this-format', 'hello'],
    ['too-few-columns', head()],
    ['too-many-columns', `${out},,,,,,,,,,,,`],
    ['ambiguous', out.replace('Chain:', '')],
    ['ambiguous', out.replace('Ext.100,', 'Ext.1,00,')],
    ['bad-time', out.replace('2026/11/22 03:04:15', 'x')],
    ['bad-time', out.replace('2026/11/22 03:14:15', '')],
    ['bad-duration', out.replace('00:10:00', '00:99:00')],
    ['impossible-duration', out.replace('00:10:00', '-00:10:00')],
    ['impossible-duration', out.replace('2026/11/22 03:14:15', '2026/11/22 03:04:10')],
    ['impossible-duration', out.replace('2026/11/22 03:14:15', '2027/11/22 03:04:10')],
  ])('refuses as %s', (reason, line) => {
    expect(reasonOf(format, line), line).toBe(reason);
  });

  it('lets no number of a caller move a column', () => {
    const text = fc.array(fc.constantFrom(',', '"', 'Chain: ', '0900', 'Ext.1', ''), { maxLength: 30 });
    fc.assert(
      fc.property(
        text.map((all) => all.join('')),
        fc.boolean(),
        (number, long) => {
          const line = `${incoming.replace('+31201234567', `+31${number}`)}${long ? ',ExternalLine,Extension,Extension,a,b,c,' : ''}`;
          const reading = readCdr(format, line);
          if (isCall(reading)) expect(reading).toMatchObject({ to: '101', direction: 'in', account: '101' });
        },
      ),
      { numRuns: 3000 },
    );
  });

  cdrPromises(() => createThreeCxCdr(testOptions), [out, within, incoming, forwarded, missed]);
});
