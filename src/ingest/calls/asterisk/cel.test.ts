import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CallRecord } from '../../../core/call-record.ts';
import { createZone } from '../../line/zone.ts';
import type { CallSource, CallSourceSink } from '../call-source.ts';
import { CelCalls } from './cel-calls.ts';
import { CelCsv, usualCelColumns } from './cel-csv.ts';
import { createCelFileSource } from './cel-file.ts';
import { ChannelCalls } from './channel-calls.ts';

const t = 1_795_000_000_000;

/** A line of `cel_custom`. `ms` after the start. */
function line(type: string, ms: number, id: string, fields: Record<string, string> = {}): string {
  const endpoint = fields.endpoint ?? '100';
  const values: Record<string, string> = {
    eventtype: type,
    eventtime: ((t + ms) / 1_000).toFixed(6),
    num: endpoint,
    exten: '0022070012345',
    context: 'phones',
    channame: `PJSIP/${endpoint}-0000000${id}`,
    accountcode: 'acme',
    uniqueid: `1795000000.${id}`,
    linkedid: '1795000000.1',
    ...fields,
  };
  return usualCelColumns.map((name) => `"${(values[name] ?? '').replaceAll('"', '""')}"`).join(',');
}

const hangup = (cause: number, status = '') => `{"hangupcause":${cause},"hangupsource":"x","dialstatus":"${status}"}`;
const outgoing = { endpoint: 'carrier', exten: 's', context: 'from-trunk', accountcode: '' };
const whole = [
  line('CHAN_START', 0, '1'),
  line('APP_START', 10, '1', { appname: 'Dial', appdata: 'PJSIP/0022070012345@carrier,20' }),
  line('CHAN_START', 20, '2', outgoing),
  line('ANSWER', 3_000, '2', outgoing),
  line('ANSWER', 3_001, '1'),
  line('BRIDGE_ENTER', 3_002, '1'),
  line('HANGUP', 63_000, '2', { ...outgoing, eventextra: hangup(16) }),
  line('CHAN_END', 63_000, '2', outgoing),
  line('HANGUP', 63_001, '1', { eventextra: hangup(16, 'ANSWER') }),
  line('CHAN_END', 63_001, '1'),
  line('LINKEDID_END', 63_001, '1'),
];

function follow(lines: readonly string[]): { now: CallRecord[]; unread: number } {
  const told = new Map<string, CallRecord>();
  const cel = new CelCalls(new ChannelCalls((record) => told.set(record.id, record)));
  const csv = new CelCsv(createZone('UTC'));
  let unread = 0;
  for (const text of lines) {
    const bytes = Buffer.from(text);
    const entry = csv.read(bytes, 0, bytes.length);
    if (entry === undefined) unread++;
    else cel.take(entry);
  }
  return { now: [...told.values()], unread };
}

describe('channel event logging', () => {
  it('makes the call it tells of', () => {
    expect(follow(whole)).toEqual({
      unread: 0,
      now: [
        {
          id: '1795000000.1',
          linkedId: '1795000000.1',
          direction: 'out',
          from: '100',
          to: '0022070012345',
          account: '100',
          accountCode: 'acme',
          trunk: 'carrier',
          address: '',
          start: t,
          answer: t + 3_000,
          end: t + 63_000,
          outcome: 'answered',
          cause: 16,
          line: 0,
        },
      ],
    });
  });

  it('with no more than Asterisk logs by itself makes it too', () => {
    const few = whole.filter((text) => !/^"(APP_START|BRIDGE_ENTER|LINKEDID_END)/.test(text));
    expect(follow(few)).toEqual(follow(whole));
  });

  it('without HANGUP ends at the end of channels', () => {
    const { now } = follow(whole.filter((text) => !text.startsWith('"HANGUP')));
    expect(now[0]).toMatchObject({ end: t + 63_000, outcome: 'answered', cause: 0 });
  });

  it('tells how dialling ended by the channel that dialled', () => {
    const { now } = follow([
      whole[0],
      whole[1],
      whole[2],
      line('HANGUP', 9_000, '1', { eventextra: hangup(17, 'BUSY') }),
    ]);
    expect(now[0]).toMatchObject({ outcome: 'busy', cause: 17, end: t + 9_000 });
  });

  it('knows a blind transfer', () => {
    const { now } = follow([
      line('CHAN_START', 0, '1', { exten: '101' }),
      line('APP_START', 1, '1', { exten: '101', appname: 'Dial', appdata: 'PJSIP/101' }),
      line('CHAN_START', 2, '2', { endpoint: '101', exten: 's' }),
      line('ANSWER', 3, '2', { endpoint: '101', exten: '101' }),
      line('BLINDTRANSFER', 500, '2', {
        endpoint: '101',
        eventextra: '{"extension":"0022070099999","transferee_channel_uniqueid":"1795000000.1"}',
      }),
      line('HANGUP', 510, '2', { endpoint: '101', eventextra: hangup(16) }),
      line('APP_START', 520, '1', { exten: '0022070099999', appname: 'Dial', appdata: 'PJSIP/0022070099999@carrier' }),
      line('CHAN_START', 521, '3', outgoing),
      line('ANSWER', 530, '3', outgoing),
    ]);
    expect(now).toEqual([
      expect.objectContaining({ to: '101', account: '100', end: t + 510 }),
      expect.objectContaining({
        id: '1795000000.3',
        to: '0022070099999',
        account: '101',
        answer: t + 530,
        end: undefined,
      }),
    ]);
  });

  it('reads other columns and times in words', () => {
    const csv = new CelCsv(createZone('Europe/Amsterdam'), ['EventTime', 'EventType', 'UniqueID', 'Exten']);
    const bytes = Buffer.from('"2026-11-22 03:04:05.250","CHAN_START","1.1","101"');
    expect(csv.read(bytes, 0, bytes.length)).toMatchObject({
      type: 'CHAN_START',
      time: Date.parse('2026-11-22T02:04:05.250Z'),
      uniqueId: '1.1',
      extension: '101',
      channel: '',
    });
  });

  it('takes nothing from lines that are none, and never throws', () => {
    const csv = new CelCsv(createZone('UTC'));
    const broken = [
      '',
      'x',
      whole[0].slice(0, -3),
      `${whole[0]},"more"`,
      whole[0].replace('CHAN_START', 'chan start'),
      whole[0].replace(/17950000\d+\.\d+/, 'soon'),
    ];
    expect(follow(broken)).toEqual({ now: [], unread: broken.length });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.constantFrom(...whole), fc.nat(), (junk, text, at) => {
        const cut = at % text.length;
        const bytes = Buffer.from(text.slice(0, cut) + junk + text.slice(cut));
        const entry = csv.read(bytes, 0, bytes.length);
        if (entry !== undefined) expect(Number.isFinite(entry.time)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a file of it', () => {
  let dir: string;
  let path: string;
  let source: CallSource | undefined;
  const told: CallRecord[] = [];
  const states: (readonly [boolean, string])[] = [];
  const counts = { received: 0, recognised: 0, ignored: 0, malformed: 0 };
  const sink: CallSourceSink = {
    call: (record) => told.push(record),
    fact() {},
    running: () => expect.fail('a file does not know what runs'),
    state: (up, detail) => states.push([up, detail]),
    count(what, n) {
      counts[what] += n;
    },
  };
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'belwacht-cel-'));
    path = join(dir, 'Master.csv');
    told.length = 0;
    states.length = 0;
    Object.assign(counts, { received: 0, recognised: 0, ignored: 0, malformed: 0 });
  });
  afterEach(async () => {
    await source?.stop();
    rmSync(dir, { recursive: true });
  });

  async function start(from: 'start' | 'end' = 'start'): Promise<void> {
    source = createCelFileSource({ id: 'cel', path, timeZone: 'UTC', from }, sink);
    await source.start();
  }
  async function until(look: () => boolean): Promise<void> {
    for (let tries = 0; !look(); tries++) {
      if (tries > 300) throw new Error(`not in time: ${JSON.stringify(counts)}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  const add = (lines: readonly string[], end = '\n') =>
    appendFileSync(path, lines.map((text) => `${text}${end}`).join(''));

  it('is read as it grows, half lines when they are whole, through a rotation and a truncation', async () => {
    writeFileSync(path, '');
    await start();
    add(whole.slice(0, 3), '\r\n');
    appendFileSync(path, whole[3].slice(0, 40));
    await until(() => counts.received === 3);
    appendFileSync(path, `${whole[3].slice(40)}\n`);
    await until(() => told.at(-1)?.answer !== undefined);
    add(whole.slice(4, 6));
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, `${whole[6]}\n`);
    writeFileSync(path, '');
    add(whole.slice(7));
    await until(() => counts.received === whole.length);
    expect(told.at(-1)).toMatchObject({ end: t + 63_000 });
    expect(counts).toMatchObject({ malformed: 0, ignored: 1, recognised: whole.length - 1 });
    truncateSync(path);
    await new Promise((resolve) => setTimeout(resolve, 60));
    add(['broken', ...whole]);
    await until(() => counts.received === 2 * whole.length + 1);
    expect(counts.malformed).toBe(1);
  });

  it('is read from its end unless told, and waited for when it is not there', async () => {
    await start('end');
    expect(states).toEqual([[false, expect.stringContaining(path)]]);
    add(whole);
    await until(() => counts.received === whole.length);
    expect(states.at(-1)?.[0]).toBe(true);
    await source?.stop();
    await start('end');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(counts.received).toBe(whole.length);
  });

  it('with a line without end is passed over', async () => {
    writeFileSync(path, 'x'.repeat(500_000));
    await start();
    add(['', ...whole]);
    await until(() => counts.recognised === whole.length - 1);
    expect(counts.malformed).toBeGreaterThan(0);
    expect(told.at(-1)).toMatchObject({ end: t + 63_000 });
  });
});
