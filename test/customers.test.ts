import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AlertSummary, Decision } from '../src/api/schema/alerts.ts';
import type { Customer, CustomerPage, CustomerPart, CustomerSummary } from '../src/api/schema/customers.ts';
import type { CreatedToken } from '../src/api/schema/settings.ts';
import { DebianDatabase } from './lab/database.ts';
import { type Answer, Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

let db: DebianDatabase;
let serving: Serving;

beforeAll(async () => {
  db = await DebianDatabase.make();
  serving = new Serving('customers', { database_url: db.url, mode: 'enforce' });
  await serving.start();
});
afterAll(async () => {
  await serving?.close();
  await db?.remove();
});

const path = (id: string, rest = '') => `/api/v1/customers/${id}${rest}`;
const add = (id: string, more: object = {}) =>
  serving.must<Customer>('POST', '/api/v1/customers', { id, name: id, ...more });
const post = (place: string, body: unknown, token?: string) => serving.ask('POST', place, { body, token });
const fieldOf = (answer: Answer) => [answer.status, answer.json() as { field?: string; detail: string }] as const;

test('a customer is added by form, changed with its version, and a stale change is told who was first', async () => {
  const made = await add('bakker', { name: 'Bakker', reference: 'K-1', contactMail: 'jan@example.nl' });
  expect(made).toMatchObject({
    kind: 'customer',
    state: 'active',
    language: 'nl',
    timeZone: 'Europe/Amsterdam',
    version: 1,
  });
  for (const [body, status, field] of [
    [{ id: 'bakker', name: 'X' }, 409, 'id'],
    [{ id: 'nieuw', name: 'X', reference: 'k-1' }, 409, 'reference'],
    [{ id: 'import', name: 'X' }, 409, 'id'],
    [{ id: 'Nieuw', name: 'X' }, 400, 'id'],
    [{ id: 'nieuw', name: ' ' }, 400, 'name'],
    [{ id: 'nieuw', name: 'X', timeZone: 'Mars/North' }, 400, 'timeZone'],
    [{ id: 'nieuw', name: 'X', contactMail: 'nobody' }, 400, 'contactMail'],
    [{ id: 'nieuw', name: 'X', colour: 'red' }, 400, 'colour'],
  ] as const) {
    const [found, problem] = fieldOf(await post('/api/v1/customers', body));
    expect([found, problem.field]).toEqual([status, field]);
  }
  const first = await serving.ask<CustomerPage>('GET', path('bakker'));
  const etag = first.headers.get('etag')!;
  const change = (body: object, match: string) =>
    serving.ask<Customer>('PATCH', path('bakker'), { body, headers: { 'if-match': match } });
  expect((await change({ notes: 'Bel eerst Jan.' }, etag)).json().notes).toBe('Bel eerst Jan.');
  const late = await change({ notes: 'Anders.' }, etag);
  expect([late.status, (late.json() as unknown as { type: string }).type]).toEqual([412, '/problems/version-stale']);
  expect((await serving.ask('GET', path('nobody'))).status).toBe(404);
});

test('every part is added, changed with its version, listed, shown on the one page and removed', async () => {
  await add('kapper');
  const make = async <T>(part: string, body: object) => serving.must<T>('POST', path('kapper', `/${part}`), body);
  const site = await make<CustomerPart<'sites'>>('sites', { name: 'Zaak', city: 'Breda', country: 'NL' });
  const pbx = await make<CustomerPart<'assets'>>('assets', {
    ...{
      name: 'Centrale Één',
      kind: 'pbx',
      site: site.id,
      addresses: ['203.0.113.20/32', '203.0.113.20'],
      channels: 8,
    },
  });
  expect([pbx.id, pbx.addresses]).toEqual(['centrale-een', ['203.0.113.20']]);
  const network = await make<CustomerPart<'networks'>>('networks', { cidr: '203.0.113.77/29', site: site.id });
  expect(network.cidr).toBe('203.0.113.72/29');
  const range = await make<CustomerPart<'numbers'>>('numbers', { first: '+31 76 123 4500', last: '0031761234599' });
  expect([range.first, range.last]).toEqual(['+31761234500', '+31761234599']);
  await make('accounts', { name: 'kapper-1', realm: 'sip.example.nl', asset: pbx.id });
  await make('opening-hours', { weekday: 1, opens: '08:00', closes: '24:00' });
  await make('closed-days', { day: '2027-04-27', note: 'Koningsdag' });

  const page = await serving.get<CustomerPage>(path('kapper'));
  for (const part of ['sites', 'networks', 'numbers', 'assets', 'accounts', 'openingHours', 'closedDays'] as const) {
    expect([part, page[part].total, page[part].items.length]).toEqual([part, 1, 1]);
  }
  expect(page.openingHours.items[0]).toMatchObject({ weekday: 1, opens: '08:00', closes: '24:00', site: '' });
  expect(page.closedDays.items[0].day).toBe('2027-04-27');

  const change = (part: string, id: string, body: object, match: string) =>
    serving.ask<{ version: number }>('PATCH', path('kapper', `/${part}/${id}`), {
      body,
      headers: { 'if-match': match },
    });
  const changed = await change('networks', network.id, { note: 'Glasvezel' }, '"1"');
  expect([changed.status, changed.json().version, changed.headers.get('etag')]).toEqual([200, 2, '"2"']);
  expect((await change('networks', network.id, { note: 'x' }, '"1"')).status).toBe(412);
  expect((await change('networks', network.id, { cidr: 'x' }, '"2"')).json()).toMatchObject({ field: 'cidr' });
  expect((await change('numbers', range.id, { last: '+31761234400' }, '*')).json()).toMatchObject({ field: 'last' });

  const wrong: readonly (readonly [string, object, number, string])[] = [
    ['networks', { cidr: '203.0.113.72/29' }, 409, 'cidr'],
    ['networks', { cidr: '0.0.0.0/0' }, 400, 'cidr'],
    ['networks', { cidr: '192.0.2.1', site: 'nowhere' }, 400, 'site'],
    ['numbers', { first: '020 123 4567', last: '020 123 4567' }, 400, 'first'],
    ['numbers', { first: '+31761234599', last: '+31761234600' }, 409, 'first'],
    ['assets', { name: 'centrale één', kind: 'pbx' }, 409, 'name'],
    ['assets', { name: 'X', kind: 'teapot' }, 400, 'kind'],
    ['accounts', { name: 'KAPPER-1', realm: 'sip.example.nl' }, 409, 'name'],
    ['accounts', { name: 'x', asset: 'nothing' }, 400, 'asset'],
    ['opening-hours', { weekday: 1, opens: '09:00', closes: '10:00' }, 409, 'opens'],
    ['opening-hours', { weekday: 2, opens: '12:00', closes: '09:00' }, 400, 'closes'],
    ['opening-hours', { weekday: 8, opens: '09:00', closes: '10:00' }, 400, 'weekday'],
    ['closed-days', { day: '2027-04-27' }, 409, 'day'],
    ['closed-days', { day: '2027-02-30' }, 400, 'day'],
    ['sites', { name: 'ZAAK' }, 409, 'name'],
    ['sites', { name: 'x', timeZone: 'Mars/North' }, 400, 'timeZone'],
  ];
  for (const [part, body, status, field] of wrong) {
    const [found, problem] = fieldOf(await post(path('kapper', `/${part}`), body));
    expect([part, body, found, problem.field]).toEqual([part, body, status, field]);
  }
  const removed = await serving.ask('DELETE', path('kapper', `/sites/${site.id}`), { headers: { 'if-match': '"1"' } });
  expect(removed.status).toBe(204);
  const after = await serving.get<CustomerPage>(path('kapper'));
  expect([after.sites.total, after.networks.items[0].site, after.assets.items[0].site]).toEqual([0, '', '']);
});

test("an address or a number is one customer's: the provider is told whose, and a race has one winner", async () => {
  await Promise.all([add('eerste', { name: 'De Eerste' }), add('tweede')]);
  await serving.must('POST', path('eerste', '/networks'), { cidr: '198.51.100.0/26' });
  const [status, problem] = fieldOf(await post(path('tweede', '/networks'), { cidr: '198.51.100.5' }));
  expect([status, problem.field, problem.detail]).toEqual([409, 'cidr', expect.stringContaining('De Eerste')]);
  expect(
    fieldOf(await post(path('tweede', '/assets'), { name: 'P', kind: 'pbx', addresses: ['198.51.100.6'] }))[1].field,
  ).toBe('addresses');
  // A carrier serves many, private networks are everybody's.
  for (const id of ['eerste', 'tweede']) {
    await serving.must('POST', path(id, '/assets'), { name: 'T', kind: 'trunk', addresses: ['192.0.2.200'] });
    await serving.must('POST', path(id, '/networks'), { cidr: '192.168.1.0/24' });
  }
  const races = await Promise.all(
    ['eerste', 'tweede', 'eerste', 'tweede'].map((id) => post(path(id, '/networks'), { cidr: '198.51.100.128/27' })),
  );
  expect(races.filter((answer) => answer.status === 200)).toHaveLength(1);
  expect(races.filter((answer) => answer.status === 409)).toHaveLength(3);
  const numbers = await Promise.all(
    ['eerste', 'tweede', 'eerste', 'tweede'].map((id, i) =>
      post(path(id, '/numbers'), { first: `+3120555000${i}`, last: '+31205550009' }),
    ),
  );
  expect(numbers.filter((answer) => answer.status === 200)).toHaveLength(1);
});

test('the list searches names, addresses and numbers, counts what is open and pages in order', async () => {
  await add('zoek-a', { name: 'Aa Zoek', reference: 'Z-1' });
  await add('zoek-b', { name: 'Bb Zoek' });
  await serving.must('POST', path('zoek-b', '/networks'), { cidr: '198.51.100.192/28' });
  await serving.must('POST', path('zoek-b', '/numbers'), { first: '+31301234500', last: '+31301234599' });
  await serving.must('POST', path('zoek-b', '/sites'), { name: 'Zaak', city: 'Vaals' });
  await db.query(`insert into alert (id, rule, severity, tenant, asset, group_by, start_time, end_time, count, users, addresses, numbers,
      source_ip, user_name, country, as_number, as_name, sentence_nl, sentence_en, evidence, response, state, created_at, updated_at)
    select 'zoek-' || i, 'r', 3, 'zoek-b', '', '{}', i, i, 1, 1, 1, 0, '', '', '', 0, '', 'nl', 'en', '[]', '{}',
      case when i <= 3 then 'open' else 'closed' end, i, i from generate_series(1, 10) i`);
  const find = async (q: string) =>
    (await serving.get<{ items: CustomerSummary[] }>(`/api/v1/customers?q=${encodeURIComponent(q)}`)).items.map(
      ({ id }) => id,
    );
  expect(await find('zoek')).toEqual(['zoek-a', 'zoek-b']);
  for (const q of ['198.51.100.199', '+31301234567', '0031 30 123 45 67', 'vaals'])
    expect(await find(q)).toEqual(['zoek-b']);
  for (const q of ["'; drop table tenant; --", '%', '_', '\\', '\0'])
    expect((await serving.ask('GET', `/api/v1/customers?q=${encodeURIComponent(q)}`)).status).toBeLessThan(500);
  const [worst] = (await serving.get<{ items: CustomerSummary[] }>('/api/v1/customers?sort=attention')).items;
  expect(worst).toMatchObject({ id: 'zoek-b', openAlerts: 3, gravestAlerts: 3, sites: 1, blocks: 0, sources: 0 });
  for (const sort of ['name', 'attention']) {
    const all = await serving.all<CustomerSummary>(`/api/v1/customers?sort=${sort}`, 3);
    const { items, total } = await serving.get<{ items: CustomerSummary[]; total: number }>(
      `/api/v1/customers?sort=${sort}&limit=200`,
    );
    expect(all.map(({ id }) => id)).toEqual(items.map(({ id }) => id));
    expect(new Set(all.map(({ id }) => id)).size).toBe(total);
  }
});

/** Wrong passwords at the provider's own SBC. */
function failures(sourceIp: string, more: object = {}, count = 30): object[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{
      '@timestamp': new Date(Date.now() - 1000 + i).toISOString(),
      'event.action': 'sip-auth',
      'event.outcome': 'failure',
    },
    ...{ 'event.reason': 'wrong-password', 'source.ip': sourceIp, 'user.name': `user-${i % 3}`, ...more },
  }));
}

test('what belongs to a customer says whose events are, and its networks are not blocked, from the change on', async () => {
  const { secret } = await serving.token('ingest', 'sbc of the provider');
  await add('garage');
  const tenants = async (ip: string) => {
    const { items } = await serving.get<{ items: Record<string, string>[] }>(`/api/v1/events?ip=${ip}`);
    return [...new Set(items.map((event) => event['organization.id']))].sort();
  };
  // Nothing is known yet: an ordinary attacker.
  await serving.deliver(secret, failures('45.148.10.10'));
  expect(await tenants('45.148.10.10')).toEqual(['provider']);
  const decisionOf = (value: string) =>
    until(`a decision about ${value}`, 10, async () => {
      const { items } = await serving.get<{ items: Decision[] }>(`/api/v1/decisions?q=${value}`);
      return items.find((decision) => decision.value === value);
    });
  expect((await decisionOf('45.148.10.10')).state).not.toBe('held');

  const network = await serving.must<{ id: string }>('POST', path('garage', '/networks'), { cidr: '45.148.11.0/28' });
  await serving.deliver(secret, failures('45.148.11.5'));
  expect(await tenants('45.148.11.5')).toEqual(['garage']);
  const held = await decisionOf('45.148.11.5');
  expect([held.state, held.tenant]).toEqual(['held', 'garage']);
  expect(held.guards.find(({ guard }) => guard === 'customer-site')).toMatchObject({ passed: false });
  const preview = await serving.must<{ guards: { guard: string; passed: boolean }[] }>(
    'POST',
    '/api/v1/decisions/preview',
    {
      ...{ value: '45.148.11.9', durationS: 3600, reason: 'test' },
    },
  );
  expect(preview.guards.find(({ guard }) => guard === 'customer-site')).toMatchObject({ passed: false });

  await serving.must('POST', path('garage', '/assets'), { name: 'PBX', kind: 'pbx', addresses: ['192.0.2.77'] });
  await serving.must('POST', path('garage', '/numbers'), { first: '+31881234500', last: '+31881234599' });
  await serving.must('POST', path('garage', '/accounts'), { name: 'garage-1' });
  await serving.deliver(secret, failures('45.148.12.1', { 'destination.ip': '192.0.2.77' }, 1));
  await serving.deliver(secret, failures('45.148.12.2', { 'user.name': 'garage-1' }, 1));
  await serving.deliver(
    secret,
    failures('45.148.12.3', { 'event.action': 'sip-call', 'sip.uri.username': '+31881234567' }, 1),
  );
  for (const n of [1, 2, 3]) expect([n, await tenants(`45.148.12.${n}`)]).toEqual([n, ['garage']]);
  // An attack on several customers is the provider's to see.
  await serving.deliver(secret, [
    ...failures('45.148.13.1', { 'user.name': 'garage-1' }, 15),
    ...failures('45.148.13.1', {}, 15),
  ]);
  await until("the alert to be the provider's", 10, async () => {
    const { items } = await serving.get<{ items: AlertSummary[] }>('/api/v1/alerts?q=45.148.13.1');
    return items.length > 0 && items.every(({ tenant }) => tenant === 'provider');
  });

  await serving.ask('DELETE', path('garage', `/networks/${network.id}`), { headers: { 'if-match': '*' } });
  await serving.deliver(secret, failures('45.148.11.6'));
  expect(await tenants('45.148.11.6')).toEqual(['provider']);
  expect((await decisionOf('45.148.11.6')).state).not.toBe('held');
});

test('suspending ends access and not protection; resuming gives it back', async () => {
  await add('slager');
  const api = await serving.token('api', 'script of the butcher', 'slager');
  const own = await serving.token('ingest', 'pbx of the butcher', 'slager');
  const list = await serving.token('list', 'firewall of the butcher', 'slager');
  const sees = async ({ secret }: CreatedToken) =>
    (await serving.ask('GET', '/api/v1/alerts', { token: secret })).status;
  expect(await sees(api)).toBe(200);
  await serving.must('POST', path('slager', '/networks'), { cidr: '45.148.14.0/28' });
  expect(fieldOf(await post(path('slager', '/suspend'), {}))[1].field).toBe('reason');
  const after = await serving.must<Customer>('POST', path('slager', '/suspend'), { reason: 'Betaalt niet' });
  expect(after).toMatchObject({ state: 'suspended', suspendedReason: 'Betaalt niet' });
  expect(after.suspendedAt).not.toBeNull();
  expect([401, 403]).toContain(await sees(api));
  // What protects goes on: the customer's own deliveries and block list, and what the provider sees of it.
  expect((await serving.deliver(own.secret, failures('45.148.14.2', {}, 1))).status).toBe(200);
  expect((await serving.ask('GET', `/lists/${list.secret}/blocks.txt`, { token: '' })).status).toBe(200);
  const { secret } = await serving.token('ingest', 'sbc, again');
  await serving.deliver(secret, failures('45.148.14.3', {}, 1));
  const { items } = await serving.get<{ items: Record<string, string>[] }>('/api/v1/events?ip=45.148.14.3');
  expect(items[0]['organization.id']).toBe('slager');
  const resumed = await serving.must<Customer>('POST', path('slager', '/resume'));
  expect(resumed).toMatchObject({ state: 'active', suspendedReason: '', suspendedAt: null });
  expect(await sees(api)).toBe(200);
  expect((await serving.ask('POST', path('provider', '/suspend'), { body: { reason: 'x' } })).status).toBe(409);
});

test("a customer's token sees its own page and nothing of another", async () => {
  await Promise.all([add('ik'), add('jij', { name: 'Jij Geheim' })]);
  await serving.must('POST', path('jij', '/networks'), { cidr: '45.148.15.0/28', note: 'Geheim' });
  const { secret } = await serving.token('api', 'of ik', 'ik');
  const ask = (place: string) => serving.ask('GET', place, { token: secret });
  expect((await ask(path('ik'))).status).toBe(200);
  const list = (await ask('/api/v1/customers')).json() as { items: CustomerSummary[]; total: number };
  expect([list.items.map(({ id }) => id), list.total]).toEqual([['ik'], 1]);
  for (const place of [
    path('jij'),
    path('jij', '/networks'),
    path('jij', '/holdings'),
    path('jij', '/export'),
    '/api/v1/customers?q=45.148.15.1',
  ]) {
    const answer = await ask(place);
    expect([place, answer.text.includes('Geheim')]).toEqual([place, false]);
    if (place.startsWith(path('jij'))) expect([403, 404]).toContain(answer.status);
  }
  expect((await post('/api/v1/customers', { id: 'wij', name: 'Wij' }, secret)).status).toBe(403);
});

test('acts are on record with what changed', async () => {
  await add('notaris', { name: 'Notaris' });
  await serving.must('PATCH', path('notaris'), { name: 'Notaris & Zn' });
  const { items } = await serving.get<{
    items: { action: string; before: { name?: string }; after: { name?: string } }[];
  }>('/api/v1/audit?tenant=notaris');
  expect(items.map(({ action }) => action)).toEqual(['tenant.updated', 'tenant.created']);
  expect([items[0].before.name, items[0].after.name]).toEqual(['Notaris', 'Notaris & Zn']);
});
