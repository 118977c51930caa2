import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CallRecord } from '../../core/call-record.ts';
import type { CallSourceSetup } from '../../core/calls/call-records.ts';
import { defaultDialPlan } from '../../core/phone/dial-plan.ts';
import type { CallSourceSink } from '../../ingest/calls/call-source.ts';
import { makePbx } from './make-pbx.ts';
import type { SourceOrder } from './messages.ts';
import { refusesSource } from './refuses-source.ts';

const empty: CallSourceSetup = {
  ...{ host: '', port: 0, tls: false, fingerprint: '', ca: '', url: '', insecure: false, user: '', path: '' },
  ...{ format: '', timeZone: '', fields: [], mapping: null, peers: [], trunks: [], domain: '', control: false },
};
const options = { timeZone: 'Europe/Amsterdam', cursor: undefined, onCursor() {} };
const nothing: CallSourceSink = { call() {}, fact() {}, running() {}, state() {}, count() {} };

function order(kind: string, setup: Partial<CallSourceSetup>): SourceOrder {
  const plan = defaultDialPlan('NL');
  return { id: 'one', tenant: 'provider', name: 'One', kind, setup: { ...empty, ...setup }, secret: 'x', plan };
}

it('asks 3CX without TLS only when somebody says that it may be so', () => {
  const setup = { url: 'http://192.0.2.9:5000', user: 'belwacht' };
  expect(refusesSource('3cx-xapi', { ...empty, ...setup })).toContain('https only');
  expect(() => makePbx(order('3cx-xapi', setup), nothing, options)).toThrow('https only');
  expect(refusesSource('3cx-xapi', { ...empty, ...setup, insecure: true })).toBe('');
  makePbx(order('3cx-xapi', { ...setup, insecure: true }), nothing, options).close?.();
});

it('takes a fingerprint in hexadecimal digits, with or without colons, and an authority in PEM', () => {
  const setup = { url: 'https://192.0.2.9:5001', user: 'belwacht' };
  for (const fingerprint of ['ab'.repeat(32), Array(32).fill('AB').join(':')]) {
    expect(refusesSource('3cx-xapi', { ...empty, ...setup, fingerprint })).toBe('');
    makePbx(order('3cx-xapi', { ...setup, fingerprint }), nothing, options).close?.();
  }
  expect(refusesSource('3cx-xapi', { ...empty, ...setup, fingerprint: 'abcd' })).toContain('SHA-256');
  expect(refusesSource('asterisk-ami', { ...empty, host: 'pbx.example', ca: 'pbx.example' })).toContain('PEM');
});

it('reads the calls of an Asterisk from its channel event log', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'belwacht-cel-'));
  const path = join(dir, 'Master.csv');
  writeFileSync(path, '');
  const told: CallRecord[] = [];
  const setup = { path, trunks: ['carrier'], fields: ['eventtype', 'eventtime', 'exten', 'channame', 'uniqueid'] };
  expect(refusesSource('asterisk-cel', { ...empty, ...setup })).toBe('');
  expect(refusesSource('asterisk-cel', { ...empty, path: 'Master.csv' })).toContain('whole path');
  const { source, control } = makePbx(
    order('asterisk-cel', setup),
    { ...nothing, call: (record) => told.push(record) },
    options,
  );
  expect([source?.kind, control]).toEqual(['asterisk-cel', undefined]);
  await source?.start();
  try {
    const at = 1_795_000_000;
    const line = (type: string, s: number, channel: string, id: number) =>
      `"${type}","${at + s}.000000","0022070012345","PJSIP/${channel}-0000000${id}","${at}.${id}"\n`;
    appendFileSync(path, line('CHAN_START', 0, '100', 1) + line('ANSWER', 3, '100', 1));
    await expect.poll(() => told.at(-1)?.account, { timeout: 5000 }).toBe('100');
    expect(told.at(-1)).toMatchObject({ to: '0022070012345', start: at * 1000 });
  } finally {
    await source?.stop();
    rmSync(dir, { recursive: true });
  }
});
