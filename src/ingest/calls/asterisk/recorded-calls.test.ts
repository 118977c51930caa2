import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CallRecord } from '../../../core/call-record.ts';
import { isCall } from '../../cdr/cdr-format.ts';
import { createZone } from '../../line/zone.ts';
import { AmiMessage } from './ami-message.ts';
import { CdrEvents } from './cdr-event.ts';
import { RecordedCalls } from './recorded-calls.ts';

const t = Date.parse('2026-11-22T02:04:05Z');

function event(fields: Record<string, string> = {}): AmiMessage {
  return new AmiMessage(
    new Map(
      Object.entries({
        event: 'Cdr',
        accountcode: 'acme',
        source: '100',
        destination: '0022070012345',
        destinationcontext: 'phones',
        callerid: '"Jan "" Pieters" <100>',
        channel: 'PJSIP/100-00000001',
        destinationchannel: 'PJSIP/carrier-00000002',
        lastapplication: 'Dial',
        lastdata: 'PJSIP/0022070012345@carrier,20',
        starttime: '2026-11-22 03:04:05',
        answertime: '2026-11-22 03:04:15',
        endtime: '2026-11-22 03:14:15',
        duration: '610',
        billableseconds: '600',
        disposition: 'ANSWERED',
        amaflags: 'DOCUMENTATION',
        uniqueid: '1795313045.1',
        userfield: '',
        ...fields,
      }),
    ),
  );
}

function recordOf(fields: Record<string, string> = {}, linkedId = ''): CallRecord {
  const reading = new CdrEvents(createZone('Europe/Amsterdam')).read(event(fields), linkedId);
  if (!isCall(reading)) throw new Error(`no call: ${JSON.stringify(reading)}`);
  return reading;
}

const followed: CallRecord = {
  ...recordOf(),
  direction: 'out',
  address: '198.51.100.7',
  cause: 16,
  start: t + 250,
  answer: t + 10_400,
  end: t + 610_900,
};

describe('a record of the manager interface', () => {
  it('is read as one of a file', () => {
    expect(recordOf()).toMatchObject({
      id: '1795313045.1',
      linkedId: '1795313045.1',
      account: '100',
      accountCode: 'acme',
      trunk: 'carrier',
      to: '0022070012345',
      start: t,
      answer: t + 10_000,
      end: t + 610_000,
      outcome: 'answered',
    });
    expect(recordOf({}, '1795313040.9').linkedId).toBe('1795313040.9');
    expect(recordOf({ linkedid: '1795313040.7' }, '1795313040.9').linkedId).toBe('1795313040.7');
  });

  it('that is none is refused', () => {
    const records = new CdrEvents(createZone('UTC'));
    for (const [key, value] of [
      ['starttime', 'soon'],
      ['endtime', '2026-11-22 03:00:00'],
      ['disposition', 'PERHAPS'],
    ])
      expect(isCall(records.read(event({ [key]: value }), ''))).toBe(false);
  });
});

describe('records of calls that were followed', () => {
  let told: CallRecord[];
  let recorded: RecordedCalls;
  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    recorded = new RecordedCalls((record) => told.push(record));
  });
  afterEach(() => void vi.useRealTimers());
  const give = (record: CallRecord, leg: string) => {
    recorded.take(record, leg);
    vi.advanceTimersByTime(1_000);
    return told.at(-1)!;
  };

  it('say what was seen, to the fraction of a second', () => {
    recorded.take(recordOf(), 'PJSIP/carrier-00000002');
    // Its last event comes a moment later.
    recorded.heard(followed, 'PJSIP/carrier-00000002');
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(told[0]).toMatchObject({
      start: t + 250,
      answer: t + 10_400,
      end: t + 610_900,
      direction: 'out',
      cause: 16,
    });
    expect(told[0].address).toBe('198.51.100.7');
  });

  it('keep their own times where they differ by more', () => {
    recorded.heard({ ...followed, end: t + 700_000 }, 'PJSIP/carrier-00000002');
    expect(give(recordOf(), 'PJSIP/carrier-00000002')).toMatchObject({ end: t + 610_000, start: t + 250 });
  });

  it('are of the leg they name, whatever number Asterisk wrote into them', () => {
    recorded.heard({ ...followed, id: '1', to: '101' }, 'PJSIP/101-00000002');
    recorded.heard({ ...followed, id: '2', to: '0022070099999', account: '101' }, 'PJSIP/carrier-00000003');
    const last = { destination: '0022070099999' };
    expect(give(recordOf(last), 'PJSIP/101-00000002')).toMatchObject({ id: '1', to: '101' });
    expect(give(recordOf(last), 'PJSIP/carrier-00000003')).toMatchObject({ id: '2', account: '101' });
  });

  it('are found by their id when nobody answered', () => {
    const busy = { disposition: 'BUSY', answertime: '', billableseconds: '0' };
    recorded.heard({ ...followed, answer: undefined, outcome: 'busy', cause: 17 }, '');
    expect(give(recordOf(busy), 'PJSIP/carrier-00000002')).toMatchObject({
      outcome: 'busy',
      cause: 17,
      direction: 'out',
    });
  });

  it('are told as they are when the call was not followed', () => {
    expect(give(recordOf(), 'PJSIP/carrier-00000002')).toEqual(recordOf());
    recorded.heard({ ...followed, to: '999' }, 'PJSIP/other-1');
    expect(give(recordOf(), '')).toEqual(recordOf());
  });

  it('that wait are forgotten at the end', () => {
    recorded.take(recordOf(), '');
    recorded.close();
    vi.advanceTimersByTime(1_000);
    expect(told).toEqual([]);
  });
});
