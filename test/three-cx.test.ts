import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ThreeCxBlockList } from '../src/enforce/calls/three-cx/block-list.ts';
import { ThreeCxControl } from '../src/enforce/calls/three-cx/three-cx-control.ts';
import { ThreeCxSource, type ThreeCxSourceOptions } from '../src/ingest/calls/three-cx/three-cx-source.ts';
import { XapiClient, type XapiClientOptions } from '../src/ingest/calls/three-cx/xapi-client.ts';
import { XapiOptionsError } from '../src/ingest/calls/three-cx/xapi-transport.ts';
import { Certificates } from './lab/certificates.ts';
import { until } from './lab/until.ts';
import { KeptCalls } from './stand-ins/call-sink.ts';
import { ThreeCxStandIn, type ThreeCxStandInOptions } from './stand-ins/three-cx.ts';

/**
 * The source and the control of 3CX against a stand-in for its configuration API, over real sockets. 3CX itself is not to be
 * had here: nothing of this ran against it.
 */
const client = { clientId: 'belwacht', clientSecret: 'Zeven-Zilveren-Zwanen' };
let certificates: Certificates;
let tls: { cert: string; key: string };
beforeAll(() => {
  certificates = new Certificates();
  tls = certificates.sign(['localhost']);
});
afterAll(() => certificates.remove());

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function standIn(options: Partial<ThreeCxStandInOptions> = {}, more: Partial<XapiClientOptions> = {}) {
  const pbx = new ThreeCxStandIn({ ...client, tls, ...options });
  const url = await pbx.listen();
  closing.push(() => pbx.close());
  pbx.sets.Users.push({ Id: 1, Number: '100' }, { Id: 2, Number: '101' });
  pbx.sets.Trunks.push({ Id: 9, Number: '10000' });
  const xapi = new XapiClient({ ...client, url, ca: certificates.ca, timeoutMs: 1_500, patienceMs: 300, ...more });
  closing.push(() => xapi.close());
  return { pbx, xapi, url };
}

async function follow(xapi: XapiClient, options: Partial<ThreeCxSourceOptions> = {}) {
  const kept = new KeptCalls();
  const source = new ThreeCxSource(
    {
      id: 'cx',
      xapi,
      name: 'pbx.example',
      activeMs: 50,
      historyMs: 100,
      eventsMs: 100,
      retry: { first: 50, most: 200 },
      ...options,
    },
    kept,
  );
  closing.push(() => source.stop());
  await source.start();
  return { kept, source };
}

const isUp = (kept: KeptCalls) => () => kept.states.at(-1)?.up;
const idOf = (row: Record<string, unknown>) => `${row.Id}@${Date.parse(String(row.EstablishedAt))}`;
function answer(row: Record<string, unknown>): void {
  row.Status = 'Talking';
  row.LastChangeStatus = new Date().toISOString();
}

describe('the calls of 3CX', () => {
  test('are followed from start to end', async () => {
    const { pbx, xapi } = await standIn();
    const { kept } = await follow(xapi);
    await until('up', 5, isUp(kept));
    const row = pbx.call(612, '100', '00220700123');
    const id = idOf(row);
    await until('began', 5, () => kept.last(id));
    expect(kept.last(id)).toMatchObject({
      linkedId: '612',
      direction: 'out',
      account: '100',
      from: '100',
      to: '00220700123',
      trunk: '10000',
      start: Date.parse(String(row.EstablishedAt)),
      answer: undefined,
      outcome: 'running',
    });
    answer(row);
    await until('answered', 5, () => kept.last(id)?.answer === Date.parse(String(row.LastChangeStatus)));
    // Being put on hold is no second answer.
    row.Status = 'OnHold';
    row.LastChangeStatus = new Date(Date.now() + 1_000).toISOString();
    await new Promise((resolve) => setTimeout(resolve, 150));
    const told = kept.calls.length;
    pbx.end(row);
    await until('ended', 5, () => kept.last(id)?.end);
    expect(kept.calls.length).toBe(told + 1);
    expect(kept.last(id)?.outcome).toBe('answered');
    expect(kept.calls.every(({ complete }) => !complete)).toBe(true);
  });

  test('that run when Belwacht comes, or came and went while it was away, are told', async () => {
    const { pbx, xapi } = await standIn();
    const before = pbx.call(1, '100', '00220700123', 'Talking');
    const { kept } = await follow(xapi);
    await until('up', 5, isUp(kept));
    expect(kept.runs[0].ids).toEqual([idOf(before)]);
    expect(kept.last(idOf(before))?.answer).toBeGreaterThan(0);
    const gone = pbx.call(2, '101', '00252612345');
    await until('known', 5, () => kept.last(idOf(gone)));
    pbx.limit = { path: 'ActiveCalls', times: 2, retryAfter: '1' };
    await until('down', 5, () => kept.states.some(({ up }) => !up));
    pbx.end(gone);
    const fresh = pbx.call(3, '100', '+25261999');
    await until('up again', 5, () => kept.runs.length === 2);
    expect([...kept.runs[1].ids].sort()).toEqual([idOf(before), idOf(fresh)].sort());
    expect(kept.last(idOf(gone))?.end).toBeUndefined();
  });

  test('that do not fit on one page are all read, and end only when they are missing twice', async () => {
    const { pbx, xapi } = await standIn({ pageSize: 10 });
    const rows = Array.from({ length: 35 }, (_, i) => pbx.call(100 + i, '100', `0022070${1000 + i}`));
    const { kept } = await follow(xapi);
    await until('up', 5, isUp(kept));
    expect(kept.runs[0].ids.length).toBe(35);
    pbx.end(rows[0]);
    await until('ended', 5, () => kept.last(idOf(rows[0]))?.end);
    expect(kept.calls.filter(({ record }) => record.end !== undefined).length).toBe(1);
  });

  test('inside, from outside, and forwarded are told apart', async () => {
    const { pbx, xapi } = await standIn();
    const at = new Date().toISOString();
    const row = (Id: number, Caller: string, Callee: string) => ({
      Id,
      Caller,
      Callee,
      Status: 'Talking',
      EstablishedAt: at,
    });
    pbx.sets.ActiveCalls.push(
      row(1, '100 Jan', '101 Piet'),
      row(2, '10000 Carrier (+31201234567)', '101 Piet'),
      row(3, '10000 Carrier (+31201234567)', '10000 Carrier (00220700123)'),
      row(4, '', ''),
    );
    pbx.sets.ActiveCalls.push({ Id: 'x', Caller: 1 }, { Id: 5, Caller: '100', Callee: '101', Status: 'x' });
    const { kept } = await follow(xapi);
    await until('up', 5, isUp(kept));
    const told = new Map(kept.calls.map(({ record }) => [record.linkedId, record]));
    expect(told.get('1')).toMatchObject({ direction: 'internal', account: '100', to: '101', trunk: '' });
    expect(told.get('2')).toMatchObject({ direction: 'in', account: '101', from: '+31201234567', trunk: '10000' });
    expect(told.get('3')).toMatchObject({ direction: 'out', to: '00220700123', trunk: '10000' });
    expect(told.get('4')).toMatchObject({ direction: 'unknown' });
    expect(told.size).toBe(4);
    expect(kept.counts.malformed).toBeGreaterThanOrEqual(2);
  });

  test('come with their history, each segment once and complete', async () => {
    const { pbx, xapi } = await standIn({ pageSize: 2 });
    const start = Date.now() - 60_000;
    const segment = (SegmentId: number, more: object = {}) => ({
      SegmentId,
      SegmentStartTime: new Date(start).toISOString(),
      SegmentEndTime: new Date(start + 50_000).toISOString(),
      SrcInternal: true,
      SrcDn: '100',
      SrcCallerNumber: 'Ext.100',
      DstInternal: false,
      DstExternal: true,
      DstDn: '10000',
      DstCallerNumber: '00220700123',
      CallAnswered: true,
      CallTime: 'PT40.5S',
      ...more,
    });
    pbx.sets.CallHistoryView.push(
      segment(1),
      segment(2, { CallAnswered: false, CallTime: 'PT0S' }),
      segment(3, { SegmentEndTime: new Date(start - 1_000).toISOString() }),
      segment(4, {
        SegmentStartTime: new Date(start - 7_200_000).toISOString(),
        SegmentEndTime: new Date(start - 3_600_000).toISOString(),
      }),
      segment(5, { SrcInternal: false, SrcCallerNumber: '+31201234567', DstInternal: true, DstDn: '101' }),
    );
    const { kept } = await follow(xapi);
    await until('read', 5, () => kept.calls.length >= 3);
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(kept.calls.map(({ record, complete }) => [record.id, complete])).toEqual([
      ['segment-1', true],
      ['segment-2', true],
      ['segment-5', true],
    ]);
    expect(kept.last('segment-1')).toMatchObject({
      account: '100',
      to: '00220700123',
      trunk: '10000',
      direction: 'out',
      answer: start + 9_500,
      end: start + 50_000,
      outcome: 'answered',
    });
    expect(kept.last('segment-2')).toMatchObject({ answer: undefined, outcome: 'no-answer' });
    expect(kept.last('segment-5')).toMatchObject({ direction: 'in', account: '101', from: '+31201234567' });
  });

  test('come with failed sign-ins, each once, and no address when a stranger put in a second one', async () => {
    const { pbx, xapi } = await standIn();
    const entry = (Message: string, after = 0) => ({
      EventId: 12,
      Type: 'Warning',
      Source: 'x',
      Message,
      TimeGenerated: new Date(Date.now() + after).toISOString(),
    });
    pbx.sets.EventLogs.push(
      entry('IP 203.0.113.9 has been blacklisted. Reason: too many failed authentications!'),
      entry('Authentication failed for extension 100 from 203.0.113.9'),
      entry('Failed authentication of "x 192.0.2.1" from 203.0.113.9'),
      entry('Backup has been made'),
      { nothing: true },
    );
    const { kept } = await follow(xapi);
    await until('read', 5, () => kept.facts.length === 3);
    expect(kept.facts.map(({ account, address }) => [account, address])).toEqual([
      ['', '203.0.113.9'],
      ['100', '203.0.113.9'],
      ['', ''],
    ]);
    pbx.sets.EventLogs.push(entry('Authentication failed for extension 101 from 2001:db8::7', 500));
    await until('one more', 5, () => kept.facts.length === 4);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(kept.facts.length).toBe(4);
    expect(kept.facts[3]).toMatchObject({ kind: 'sign-in-failed', account: '101', address: '2001:db8::7' });
  });
});

describe('the interface of 3CX', () => {
  test('is signed in to once for many, again before the token runs out, and when somebody else had one made', async () => {
    const { pbx, xapi } = await standIn({ tokenS: 60 });
    await Promise.all([xapi.list('Users'), xapi.list('Trunks'), xapi.list('ActiveCalls')]);
    expect(pbx.tokens).toBe(1);
    pbx.forgetToken();
    await xapi.list('Users');
    expect(pbx.tokens).toBe(2);
    const brief = await standIn({ tokenS: 1 });
    await brief.xapi.list('Users');
    await new Promise((resolve) => setTimeout(resolve, 900));
    await brief.xapi.list('Users');
    expect(brief.pbx.tokens).toBe(2);
    // It was renewed before a request was refused.
    expect(brief.pbx.heard.filter((line) => line === 'GET /xapi/v1/Users').length).toBe(2);
  });

  test('a wrong secret is told without it, and not tried often', async () => {
    const { pbx, xapi } = await standIn({}, { clientSecret: 'Verkeerd-Geheim-99' });
    const { kept } = await follow(xapi, { retry: { first: 20, most: 400 } });
    await until('told', 5, () => kept.states.length > 0);
    expect(kept.states[0].detail).toContain('did not accept client id and secret');
    await new Promise((resolve) => setTimeout(resolve, 350));
    expect(pbx.heard.length).toBeLessThanOrEqual(3);
    expect(kept.everything).not.toContain('Verkeerd-Geheim-99');
    const error = (await xapi.list('Users').catch((reason: Error) => reason)) as Error;
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('Verkeerd-Geheim-99');
  });

  test('“too many requests” is waited for when it is short, and told when it is long', async () => {
    const { pbx, xapi } = await standIn();
    pbx.limit = { path: 'Users', times: 1, retryAfter: '0' };
    expect((await xapi.list('Users')).rows.length).toBe(2);
    pbx.limit = { path: 'Users', times: 1, retryAfter: '120' };
    await expect(xapi.list('Users')).rejects.toMatchObject({ trouble: 'limited', retryable: true, waitMs: 120_000 });
    // Nothing else is asked meanwhile.
    const asked = pbx.heard.length;
    await expect(xapi.list('Trunks')).rejects.toMatchObject({ trouble: 'limited' });
    expect(pbx.heard.length).toBe(asked);
  });

  test.each(['cut', 'endless', 'html', 'silent'] as const)('an answer that is %s ends nothing', async (trick) => {
    const { pbx, xapi } = await standIn({}, { timeoutMs: 800 });
    const { kept } = await follow(xapi);
    await until('up', 5, isUp(kept));
    const before = process.memoryUsage().rss;
    pbx.trick = trick;
    await until('down', 10, () => kept.states.some(({ up }) => !up));
    await until('up again', 10, isUp(kept));
    expect(kept.runs.length).toBe(2);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  test('slow answers are waited for, and stopping does not', async () => {
    const { pbx, xapi } = await standIn();
    pbx.slowMs = 200;
    const { kept, source } = await follow(xapi);
    await until('up', 10, isUp(kept));
    pbx.slowMs = 1_400;
    await new Promise((resolve) => setTimeout(resolve, 300));
    const started = Date.now();
    await source.stop();
    expect(Date.now() - started).toBeLessThan(300);
    const told = kept.everything;
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    expect(kept.everything).toBe(told);
  });

  test('a set that the client may not read is left out and said; the calls go on', async () => {
    const { pbx, xapi } = await standIn();
    pbx.forbidden.add('CallHistoryView').add('Users');
    pbx.call(1, '100', '00220700123');
    const { kept } = await follow(xapi);
    await until('up', 5, isUp(kept));
    expect(kept.states.at(-1)?.detail).toContain('No call history: The API client may not use CallHistoryView.');
    expect(kept.calls[0].record).toMatchObject({ direction: 'out', account: '100' });
  });

  test('is spoken over https, unless told otherwise', async () => {
    for (const url of [
      'http://localhost:1',
      'ftp://localhost',
      'localhost',
      'https://u:p@localhost',
      'https://localhost/x',
    ])
      expect(() => new XapiClient({ ...client, url }), url).toThrow(XapiOptionsError);
    const { xapi } = await standIn({ tls: undefined }, { insecure: true });
    expect((await xapi.list('Users')).rows.length).toBe(2);
  });

  test('nothing is sent to a server whose certificate is not good', async () => {
    const { pbx, url } = await standIn();
    const strict = new XapiClient({ ...client, url });
    await expect(strict.list('Users')).rejects.toMatchObject({ trouble: 'unreachable' });
    const other = new XapiClient({ ...client, url: url.replace('localhost', '127.0.0.1'), ca: certificates.ca });
    await expect(other.list('Users')).rejects.toMatchObject({ trouble: 'unreachable' });
    expect(pbx.heard).toEqual([]);
  });

  test('a pinned key takes the place of authorities, and another key gets nothing', async () => {
    const { pbx, url } = await standIn();
    const pinOf = (file: string) => {
      const key = new X509Certificate(readFileSync(file)).publicKey.export({ type: 'spki', format: 'der' });
      return createHash('sha256').update(key).digest('base64');
    };
    const pinned = new XapiClient({ ...client, url, pin: pinOf(tls.cert) });
    closing.push(() => pinned.close());
    expect((await pinned.list('Users')).rows.length).toBe(2);
    const heard = pbx.heard.length;
    const wrong = new XapiClient({ ...client, url, pin: pinOf(certificates.sign(['localhost']).cert) });
    await expect(wrong.list('Users')).rejects.toMatchObject({ trouble: 'refused', retryable: false });
    expect(pbx.heard.length).toBe(heard);
    expect(() => new XapiClient({ ...client, url, pin: 'x' })).toThrow(XapiOptionsError);
  });

  test('redirects are not followed', async () => {
    const { xapi } = await standIn();
    await expect(xapi.get('Nowhere')).rejects.toMatchObject({ trouble: 'gone' });
  });
});

describe('acting on 3CX', () => {
  async function control() {
    const { pbx, xapi } = await standIn();
    pbx.sets.OutboundRules.push(
      { Id: 1, Name: 'All out', Prefix: '', DNRanges: [], Routes: [{ TrunkId: 9 }], Priority: 0 },
      { Id: 2, Name: 'Other', Prefix: '00', DNRanges: [], Routes: [{ TrunkId: 9 }], Priority: 1 },
    );
    const plan = { country: 'NL', internationalPrefixes: ['00'], nationalPrefix: '0', outsideLine: [] };
    return { pbx, xapi, acting: new ThreeCxControl({ id: 'cx', xapi, confirmMs: 800, ...plan }) };
  }
  const stop = { kind: 'stop-account', account: '100', reach: 'abroad' } as const;

  /** Whether 3CX would let a call pass, as it describes its rules: the first that fits decides. */
  function passes(pbx: ThreeCxStandIn, extension: string, number: string): boolean {
    const rules = pbx.sets.OutboundRules.toSorted((a, b) => Number(a.Priority) - Number(b.Priority));
    const first = rules.find(({ Prefix, DNRanges, NumberLengthRanges }) => {
      const ranges = DNRanges as { From: string; To: string }[];
      const [from, to] = String(NumberLengthRanges ?? '1-99')
        .split('-')
        .map(Number);
      return (
        (ranges.length === 0 || ranges.some(({ From, To }) => extension >= From && extension <= To)) &&
        String(Prefix)
          .split(',')
          .some((prefix) => number.startsWith(prefix)) &&
        number.length >= from &&
        number.length <= to
      );
    });
    return ((first?.Routes as unknown[]) ?? []).length > 0;
  }

  test('drops a call and sees that it is gone; another with its number is left alone', async () => {
    const { pbx, acting } = await control();
    const row = pbx.call(612, '100', '00220700123', 'Talking');
    await acting.act({ kind: 'hang-up', callId: '612@1700000000000' });
    expect(pbx.sets.ActiveCalls.length).toBe(1);
    await acting.act({ kind: 'hang-up', callId: idOf(row) });
    expect(pbx.sets.ActiveCalls).toEqual([]);
    await acting.act({ kind: 'hang-up', callId: idOf(row) });
    const stays = pbx.call(613, '100', '00220700123', 'Talking');
    pbx.ignoresDrop = true;
    await expect(acting.act({ kind: 'hang-up', callId: idOf(stays) })).rejects.toMatchObject({ retryable: true });
  });

  test('stops an extension by a rule before all others, knows it, and takes it back', async () => {
    const { pbx, acting } = await control();
    await acting.act(stop);
    await acting.act(stop);
    expect(pbx.sets.OutboundRules.length).toBe(3);
    expect(passes(pbx, '100', '00220700123')).toBe(false);
    for (const number of ['112', '0031112', '+31112', '0201234567', '0031201234567', '116117'])
      expect(passes(pbx, '100', number), number).toBe(true);
    expect(passes(pbx, '101', '00220700123')).toBe(true);
    await acting.act({ ...stop, reach: 'outgoing' });
    await acting.act({ ...stop, account: '101' });
    expect(passes(pbx, '100', '0201234567')).toBe(false);
    expect(passes(pbx, '100', '0031112')).toBe(true);
    expect(await acting.inForce()).toHaveLength(3);
    await acting.undo({ ...stop, reach: 'outgoing' });
    await acting.undo({ ...stop, account: '101' });
    expect(await acting.inForce()).toEqual([stop]);
    await acting.undo(stop);
    await acting.undo(stop);
    expect(pbx.sets.OutboundRules.map(({ Id }) => Id)).toEqual([1, 2]);
    expect(passes(pbx, '100', '00220700123')).toBe(true);
  });

  test('a rule that somebody changed or put behind others is no stop any more, and is mended', async () => {
    const { pbx, acting } = await control();
    await acting.act(stop);
    const rule = pbx.sets.OutboundRules.find(({ Name }) => String(Name).startsWith('Belwacht'))!;
    rule.Routes = [{ TrunkId: 9 }];
    expect(await acting.inForce()).toEqual([]);
    await acting.act(stop);
    expect(await acting.inForce()).toEqual([stop]);
    const made = pbx.sets.OutboundRules.find(({ Name }) => String(Name).startsWith('Belwacht'))!;
    for (const one of pbx.sets.OutboundRules) one.Priority = one === made ? 9 : Number(one.Id);
    await acting.act(stop);
    expect(passes(pbx, '100', '00220700123')).toBe(false);
  });

  test('puts addresses on the block list and takes back only its own', async () => {
    const { pbx, xapi } = await control();
    const list = new ThreeCxBlockList('cx', xapi);
    pbx.sets.Blocklist.push({
      Id: 1,
      IPAddrMask: '203.0.113.9',
      BlockType: 'Block',
      Description: 'by hand',
      ExpiresAt: null,
    });
    const until = Date.now() + 3_600_000;
    const one = { address: '203.0.113.9', until, reason: 'guessing\npasswords' };
    const wide = { address: '2001:DB8::/64', until, reason: 'x' };
    const ours = () => pbx.sets.Blocklist.slice(1).map(({ IPAddrMask, ExpiresAt }) => [IPAddrMask, ExpiresAt]);
    expect(await list.align([one, wide])).toEqual({ held: ['203.0.113.9', '2001:DB8::/64'], refused: [] });
    const end = new Date(until).toISOString();
    expect(ours()).toEqual([
      ['203.0.113.9', end],
      ['2001:db8::/64', end],
    ]);
    expect(JSON.stringify(pbx.sets.Blocklist)).not.toContain('\\n');
    // What is as it should be is not touched.
    pbx.heard.length = 0;
    await list.align([one, wide]);
    expect(pbx.heard).toEqual(['GET /xapi/v1/Blocklist']);
    // A longer end, and somebody who wrote over one of them.
    pbx.sets.Blocklist.at(-1)!.IPAddrMask = '0.0.0.0/0';
    await list.align([{ ...one, until: until + 60_000 }, wide]);
    expect(ours()).toEqual([
      ['203.0.113.9', new Date(until + 60_000).toISOString()],
      ['2001:db8::/64', end],
    ]);
    const never = ['0.0.0.0/0', '10.0.0.0/8', '::/0', 'x', '192.0.2.1 or 1'];
    const { held, refused } = await list.align([...never.map((address) => ({ ...one, address })), wide]);
    expect(held).toEqual(['2001:DB8::/64']);
    expect(refused.map(({ address }) => address)).toEqual(never);
    await list.align([]);
    expect(pbx.sets.Blocklist.map(({ Id }) => Id)).toEqual([1]);
  });

  test('says which address the 3CX refuses, and that nobody knows when it does not answer', async () => {
    const { pbx, xapi } = await control();
    const list = new ThreeCxBlockList('cx', xapi);
    const until = Date.now() + 3_600_000;
    const wanted = ['203.0.113.9', '203.0.113.10'].map((address) => ({ address, until, reason: 'x' }));
    pbx.refuses = (set, row) => set === 'Blocklist' && row.IPAddrMask === '203.0.113.9';
    const { held, refused } = await list.align(wanted);
    expect(held).toEqual(['203.0.113.10']);
    expect(refused).toEqual([{ address: '203.0.113.9', sentence: 'It refused Blocklist (HTTP 400).' }]);
    pbx.forbidden.add('Blocklist');
    await expect(list.align(wanted)).rejects.toMatchObject({ name: 'ControlError', retryable: false });
    pbx.forbidden.clear();
    await pbx.close();
    await expect(list.align(wanted)).rejects.toMatchObject({ name: 'ControlError', retryable: true });
  });

  test('lets no name become a request', async () => {
    const { pbx, acting } = await control();
    for (const account of ['', '100)/Pbx.DropCall', "1' or '1", '100\r\n', '*', '../Users', '12345678901'])
      await expect(acting.act({ ...stop, account })).rejects.toMatchObject({ name: 'ControlError', retryable: false });
    for (const callId of ['1', '1@x', '1)/Pbx.DropCall?x=@1700000000000', ' 1@1700000000000'])
      await expect(acting.act({ kind: 'hang-up', callId })).rejects.toMatchObject({ retryable: false });
    expect(pbx.heard).toEqual([]);
  });

  test('says what it cannot do, and that 3CX cannot be reached', async () => {
    const { pbx, acting } = await control();
    expect(acting.can('drop-registration')).toBe(false);
    await expect(acting.act({ kind: 'drop-registration', account: '100' })).rejects.toMatchObject({ retryable: false });
    await expect(acting.undo({ kind: 'hang-up', callId: '1@1700000000000' })).rejects.toMatchObject({
      retryable: false,
    });
    pbx.forbidden.add('OutboundRules');
    await expect(acting.act(stop)).rejects.toMatchObject({ name: 'ControlError', retryable: false });
    await pbx.close();
    await expect(acting.inForce()).rejects.toMatchObject({ name: 'ControlError', retryable: true });
  });
});
