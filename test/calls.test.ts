import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallSettings } from '../src/api/schema/call-settings.ts';
import type { CdrTaken } from '../src/api/schema/call-sources.ts';
import type { Call, CallAnswer, CallReport, CallStop, CallsNow } from '../src/api/schema/calls.ts';
import type { NumberList, RateDeck, RateShown } from '../src/api/schema/rates.ts';
import { DebianDatabase } from './lab/database.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';
import { zoneWhere } from './lab/zone-where.ts';

/** The way of calls through a real server on a real PostgreSQL: records in over HTTP, money, stops, verdicts, and back after kill -9. */

let db: DebianDatabase;
let it: Serving;
let ingest: string;
let asker: string;

beforeAll(async () => {
  db = await DebianDatabase.make();
  it = new Serving('calls', { database_url: db.url });
  await it.start();
  ingest = (await it.token('ingest', 'cdr')).secret;
  asker = (
    await it.must<{ secret: string }>('POST', '/api/v1/tokens', { kind: 'api', name: 'sbc', preset: 'authorise' })
  ).secret;
  await customer('bakery', '201');
  await customer('garage', '301');
}, 120_000);

afterAll(async () => {
  await it?.close();
  await db?.remove();
});

async function customer(id: string, account: string): Promise<void> {
  await it.must('POST', '/api/v1/customers', { id, name: id, timeZone: zoneWhere(3) });
  await it.must('POST', `/api/v1/customers/${id}/accounts`, { name: account });
}

/** Lines of a Master.csv. */
function cdr(calls: readonly { account: string; to: string; ago: number; seconds: number; id?: string }[]): string {
  return calls
    .map(({ account, to, ago, seconds, id }, i) => {
      const start = Date.now() - ago * 1000;
      const time = (ms: number) => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');
      const name = id ?? `${start}.${i}.${Math.random()}`;
      const answer = seconds > 0 ? time(start) : '';
      return `"","${account}","${to}","out","${account}","PJSIP/${account}-1","PJSIP/carrier-1","Dial","x","${time(start)}","${answer}","${time(start + seconds * 1000)}",${seconds},${seconds},"${seconds > 0 ? 'ANSWERED' : 'NO ANSWER'}","DOCUMENTATION","${name}",""\n`;
    })
    .join('');
}

async function deliver(lines: string): Promise<CdrTaken> {
  const answer = await it.ask<CdrTaken>('POST', '/api/v1/calls/cdr?format=asterisk-cdr&timezone=UTC', {
    token: ingest,
    body: lines,
    headers: { 'content-type': 'text/csv' },
  });
  expect(answer.status, answer.text).toBe(200);
  return answer.json();
}

async function ask(question: object): Promise<CallAnswer> {
  const answer = await it.ask<CallAnswer>('POST', '/api/v1/calls/authorise', { token: asker, body: question });
  expect(answer.status, answer.text).toBe(200);
  return answer.json();
}

describe('records of calls', () => {
  test('become calls of their customer with a price, once however often they come', async () => {
    const lines = cdr([
      { account: '201', to: '0031201234567', ago: 600, seconds: 120, id: 'a.1' },
      { account: '201', to: '002207012345', ago: 500, seconds: 90, id: 'a.2' },
      { account: '999', to: '0031201234567', ago: 400, seconds: 30, id: 'a.3' },
    ]);
    const taken = await deliver(`${lines}this is no record\n`);
    expect(taken).toMatchObject({ received: 4, calls: 3, refused: 1 });
    expect(Object.values(taken.reasons)).toEqual([1]);
    expect((await deliver(lines)).duplicates).toBe(3);
    const calls = await it.page<Call>('/api/v1/calls');
    expect(calls).toHaveLength(3);
    const gambia = calls.find(({ country }) => country === 'GM')!;
    expect(gambia).toMatchObject({
      tenant: 'bakery',
      payer: '201',
      number: '+2207012345',
      seconds: 90,
      estimate: true,
    });
    expect(gambia.costEur).toBeCloseTo((gambia.eurPerMinute * 90) / 60, 5);
    expect(calls.find(({ account }) => account === '999')?.tenant).toBe('unassigned');
    expect((await it.get<{ items: Call[] }>('/api/v1/calls?country=GM&tenant=bakery')).items).toHaveLength(1);
    expect((await it.get<{ items: Call[] }>('/api/v1/calls?q=%2B2207012345')).items).toHaveLength(1);
  });

  test('come as FreeSWITCH posts them, and as Kamailio tells them in two posts', async () => {
    const post = (format: string, body: string, type: string) =>
      it.ask<CdrTaken>('POST', `/api/v1/calls/cdr?format=${format}&timezone=UTC`, {
        ...{ token: ingest, body, headers: { 'content-type': type } },
      });
    const start = Math.floor(Date.now() / 1000) - 300;
    const variables = {
      ...{ uuid: '3f0c2f7e-1111-4222-8333-444455556666', direction: 'inbound', duration: '61', billsec: '60' },
      ...{ start_epoch: `${start}`, answer_epoch: `${start + 1}`, end_epoch: `${start + 61}` },
      ...{ hangup_cause: 'NORMAL_CLEARING', accountcode: '', sip_auth_username: '301' },
    };
    const callflow = [{ caller_profile: { caller_id_number: '301', destination_number: '0025261234567' } }];
    const json = await post('freeswitch-cdr', JSON.stringify({ variables, callflow }, null, 2), 'application/json');
    expect(json.status, json.text).toBe(200);
    expect(json.json()).toMatchObject({ received: 1, calls: 1, refused: 0 });
    const acc = (method: string, at: number) =>
      `ACC: transaction answered: timestamp=${at};method=${method};from_tag=a;to_tag=b;call_id=kam-1;code=200;reason=OK;src_user=301;dst_user=0025261234599;src_ip=192.0.2.1\n`;
    expect((await post('kamailio-acc', acc('INVITE', start), 'text/plain')).json()).toMatchObject({ calls: 1 });
    expect((await post('kamailio-acc', acc('BYE', start + 30), 'text/plain')).status).toBe(200);
    const { items } = await it.get<{ items: Call[] }>('/api/v1/calls?country=SO');
    expect(items.map(({ number, seconds, end }) => [number, seconds, end !== null]).sort()).toEqual([
      ['+25261234567', 60, true],
      ['+25261234599', 30, true],
    ]);
    const wrong = await post('csv', 'a,b\n', 'text/csv');
    expect(wrong.status, wrong.text).toBe(400);
  });

  test('add up to money that shows', async () => {
    const now = await until('the money to show', 10, async () => {
      const seen = await it.get<CallsNow>('/api/v1/calls/now');
      return seen.costEur.day > 0 && seen;
    });
    expect(now.customers.map(({ tenant }) => tenant)).toContain('bakery');
    const { items } = await it.get<{ items: { country: string; minutes: number; costEur: number }[] }>(
      '/api/v1/calls/destinations?tenant=bakery',
    );
    expect(items.find(({ country }) => country === 'GM')?.minutes).toBeCloseTo(1.5);
  });
});

describe('a stop', () => {
  const question = { from: '201', to: '002207012346', account: '201' };

  test('of a person refuses at once, lets 112 through, and is undone at once', async () => {
    expect((await ask(question)).verdict).toBe('pass');
    const stop = await it.must<CallStop>('POST', '/api/v1/call-stops', {
      ...{ tenant: 'bakery', scope: 'account', payer: '201', reach: 'outgoing' },
      ...{ durationS: 3600, reason: 'looks hijacked' },
    });
    expect(stop.state).toBe('in-force');
    const refused = await ask(question);
    expect(refused).toMatchObject({ verdict: 'refuse', reason: 'stopped-account', stop: stop.id });
    for (const to of ['112', '0112', '+31112', '911', '00112', '1 1 2', 'sip:112@example.net'])
      expect(await ask({ ...question, to }), to).toMatchObject({ verdict: 'pass', reason: 'emergency' });
    expect((await ask({ ...question, account: '301' })).verdict).toBe('pass');
    const text = await it.ask('POST', '/api/v1/calls/authorise?format=text', { token: asker, body: question });
    expect([text.status, text.text]).toEqual([200, 'refuse\n']);
    const form = await it.ask('POST', '/api/v1/calls/authorise?format=text', {
      token: asker,
      body: 'to=112&account=201',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect([form.status, form.text]).toEqual([200, 'pass\n']);
    const lifted = await it.must<CallStop>('DELETE', `/api/v1/call-stops/${stop.id}`);
    expect(lifted.state).toBe('lifted');
    expect((await ask(question)).verdict).toBe('pass');
    expect((await it.ask('DELETE', `/api/v1/call-stops/${stop.id}`)).status).toBe(409);
  });

  test('of calls that were refused is counted and shown', async () => {
    const stop = await it.must<CallStop>('POST', '/api/v1/call-stops', {
      ...{ tenant: 'bakery', scope: 'destination', prefix: '+220', reach: 'costly', durationS: 3600, reason: 'Gambia' },
    });
    for (let i = 0; i < 3; i++) expect((await ask({ ...question, callId: `refused-${i}` })).verdict).toBe('refuse');
    await until('the refusals to be kept', 10, async () => {
      const shown = await it.get<CallStop>(`/api/v1/call-stops/${stop.id}`);
      return shown.refused === 3;
    });
    const calls = await it.get<{ items: Call[] }>('/api/v1/calls?verdict=refused');
    expect(calls.items).toHaveLength(3);
    expect(calls.items[0]).toMatchObject({ verdict: 'refuse', reason: 'stopped-destination', costEur: 0 });
    await it.must('DELETE', `/api/v1/call-stops/${stop.id}`);
  });

  test('cannot be imposed with nonsense', async () => {
    for (const wrong of [
      { tenant: 'bakery', scope: 'account', durationS: 60, reason: 'x' },
      { tenant: 'nobody', scope: 'customer', durationS: 60, reason: 'x' },
      { scope: 'customer', durationS: 60, reason: 'x' },
      { tenant: 'bakery', scope: 'destination', durationS: 60, reason: 'x' },
      { tenant: 'bakery', scope: 'customer', durationS: 60, reason: 'x', divertTo: 'http://x' },
      { tenant: 'bakery', scope: 'customer', durationS: 60, reason: 'x', alert: 'none' },
    ])
      expect((await it.ask('POST', '/api/v1/call-stops', { body: wrong })).status, JSON.stringify(wrong)).toBe(400);
  });
});

describe('what is set', () => {
  test('holds from the answer on, with a version', async () => {
    const path = '/api/v1/customers/garage/call-settings';
    const before = await it.get<CallSettings>(path);
    expect(before).toMatchObject({ mode: 'report-only', version: 0 });
    const after = await it.ask<CallSettings>('PUT', path, {
      body: { mode: 'enforce', dialPlan: { outsideLine: ['9'] }, trunks: ['garage-trunk'], allowedNumbers: [] },
      headers: { 'if-match': '"0"' },
    });
    expect(after.status, after.text).toBe(200);
    expect(after.json()).toMatchObject({ mode: 'enforce', version: 1 });
    const stale = await it.ask('PUT', path, { body: { mode: 'off' }, headers: { 'if-match': '"0"' } });
    expect(stale.status).toBe(412);
    const stop = await it.must<CallStop>('POST', '/api/v1/call-stops', {
      ...{ tenant: 'garage', scope: 'customer', reach: 'abroad', durationS: 600, reason: 'all abroad' },
    });
    // By its trunk, behind the outside line.
    expect((await ask({ to: '9002207012345', trunk: 'garage-trunk' })).verdict).toBe('refuse');
    expect((await ask({ to: '9112', trunk: 'garage-trunk' })).reason).toBe('emergency');
    await it.must('PUT', path, {
      mode: 'enforce',
      dialPlan: { outsideLine: ['9'] },
      trunks: ['garage-trunk'],
      allowedNumbers: [{ number: '+2207012345', note: 'supplier' }],
      allowedCountries: [{ country: 'SO' }],
    });
    expect((await ask({ to: '9002207012345', trunk: 'garage-trunk' })).reason).toBe('allowed-number');
    expect((await ask({ to: '900252612345678', trunk: 'garage-trunk' })).reason).toBe('allowed-number');
    expect((await ask({ to: '9002207012399', trunk: 'garage-trunk' })).verdict).toBe('refuse');
    await it.must('DELETE', `/api/v1/call-stops/${stop.id}`);
    for (const wrong of [{ mode: 'enforce', figures: { 'no.such': 1 } }, { mode: 'x' }, { mode: 'off', trunks: [''] }])
      expect((await it.ask('PUT', path, { body: wrong })).status).toBe(400);
  });

  test('emergency numbers of the provider pass as well', async () => {
    const stop = await it.must<CallStop>('POST', '/api/v1/call-stops', {
      ...{ tenant: 'bakery', scope: 'customer', reach: 'outgoing', durationS: 600, reason: 'all' },
    });
    expect((await ask({ to: '14411', account: '201' })).reason).not.toBe('emergency');
    await it.must('PUT', '/api/v1/emergency-numbers', { numbers: [{ number: '14411', note: 'guards' }] });
    expect((await ask({ to: '14411', account: '201' })).reason).toBe('emergency');
    expect((await ask({ to: '014411', account: '201' })).reason).toBe('emergency');
    await it.must('DELETE', `/api/v1/call-stops/${stop.id}`);
  });

  test('a rate deck rates calls once it is in use; broken lines are told', async () => {
    const upload = (query: string, body: string) =>
      it.ask<RateDeck>('POST', `/api/v1/rate-decks?${query}`, { body, headers: { 'content-type': 'text/csv' } });
    const header = 'prefix,name,eur_per_minute,setup_eur,minimum_s,increment_s\n';
    const first = await upload(
      'name=first',
      `${header}220,Gambia,0.75,0.10,60,60\n31,Netherlands,0.01,0,0,1\nx,broken,1,1,1,1\n`,
    );
    expect(first.status, first.text).toBe(200);
    expect(first.json()).toMatchObject({ prefixes: 2, taken: 2, refused: 1, active: true });
    expect(first.json().troubles[0]).toMatchObject({ line: 4, reason: 'bad-prefix' });
    const rate = () => it.get<RateShown>('/api/v1/rates?number=%2B2207012345');
    expect(await rate()).toMatchObject({
      eurPerMinute: 0.75,
      setupEur: 0.1,
      incrementS: 60,
      estimate: false,
      name: 'Gambia',
    });
    const second = await upload('name=second', `${header}220,Gambia dearer,1.50,0,0,1\n`);
    expect((await rate()).eurPerMinute).toBe(1.5);
    await it.must('POST', `/api/v1/rate-decks/${first.json().id}/activate`);
    expect((await rate()).eurPerMinute).toBe(0.75);
    await upload('name=own&tenant=bakery', `${header}220,Gambia for the bakery,2,0,0,1\n`);
    expect((await it.get<RateShown>('/api/v1/rates?number=2207012345&tenant=bakery')).eurPerMinute).toBe(2);
    expect((await rate()).eurPerMinute).toBe(0.75);
    const dry = await upload('dry_run=true', `${header}1,x,1,1,1,1\n`);
    expect(dry.json().id).toBe('');
    expect((await upload('', 'nothing of a deck\n')).status).toBe(422);
    const dollars = 'Dial code,Land,What we ask,Currency\n2207,Gambia,0.50,USD\n31,Netherlands,0.01,EUR\n';
    const unsaid = await upload('dry_run=true&column=price:What+we+ask', dollars);
    expect(unsaid.json()).toMatchObject({ taken: 1, refused: 1, troubles: [{ line: 2, reason: 'unknown-currency' }] });
    const said = await upload('name=dollars&tenant=bakery&worth=USD:0.92&column=price:What+we+ask', dollars);
    expect(said.json()).toMatchObject({
      taken: 2,
      worth: { USD: 0.92 },
      columns: { price: 'What we ask' },
      currency: 'EUR',
    });
    expect((await it.get<RateShown>('/api/v1/rates?number=2207012345&tenant=bakery')).eurPerMinute).toBe(0.46);
    expect(await it.get<RateDeck[]>('/api/v1/rate-decks')).toHaveLength(4);
    await it.must('DELETE', `/api/v1/rate-decks/${second.json().id}`);
    const taken = cdr([{ account: '301', to: '0031201234567', ago: 60, seconds: 30, id: 'deck.1' }]);
    await deliver(taken);
    const [call] = (await it.get<{ items: Call[] }>('/api/v1/calls?tenant=garage')).items;
    expect(call).toMatchObject({ costEur: 0.005, estimate: false });
  });

  test('a list of fraud numbers refuses where it says so', async () => {
    const answer = await it.ask<NumberList>('POST', '/api/v1/number-lists?name=test&source=ours&refuse=true', {
      body: 'number,until,note\n+35312345678,,one\n25261*,2099-01-01,prefix\n2207000000-2207099999,2020-01-01,over\nabc,,x\n',
      headers: { 'content-type': 'text/csv' },
    });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.json()).toMatchObject({ entries: 3, refused: 1, expired: 1 });
    expect((await ask({ to: '0035312345678', account: '301' })).reason).toBe('number-list');
    expect((await ask({ to: '0035312345679', account: '301' })).reason).toBe('no-objection');
    await it.must('DELETE', `/api/v1/number-lists/${answer.json().id}`);
    expect((await ask({ to: '0035312345678', account: '301' })).reason).toBe('no-objection');
  });
});

test('a cap that somebody set refuses the call after it, and 112 passes', { timeout: 90_000 }, async () => {
  await customer('shop', '501');
  const path = '/api/v1/customers/shop/call-settings';
  // The call may lie in the hour or the day before, whenever this runs; caps go by the clock.
  const figures = { 'account-cap.hour': 1, 'account-cap.week': 1, 'account-cap.month': 1, 'account-cap.stop_share': 1 };
  const set = await it.ask('PUT', path, { body: { mode: 'enforce', figures } });
  expect(set.status, set.text).toBe(200);
  const question = { from: '501', to: '002207012345', account: '501' };
  expect((await ask(question)).verdict).toBe('pass');
  await deliver(cdr([{ account: '501', to: '002207012345', ago: 400, seconds: 300, id: '1700000001.1' }]));
  await until('the cap to stop it', 60, async () => (await ask(question)).verdict === 'refuse');
  expect((await ask({ ...question, to: '112' })).verdict).toBe('pass');
  expect((await ask({ ...question, to: '0201234567' })).verdict).toBe('pass');
  const { items } = await it.get<{ items: { rule: string; calls: { costEur: number } | null }[] }>(
    '/api/v1/alerts?tenant=shop',
  );
  expect(items.find(({ rule }) => rule === 'account-cap')?.calls?.costEur).toBeGreaterThan(1);
});

test('live, somebody who watches hears of money, stops and alerts of whom they may see', {
  timeout: 30_000,
}, async () => {
  const watch = async (token: string) => {
    const heard = { text: '' };
    const controller = new AbortController();
    const stream = await fetch(`${it.server.url}/api/v1/live`, {
      headers: { authorization: `Bearer ${token}` },
      signal: controller.signal,
    });
    void (async () => {
      for await (const chunk of stream.body!) heard.text += Buffer.from(chunk as Uint8Array).toString();
    })().catch(() => {});
    return { heard, end: () => controller.abort() };
  };
  const [own, other] = await Promise.all(
    ['bakery', 'garage'].map(async (tenant) => watch((await it.token('api', 'watch', tenant)).secret)),
  );
  const stop = await it.must<CallStop>('POST', '/api/v1/call-stops', {
    ...{ tenant: 'bakery', scope: 'customer', reach: 'costly', durationS: 60, reason: 'to be heard' },
  });
  await until(
    'the stop and the money to be heard',
    10,
    () => own.heard.text.includes(stop.id) && own.heard.text.includes('event: calls'),
  );
  await it.must('DELETE', `/api/v1/call-stops/${stop.id}`);
  await until('its end to be heard', 10, () => own.heard.text.includes('"state":"lifted"'));
  expect(other.heard.text).not.toContain('bakery');
  expect(other.heard.text).not.toContain(stop.id);
  own.end();
  other.end();
});

test('a token tightens and does not loosen; a customer asks about its own calls only', async () => {
  const manage = (
    await it.must<{ secret: string }>('POST', '/api/v1/tokens', { kind: 'api', name: 'script', preset: 'manage' })
  ).secret;
  const put = (body: object) => it.ask('PUT', '/api/v1/customers/shop/call-settings', { token: manage, body });
  // The call may lie in the hour or the day before, whenever this runs; caps go by the clock.
  const figures = { 'account-cap.hour': 1, 'account-cap.week': 1, 'account-cap.month': 1, 'account-cap.stop_share': 1 };
  const usual = { mode: 'enforce', figures };
  expect((await put(usual)).status).toBe(200);
  for (const looser of [
    { ...usual, mode: 'report-only' },
    { ...usual, figures: { ...figures, 'account-cap.hour': 2 } },
    // What is left out is the default again, which is higher.
    { ...usual, figures: { 'account-cap.hour': 1 } },
    { ...usual, figures: {} },
    { ...usual, allowedNumbers: [{ number: '+2207012345' }] },
    { ...usual, allowedCountries: [{ country: 'GM' }] },
  ])
    expect((await put(looser)).status, JSON.stringify(looser)).toBe(403);
  expect((await put({ ...usual, figures: { ...figures, 'account-cap.hour': 0.5 } })).status).toBe(200);
  const stop = await it.must<CallStop>('POST', '/api/v1/call-stops', {
    ...{ tenant: 'shop', scope: 'account', payer: '501', reach: 'outgoing', durationS: 600, reason: 'x' },
  });
  const make = async (tenant: string) =>
    (
      await it.must<{ secret: string }>('POST', '/api/v1/tokens', {
        ...{ kind: 'api', name: 'pbx', preset: 'authorise', tenant },
      })
    ).secret;
  const body = { to: '0201234567', account: '501' };
  const [own, other] = await Promise.all(
    ['shop', 'garage'].map(async (tenant) =>
      (await it.ask<CallAnswer>('POST', '/api/v1/calls/authorise', { token: await make(tenant), body })).json(),
    ),
  );
  expect(own).toMatchObject({ verdict: 'refuse', stop: stop.id });
  expect(other).toMatchObject({ verdict: 'pass', reason: 'unattributed', stop: '' });
  // Another customer's PBX cannot make up calls of this one either.
  const made = await it.ask<CallAnswer>('POST', '/api/v1/calls/authorise', {
    token: await make('garage'),
    body: { ...body, callId: 'made-up' },
  });
  expect(made.json().reason).toBe('unattributed');
  await it.must('DELETE', `/api/v1/call-stops/${stop.id}`);
});

test('the command line lists, stops, takes back and imports', { timeout: 60_000 }, async () => {
  const { server } = it;
  expect(await server.cli('stop', '501', '--tenant', 'shop', '--for', '1h', '--reason', 'by hand')).toContain(
    'in-force',
  );
  expect(await server.cli('stops')).toContain('501');
  expect(await server.cli('unstop', '501')).toContain('lifted');
  expect((await server.tryCli('unstop', '501')).code).not.toBe(0);
  expect(await server.cli('calls', '--all', '--tenant', 'shop')).toContain('+2207012345');
  const deck = join(it.dir, 'carrier.csv');
  writeFileSync(deck, 'prefix,name,eur_per_minute\n220,Gambia,0.9\nxx,broken,1\n');
  const { out, err } = await server.tryCli('rates', 'import', deck, '--tenant', 'shop');
  expect(out).toContain('1 prefixes, 1 lines refused');
  expect(err).toContain('line 3');
  const numbers = join(it.dir, 'numbers.json');
  writeFileSync(numbers, JSON.stringify([{ number: '+35312340000', note: 'x' }, { prefix: '25261' }, 'abc']));
  expect(await server.cli('numbers', 'import', numbers, '--source', 'ours')).toContain('2 entries, 1 lines refused');
});

test('report-only is told day by day, and one click enforces', async () => {
  const answer = await it.must<NumberList>('POST', '/api/v1/call-stops', {
    ...{ tenant: 'bakery', scope: 'destination', country: 'SO', durationS: 600, reason: 'x' },
  });
  expect(answer.id).not.toBe('');
  const report = await it.get<CallReport>('/api/v1/call-report?tenant=bakery');
  expect(report.customers[0]).toMatchObject({ tenant: 'bakery', mode: 'report-only' });
  const after = await it.must<CallSettings>('POST', '/api/v1/customers/bakery/call-settings/enforce');
  expect(after.mode).toBe('enforce');
});

test('kill -9 takes neither stops nor money nor running calls', { timeout: 60_000 }, async () => {
  const stop = await it.must<CallStop>('POST', '/api/v1/call-stops', {
    ...{ tenant: 'garage', scope: 'account', payer: '301', reach: 'costly', durationS: 3600, reason: 'kept' },
  });
  const begun = await ask({ to: '0033123456789', account: '201', callId: 'running-over-the-kill' });
  expect(begun.verdict, JSON.stringify(begun)).toBe('pass');
  const money = async () => {
    const seen = await it.get<CallsNow>('/api/v1/calls/now');
    return { month: seen.costEur.month, running: seen.running };
  };
  const before = await until('the running call to show', 10, async () => {
    const seen = await money();
    return seen.running === 1 && seen;
  });
  await until(
    'the running call to be kept',
    10,
    async () => (await it.get<{ items: Call[] }>('/api/v1/calls?state=running')).items.length === 1,
  );
  await it.server.stop('SIGKILL');
  await it.start();
  const after = await until('the money to be back', 20, async () => {
    const seen = await money();
    return seen.month > 0 && seen;
  });
  expect(after).toEqual(before);
  expect(await ask({ to: '002207012399', account: '301' })).toMatchObject({ verdict: 'refuse', stop: stop.id });
  expect((await ask({ to: '112', account: '301' })).verdict).toBe('pass');
});
