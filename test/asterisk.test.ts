import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CallGuard } from '../src/app/calls/call-guard.ts';
import { LiveCalls } from '../src/app/calls/live-calls.ts';
import type { CallRecord } from '../src/core/call-record.ts';
import type { Call } from '../src/core/calls/call.ts';
import { createAsteriskControl } from '../src/enforce/calls/asterisk/asterisk-control.ts';
import type { CallControl, ControlAct } from '../src/enforce/calls/call-control.ts';
import { AmiLink } from '../src/ingest/calls/asterisk/ami-link.ts';
import {
  type AsteriskCallSource,
  type AsteriskSourceOptions,
  createAsteriskSource,
} from '../src/ingest/calls/asterisk/asterisk-source.ts';
import { createCelFileSource } from '../src/ingest/calls/asterisk/cel-file.ts';
import type { CallSource } from '../src/ingest/calls/call-source.ts';
import { createAsteriskCdr } from '../src/ingest/cdr/asterisk/asterisk-cdr.ts';
import { isCall } from '../src/ingest/cdr/cdr-format.ts';
import { createZone } from '../src/ingest/line/zone.ts';
import { type LabAsterisk, startAsterisk } from './lab/asterisk.ts';
import { carrier, managers } from './lab/asterisk-config.ts';
import { AsteriskPhone } from './lab/asterisk-phone.ts';
import { SeenCalls } from './lab/asterisk-sink.ts';
import { LabNetwork } from './lab/network.ts';
import { until } from './lab/until.ts';

/** A real Asterisk, two real phones that call each other and abroad through a trunk, and what we see and do of it. */
const dir = mkdtempSync(join(tmpdir(), 'belwacht-asterisk-'));
const abroad = '0022070012345';
const ended = (record: CallRecord) => record.end !== undefined;
const answered = (record: CallRecord) => record.answer !== undefined && record.end === undefined;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let network: LabNetwork;
let asterisk: LabAsterisk;
let one: AsteriskPhone;
let other: AsteriskPhone;
let watch: AsteriskCallSource;
const seen = new SeenCalls();
const seenCel = new SeenCalls();
const seenFile = new SeenCalls();
const sources: CallSource[] = [];
let act: AmiLink;
let control: CallControl;
let port: number;
let strangerHost: ReturnType<LabNetwork['host']>;

function options(more: Partial<AsteriskSourceOptions> = {}): AsteriskSourceOptions {
  return {
    id: 'pbx',
    host: '127.0.0.1',
    port,
    ...managers.watch,
    timeZone: 'UTC',
    retry: { first: 100, most: 400 },
    // Asked for where Asterisk knows the question, else seen in the dial plan.
    forwardsMs: 300,
    watchDialplan: true,
    ...more,
  };
}

beforeAll(async () => {
  network = new LabNetwork('ast');
  const hosts = ['198.51.100.7', '198.51.100.8', carrier, '203.0.113.66'].map((address) => network.host(address));
  strangerHost = hosts[3];
  asterisk = await startAsterisk(network, dir);
  // The carrier takes every call and waits for its end.
  network.start(hosts[2], 'sipp', ['-sn', 'uas', '-i', carrier, '-p', '5060', '-nostdin']);
  port = await asterisk.manager.open();
  watch = createAsteriskSource(options(), seen);
  const cel = createAsteriskSource(options({ id: 'pbx-cel', follow: 'cel', forwardsMs: 0 }), seenCel);
  const celFile = createCelFileSource(
    { id: 'cel', path: asterisk.logPath('cel-custom/Master.csv'), timeZone: 'UTC', from: 'start' },
    seenFile,
  );
  sources.push(watch, cel, celFile);
  for (const source of sources) await source.start();
  act = new AmiLink({ host: '127.0.0.1', port, ...managers.act, events: 'off' });
  control = createAsteriskControl({ id: 'pbx', ami: act, channelsOf: (id) => watch.channelsOf(id) });
  await until('the source is up', 10, () => seen.states.at(-1)?.up);
  one = await AsteriskPhone.start(network, hosts[0], dir, '100');
  other = await AsteriskPhone.start(network, hosts[1], dir, '101');
}, 180_000);

afterAll(async () => {
  for (const source of sources) await source.stop();
  await control?.close();
  asterisk?.manager.close();
  asterisk?.managerTls.close();
  await network?.close();
  rmSync(dir, { recursive: true, force: true });
}, 60_000);

async function call(phone: AsteriskPhone, number: string): Promise<void> {
  await phone.next('CALL_ESTABLISHED', () => phone.dial(number));
}

async function hangUp(phone: AsteriskPhone): Promise<void> {
  await phone.next('CALL_CLOSED', () => phone.hangUp());
  await until('no channels', 5, () => asterisk.console('core show channels count').includes('0 active channels'));
}

/** Dials and gives what the phone was told instead of a call. */
async function refusal(phone: AsteriskPhone, number: string): Promise<string> {
  const established = phone.count('CALL_ESTABLISHED');
  const { param } = await phone.next('CALL_CLOSED', () => phone.dial(number));
  expect(phone.count('CALL_ESTABLISHED')).toBe(established);
  return param ?? '';
}

/** Dials, and hangs up as soon as it is answered. */
async function passes(phone: AsteriskPhone, number: string): Promise<void> {
  await call(phone, number);
  await hangUp(phone);
}

describe('a call abroad', () => {
  let start: number;
  let mark: number;
  let markCel: number;

  test('is told at its start, its answer and its end, of the right account and trunk', async () => {
    start = Date.now();
    mark = seen.told.length;
    markCel = seenCel.told.length;
    await call(one, abroad);
    const running = await seen.call1(abroad, mark, (record) => answered(record) && record.trunk !== '');
    expect(running).toMatchObject({
      from: '100',
      to: abroad,
      account: '100',
      accountCode: 'code-100',
      trunk: 'carrier',
      direction: 'out',
      address: '198.51.100.7',
      outcome: 'running',
    });
    expect(running.start).toBeGreaterThanOrEqual(start - 50);
    expect(running.answer! - running.start).toBeLessThan(2_000);
    expect(watch.channelsOf(running.id)).toHaveLength(2);
    const first = seen.told[mark].record;
    expect(first).toMatchObject({ id: running.id, answer: undefined, end: undefined, to: abroad });
    await pause(1_200);
    await hangUp(one);
    const over = await seen.call1(abroad, mark, ended);
    expect(over).toMatchObject({ id: running.id, outcome: 'answered', cause: 16, start: running.start });
    expect(over.end! - over.answer!).toBeGreaterThan(1_100);
    expect(over.end! - over.answer!).toBeLessThan(4_000);
    expect(watch.channelsOf(running.id)).toEqual([]);
  });

  test('is the same by channel event logging, over the wire and in a file, and by its records', async () => {
    const live = await seen.call1(abroad, mark, ended);
    const byRecord = await seen.call1(abroad, mark, ended, true);
    const byCel = await seenCel.call1(abroad, markCel, ended);
    const byFile = await seenFile.call1(abroad, 0, ended);
    const line = Buffer.from(
      asterisk
        .log('cdr-csv/Master.csv')
        .split('\n')
        .find((text) => text.includes(abroad)) ?? '',
    );
    const inFile = createAsteriskCdr({ zone: createZone('UTC') }).read(line, 0, line.length, 1);
    if (!isCall(inFile)) throw new Error(`no call in ${line}`);
    for (const same of [byRecord, byCel, byFile, inFile]) {
      expect(same).toMatchObject({
        id: live.id,
        linkedId: live.linkedId,
        from: '100',
        to: abroad,
        account: '100',
        accountCode: 'code-100',
        trunk: 'carrier',
        outcome: 'answered',
      });
      for (const moment of ['start', 'answer', 'end'] as const)
        expect(Math.abs(same[moment]! - live[moment]!), moment).toBeLessThan(1_000);
    }
    const calls = new Map<string, Call>();
    const nothing = { customers: [], decks: new Map(), rules: [], numberLists: [] };
    const guard = new CallGuard(nothing, { alert() {}, stop() {}, refused() {}, hangUp() {} });
    const all = new LiveCalls(guard, { kept: (call) => calls.set(call.id, call) });
    all.take(inFile, true, 'file', 'cdr', Date.now());
    all.take(byFile, false, 'cel-file', 'switch', Date.now());
    all.take(live, false, 'ami', 'switch', Date.now());
    all.take(byCel, false, 'cel', 'switch', Date.now());
    all.take(byRecord, true, 'ami', 'cdr', Date.now());
    expect([...calls.values()]).toMatchObject([{ direction: 'out', trunk: 'carrier', outcome: 'answered' }]);
  });
});

test('a call between phones, one that nobody answers and one to a service are told for what they are', async () => {
  const mark = seen.told.length;
  await passes(one, '101');
  expect(await seen.call1('101', mark, ended)).toMatchObject({
    account: '100',
    outcome: 'answered',
    address: '198.51.100.7',
  });
  await passes(one, '600');
  expect(await seen.call1('600', mark, ended)).toMatchObject({ account: '100', trunk: '', outcome: 'answered' });
  // No contact has this extension.
  await refusal(one, '199');
  expect(await seen.call1('199', mark, ended)).toMatchObject({ answer: undefined, outcome: 'failed' });
});

test('a forwarded call is one of the account that forwards, and ends like any', async () => {
  const mark = seen.told.length;
  await call(one, '201');
  const leg = await seen.call1('0022070055500', mark, answered);
  expect(leg).toMatchObject({ account: '201', from: '201', trunk: 'carrier', direction: 'out' });
  expect(await seen.call1('201', mark, answered)).toMatchObject({ account: '100' });
  expect(seen.calls('0022070055500', mark)).toHaveLength(1);
  // Once it hears voices, Asterisk takes the Local channel between them out, whose id the call has.
  await until('no Local channel', 5, () => !/^Local/m.test(asterisk.console('core show channels concise')));
  const { confirmed } = await control.act({ kind: 'hang-up', callId: leg.id });
  expect(confirmed).toContain('hung up');
  await until('no channels', 5, () => asterisk.console('core show channels count').includes('0 active channels'));
  expect((await seen.call1('0022070055500', mark, ended)).id).toBe(leg.id);
});

describe('a transfer', () => {
  test('without asking is a second call of who transfers, and the first is over', async () => {
    const mark = seen.told.length;
    await call(one, '101');
    other.transfer('0022070099999');
    const second = await seen.call1('0022070099999', mark, answered);
    expect(second).toMatchObject({ account: '101', trunk: 'carrier', linkedId: seen.calls('101', mark)[0].id });
    const first = await seen.call1('101', mark, ended);
    expect(first.end!).toBeLessThanOrEqual(second.start + 500);
    await pause(1_200);
    await hangUp(one);
    await seen.call1('0022070099999', mark, ended);
    // Asterisk writes the last number into both records; ours tell each for what it was.
    const records = await until('both records', 5, () => {
      const all = ['101', '0022070099999'].flatMap((to) => seen.calls(to, mark, true));
      return all.length === 2 && all;
    });
    expect(records.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(seen.calls('0022070099999', mark)).toHaveLength(1);
    expect(records[0].end! - records[0].start).toBeLessThan(1_000);
  });

  test('of two calls to each other costs each leg abroad once, and they can be hung up', async () => {
    const mark = seen.told.length;
    await call(one, '0022070011111');
    await call(other, '0022070022222');
    const first = await seen.call1('0022070011111', mark, answered);
    const second = await seen.call1('0022070022222', mark, answered);
    const { entries } = await act.ask('CoreShowChannels');
    const [near, far] = entries.map((entry) => entry.get('channel')).filter((name) => name.startsWith('PJSIP/carrier'));
    // What comes of an attended transfer: the two far ends talk, and both phones are out.
    const closed = one.count('CALL_CLOSED') + other.count('CALL_CLOSED');
    await act.ask('Bridge', { Channel1: near, Channel2: far });
    await until('the phones are out', 5, () => one.count('CALL_CLOSED') + other.count('CALL_CLOSED') === closed + 2);
    await pause(300);
    expect(seen.calls('0022070011111', mark)).toEqual([expect.objectContaining({ id: first.id, end: undefined })]);
    expect(seen.calls('0022070022222', mark)).toEqual([expect.objectContaining({ id: second.id, end: undefined })]);
    expect(asterisk.console('core show channels concise').match(/^PJSIP\/carrier/gm)).toHaveLength(2);
    // Both have one linked id by now, which is only one of theirs.
    await control.act({ kind: 'hang-up', callId: second.id });
    await control.act({ kind: 'hang-up', callId: first.id });
    await until('no channels', 5, () => asterisk.console('core show channels count').includes('0 active channels'));
    await seen.call1('0022070011111', mark, ended);
    await seen.call1('0022070022222', mark, ended);
    expect(seen.told.slice(mark).filter(({ record, complete }) => !complete && record.end !== undefined)).toHaveLength(
      2,
    );
  });
});

describe('hang up', () => {
  test('ends the call: the phone hears it', async () => {
    const mark = seen.told.length;
    await call(one, abroad);
    const { id } = await seen.call1(abroad, mark, answered);
    const closed = await one.next('CALL_CLOSED', () => {
      void control.act({ kind: 'hang-up', callId: id });
    });
    expect(closed.param).toMatch(/peer|BYE|Call rejected|reset/i);
    expect(await seen.call1(abroad, mark, ended)).toMatchObject({ id, outcome: 'answered', cause: 21 });
    expect((await control.act({ kind: 'hang-up', callId: id })).confirmed).toBe('The call had ended already.');
  });

  test('of one call leaves others alone', async () => {
    const mark = seen.told.length;
    await call(one, abroad);
    await call(other, '600');
    const { id } = await seen.call1(abroad, mark, answered);
    await control.act({ kind: 'hang-up', callId: id });
    expect(asterisk.console('core show channels concise')).toMatch(/^PJSIP\/101/m);
    await hangUp(other);
  });
});

describe('a stopped account', () => {
  const stop: ControlAct = { kind: 'stop-account', account: '100', reach: 'abroad' };

  test('is refused abroad, and calls for help, home and inside', async () => {
    expect((await control.act(stop)).confirmed).toContain('belwacht-stop/100 = abroad');
    expect(await control.inForce()).toEqual([stop]);
    const mark = seen.told.length;
    expect(await refusal(one, abroad)).toContain('403');
    expect(await seen.call1(abroad, mark, ended)).toMatchObject({ outcome: 'failed', cause: 21, trunk: '' });
    expect(await refusal(one, '+22070012345')).toContain('403');
    expect(await refusal(one, '000220700123')).toContain('403');
    for (const number of ['112', '0112', '0201234567', '0031201234567', '101']) await passes(one, number);
    // Others are not concerned.
    await passes(other, abroad);
  });

  test('can be stopped further, and back', async () => {
    const further: ControlAct = { ...stop, reach: 'outgoing' };
    await control.act(further);
    expect(await control.inForce()).toEqual([stop, further]);
    expect(await refusal(one, '0201234567')).toContain('403');
    for (const number of ['112', '0112', '9112', '+31112', '0031112', '00911', '101']) await passes(one, number);
    await control.undo(further);
    expect(await control.inForce()).toEqual([stop]);
    await passes(one, '0201234567');
    expect(await refusal(one, abroad)).toContain('403');
  });

  test('calls again a day after Belwacht is gone, and is refused again once it is there', async () => {
    const until = /until\s*: (\d+)/.exec(asterisk.console('database show belwacht-lease'))?.[1];
    expect(Math.abs(Number(until) - Date.now() / 1000 - 86_400)).toBeLessThan(3_700);
    asterisk.console(`database put belwacht-lease until ${Math.floor(Date.now() / 1000) - 1}`);
    await passes(one, abroad);
    await control.renewLease!();
    expect(await refusal(one, abroad)).toContain('403');
    asterisk.console('database del belwacht-lease until');
    await passes(one, abroad);
    await control.renewLease!();
    expect(await refusal(one, abroad)).toContain('403');
  });

  test('passes at once when it is undone, twice too', async () => {
    await control.undo(stop);
    expect(await control.inForce()).toEqual([]);
    await passes(one, abroad);
    expect((await control.undo(stop)).confirmed).toContain('no entry');
  });

  test('that only forwards is stopped as well', async () => {
    const forwarder: ControlAct = { kind: 'stop-account', account: '201', reach: 'abroad' };
    await control.act(forwarder);
    await refusal(one, '201');
    await passes(one, abroad);
    await control.undo(forwarder);
  });

  test('is no stop where no dial plan would look: that is said', async () => {
    asterisk.console('dialplan remove context belwacht');
    await expect(control.act(stop)).rejects.toMatchObject({ name: 'ControlError', retryable: false });
    expect(await control.inForce()).toEqual([]);
    asterisk.console('dialplan reload');
    await until('the dial plan is back', 5, () => asterisk.console('dialplan show belwacht').includes('refuse'));
  });
});

describe('facts of accounts', () => {
  test('who signed in, who did not and from where', async () => {
    expect(seen.facts).toContainEqual(
      expect.objectContaining({ kind: 'signed-in', account: '100', address: '198.51.100.7' }),
    );
    await AsteriskPhone.start(network, strangerHost, dir, '101', 'manual', 'no-password');
    const failed = await until('a failure', 5, () => seen.facts.find(({ kind }) => kind === 'sign-in-failed'));
    expect(failed).toMatchObject({ account: '101', address: '203.0.113.66' });
    // The manager interface's own users are no accounts.
    expect(seen.facts.some(({ account }) => account.startsWith('belwacht'))).toBe(false);
  });

  test('forwards that are set and taken back', async () => {
    await one.next('CALL_CLOSED', () => one.dial('700'));
    const set = await until('the forward', 5, () => seen.facts.find(({ kind }) => kind === 'forward-set'));
    expect(set).toMatchObject({ account: '100', target: '0022070055500' });
    await one.next('CALL_CLOSED', () => one.dial('701'));
    await until('its end', 5, () =>
      seen.facts.find(({ kind, account }) => kind === 'forward-cleared' && account === '100'),
    );
  });
});

describe('a connection that is cut', () => {
  test('is made again; what ran on, began and ended meanwhile is known', async () => {
    const mark = seen.told.length;
    await call(one, abroad);
    await call(other, '600');
    const kept = await seen.call1(abroad, mark, answered);
    const lost = await seen.call1('600', mark, answered);
    const lists = seen.lists.length;
    asterisk.manager.closed = true;
    asterisk.manager.cut();
    await until('it is down', 5, () => seen.states.at(-1)?.up === false);
    expect(seen.states.at(-1)?.detail).toMatch(/[A-Z].*\.$/);
    await hangUpOnly(other);
    const before = Date.now();
    await call(other, '0022070033333');
    const after = Date.now();
    await pause(1_500);
    asterisk.manager.closed = false;
    await until('it is up again', 5, () => seen.states.at(-1)?.up === true && seen.lists.length > lists);
    const begun = (await seen.call1('0022070033333', mark, answered)) as CallRecord;
    expect(begun).toMatchObject({ account: '101', trunk: 'carrier', direction: 'out', address: '198.51.100.8' });
    expect(begun.start).toBeGreaterThanOrEqual(before - 50);
    expect(begun.start).toBeLessThanOrEqual(after);
    expect(begun.answer).toBeLessThanOrEqual(after + 50);
    expect(new Set(seen.lists.at(-1)?.ids)).toEqual(new Set([kept.id, begun.id]));
    expect(seen.lists.at(-1)?.ids).not.toContain(lost.id);
    await hangUpOnly(one);
    expect((await seen.call1(abroad, mark, ended)).id).toBe(kept.id);
    await hangUp(other);
    expect((await seen.call1('0022070033333', mark, ended)).id).toBe(begun.id);
  });

  test('with calls that began before anybody listened', async () => {
    await call(one, abroad);
    const before = Date.now();
    await pause(1_500);
    const late = new SeenCalls();
    const source = createAsteriskSource(options({ id: 'late' }), late);
    await source.start();
    const found = await late.call1(abroad, 0, answered);
    expect(found).toMatchObject({ from: '100', account: '100', trunk: 'carrier', address: '198.51.100.7' });
    expect(found.answer).toBeLessThanOrEqual(before + 50);
    expect(found.answer).toBeGreaterThan(before - 3_000);
    expect(late.lists.at(-1)?.ids).toEqual([found.id]);
    await hangUp(one);
    await late.call1(abroad, 0, ended);
    await source.stop();
    // A forwarded one too: what costs is the number it was sent to.
    await call(one, '201');
    const later = new SeenCalls();
    const again = createAsteriskSource(options({ id: 'later' }), later);
    await again.start();
    expect(await later.call1('0022070055500', 0, answered)).toMatchObject({ trunk: 'carrier', direction: 'out' });
    await hangUp(one);
    await later.call1('0022070055500', 0, ended);
    await again.stop();
  });

  async function hangUpOnly(phone: AsteriskPhone): Promise<void> {
    await phone.next('CALL_CLOSED', () => phone.hangUp());
  }
});

test('a registration that is dropped is gone', async () => {
  expect(asterisk.console('pjsip show contacts')).toContain('101/sip:101');
  const { confirmed } = await control.act({ kind: 'drop-registration', account: '101' });
  expect(confirmed).toContain('removed');
  expect(asterisk.console('pjsip show contacts')).not.toContain('101/sip:101');
  await refusal(one, '101');
  expect((await control.act({ kind: 'drop-registration', account: '101' })).confirmed).toBe('101 was not registered.');
  await expect(control.act({ kind: 'drop-registration', account: 'nobody' })).rejects.toMatchObject({
    retryable: false,
  });
});

describe('least privilege', () => {
  test('who watches can change nothing', async () => {
    const link = new AmiLink({ host: '127.0.0.1', port, ...managers.watch, events: 'off' });
    for (const [action, fields] of [
      ['Hangup', { Channel: 'PJSIP/100-00000000' }],
      ['DBPut', { Family: 'belwacht-stop', Key: '100', Val: 'outgoing' }],
      ['Originate', { Channel: 'PJSIP/100', Application: 'Echo' }],
      ['Command', { Command: 'core show version' }],
    ] as const)
      await expect(link.ask(action, fields), action).rejects.toThrow(/permission denied/i);
    await link.close();
  });

  test('who acts can neither run commands nor make calls', async () => {
    await expect(act.ask('Command', { Command: 'core show version' })).rejects.toThrow(/permission denied/i);
    await expect(act.ask('Originate', { Channel: 'PJSIP/100', Application: 'Echo' })).rejects.toThrow(
      /permission denied/i,
    );
  });

  test('with a wrong secret the source says so, without the secret', async () => {
    const none = new SeenCalls();
    const source = createAsteriskSource(options({ id: 'wrong', secret: 'wrong-secret-9' }), none);
    await source.start();
    const said = await until('a state', 5, () => none.states.at(-1));
    expect(said).toMatchObject({ up: false });
    expect(said.detail).toContain('belwacht-watch');
    expect(said.detail).not.toContain('wrong-secret');
    await source.stop();
  });
});

describe('over TLS', () => {
  const name = 'belwacht.example.net';

  test('only the authority or the certificate that was set is trusted', async () => {
    const tlsPort = await asterisk.managerTls.open();
    const ca = readFileSync(asterisk.certificates.ca, 'utf8');
    const { fingerprint256 } = new X509Certificate(readFileSync(asterisk.certificates.cert));
    const reach = async (tls: NonNullable<AsteriskSourceOptions['tls']>): Promise<string> => {
      const link = new AmiLink({
        host: '127.0.0.1',
        port: tlsPort,
        ...managers.act,
        events: 'off',
        tls,
        timeoutMs: 1_500,
      });
      try {
        return (await link.ask('CoreSettings')).response.get('asteriskversion');
      } catch (error) {
        return (error as Error).message;
      } finally {
        await link.close();
      }
    };
    const version = asterisk.version.replace('Asterisk ', '');
    expect(await reach({ ca, servername: name })).toBe(version);
    expect(await reach({ fingerprint: fingerprint256 })).toBe(version);
    expect(await reach({ servername: name })).toMatch(/^No connection to Asterisk at .*certificate/);
    expect(await reach({ ca, servername: 'other.example.net' })).toMatch(/does not match/);
    const another = fingerprint256.replace(/^../, (two) => (two === '00' ? '01' : '00'));
    expect(await reach({ fingerprint: another })).toMatch(/not the one that was set/);
  });
});

test('a restart of Asterisk ends its calls and keeps the stops', async () => {
  const kept: ControlAct = { kind: 'stop-account', account: '100', reach: 'outgoing' };
  await control.act(kept);
  const mark = seen.told.length;
  await call(one, '600');
  const { id } = await seen.call1('600', mark, answered);
  const lists = seen.lists.length;
  asterisk.console('core restart now');
  await until('it is back', 20, () => seen.states.at(-1)?.up === true && seen.lists.length > lists);
  expect(seen.lists.at(-1)?.ids).not.toContain(id);
  expect(await until('the stops', 10, () => control.inForce())).toEqual([kept]);
  await control.undo(kept);
});

test('nothing that came was malformed', () => {
  for (const { counts } of [seen, seenCel, seenFile]) {
    expect(counts.malformed).toBe(0);
    expect(counts.received).toBe(counts.recognised + counts.ignored);
    expect(counts.recognised).toBeGreaterThan(50);
  }
});
