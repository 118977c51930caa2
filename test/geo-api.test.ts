import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CallAnswer } from '../src/api/schema/calls.ts';
import type {
  GeoAttackWire,
  GeoCatalogue,
  GeoCheck,
  GeoDataSettings,
  GeoDataWire,
  GeoExplained,
  GeoMap,
  GeoPolicyWire,
  GeoPreview,
  GeoProposal,
  GeoReview,
  GeoStanding,
  GeoVersion,
} from '../src/api/schema/geo.ts';
import { contains, readCidr } from '../src/core/ip.ts';
import { Serving } from './lab/serving.ts';
import { until } from './lab/until.ts';

/**
 * Geo-blocking as people and scripts use it, against a running server whose kernel is that of a network namespace: what the
 * kernel does is read back from its own maps.
 */

const namespace = `bwgeoapi${process.pid}`;
const api = '/api/v1/geo';
let it: Serving;

/** Addresses where packaged data leave no doubt: large networks of operators. */
const dutch = '145.97.39.155';
const german = '141.2.1.1';
const american = '128.112.128.15';
const french = '193.51.208.13';

beforeAll(async () => {
  execFileSync('ip', ['netns', 'add', namespace]);
  it = new Serving('geo', { enforcers: [{ id: 'firewall', kind: 'nftables', netns: namespace }] });
  await it.start();
  await it.must('POST', '/api/v1/customers', { id: 'bakkerij', name: 'Bakkerij Vis', timeZone: 'Europe/Amsterdam' });
  await it.must('POST', '/api/v1/customers/bakkerij/sites', { name: 'Winkel', country: 'NL' });
  const branch = { name: 'Filiaal Aken', country: 'DE' };
  const { id: site } = await it.must<{ id: string }>('POST', '/api/v1/customers/bakkerij/sites', branch);
  await it.must('POST', '/api/v1/customers/bakkerij/accounts', { name: '202', site });
  const token = await it.token('ingest', 'pbx', 'bakkerij');
  const now = Date.now();
  const event = (ip: string, user: string, outcome: string, seconds: number) => ({
    ...{ '@timestamp': new Date(now - seconds * 1000).toISOString(), 'event.action': 'sip-register' },
    ...{ 'event.outcome': outcome, 'source.ip': ip, 'user.name': user, 'event.dataset': 'asterisk.log' },
  });
  const delivered = await it.deliver(token.secret, [
    ...[dutch, german].flatMap((ip, i) => [1, 2, 3].map((n) => event(ip, `20${i + 1}`, 'success', 30 + n))),
    ...Array.from({ length: 40 }, (_, n) => event(american, `9${n}`, 'failure', 100 + n)),
  ]);
  expect(delivered.status).toBe(200);
  await loaded();
}, 180_000);

afterAll(async () => {
  await it?.close();
  execFileSync('ip', ['netns', 'del', namespace]);
});

test('edit, check, preview, watch, enforce, explain, go back', async () => {
  const form = policy('Nederland', [rule('home', 'allow', ['NL']), rule('rest', 'refuse', ['any'])]);
  // Counts by day are stored with the batch that carried the events.
  const check = await until('the phone in Germany is known', 20, async () => {
    const found = await it.must<GeoCheck>('POST', `${api}/policies/check`, { policy: form });
    return found.cuts.length > 0 && found;
  });
  expect(check.faults).toEqual([]);
  const [cut] = check.cuts;
  expect(check.cuts).toHaveLength(1);
  expect(cut).toMatchObject({ kind: 'phone', tenant: 'bakkerij', name: '202', address: german, country: 'DE' });
  expect(cut).toMatchObject({ verdict: 'refuse', guarded: false });

  const preview = await it.must<GeoPreview>('POST', `${api}/policies/preview`, { policy: form, days: 30 });
  expect(preview.hits.refuse).toMatchObject({ good: 3 });
  expect(preview.hits.refuse.failed + preview.hits.refuse.attack).toBe(40);
  expect(preview.broken.map(({ account, country, site }) => [account, country, site])).toEqual([
    ['202', 'DE', 'Filiaal Aken'],
  ]);
  expect(preview.brokenSites).toMatchObject([{ tenant: 'bakkerij', name: 'Filiaal Aken', accounts: 1, good: 3 }]);
  expect(preview.customers).toMatchObject([{ tenant: 'bakkerij', service: 'registration', accounts: 1 }]);

  const made = await it.must<GeoPolicyWire>('POST', `${api}/policies`, form);
  expect(made).toMatchObject({ state: 'watch', version: 1, changedBy: 'command line on this machine' });
  const watched = await followed(american, 'watch');
  expect(watched).toMatchObject({ verdict: 'watch', wished: 'refuse', kernel: 'watch', country: 'US' });

  const state = `${api}/policies/${made.id}/state`;
  const held = await it.ask('POST', state, { body: { state: 'enforced' } });
  expect(held.status).toBe(409);
  expect(held.json()).toMatchObject({ type: '/problems/geo-cuts', cutsTotal: 1, cuts: [{ key: cut.key }] });
  expect(await followed(american, 'watch')).toMatchObject({ wished: 'refuse' });
  await it.must('POST', state, { state: 'enforced', confirm: [cut.key] });
  expect(await followed(american, 'refuse')).toMatchObject({
    decided: { kind: 'rule', policyName: 'Nederland', subject: 'any' },
  });
  await followed(german, 'refuse');
  expect(await explain(dutch)).toMatchObject({ verdict: 'allow', kernel: 'allow', decided: { subject: 'NL' } });
  expect(await explain('112', { service: 'calls-out' })).toMatchObject({ verdict: 'allow', numberKind: 'emergency' });

  // An exception for the phone that was cut off; then all of it back.
  const later = new Date(Date.now() + 3_600_000).toISOString();
  const exception = {
    ...rule('trip', 'allow', [`${german}/32`]),
    ...{ when: { until: later }, exception: { owner: 'Ann', reason: 'Trip' } },
  };
  const changed = { ...form, state: 'enforced', rules: [...form.rules, exception] };
  await it.must('PUT', `${api}/policies/${made.id}`, changed);
  expect(await followed(german, 'allow')).toMatchObject({ decided: { kind: 'exception' }, until: later });
  const versions = await it.get<GeoVersion[]>(`${api}/policies/${made.id}/versions`);
  expect(versions.map(({ version }) => version)).toEqual([3, 2, 1]);
  expect(versions[1].changes[0].en).toContain('enforced');
  const back = await it.must<GeoPolicyWire>('POST', `${api}/policies/${made.id}/revert`, { version: 1 });
  expect(back).toMatchObject({ version: 4, state: 'watch', rules: form.rules.map(({ id }) => ({ id })) });
  await followed(german, 'watch');
  await it.must('DELETE', `${api}/policies/${made.id}`);
  await followed(american, 'allow');
}, 60_000);

test('a mode under attack is in the kernel when the answer comes, and gone from it when it is lifted', async () => {
  const scope = { level: 'provider' };
  const wish = { kind: 'refuse-countries', scope, countries: ['US'], reason: 'flood', durationS: 600 };
  const seen = await it.must<{ refuses: { failed: number; attack: number } }>('POST', `${api}/attacks/preview`, wish);
  expect(seen.refuses.failed + seen.refuses.attack).toBe(40);
  const attack = await it.must<GeoAttackWire>('POST', `${api}/attacks`, wish);
  expect(attack).toMatchObject({ state: 'in-force', error: '', by: 'command line on this machine' });
  expect(Date.parse(attack.confirmedAt!)).toBeGreaterThanOrEqual(Date.parse(attack.from));
  expect(await explain(american)).toMatchObject({ verdict: 'refuse', kernel: 'refuse', decided: { kind: 'attack' } });
  expect(await explain(german)).toMatchObject({ verdict: 'allow', kernel: 'allow' });
  const longer = await it.must<GeoAttackWire>('POST', `${api}/attacks/${attack.id}/extend`, { durationS: 1200 });
  expect(Date.parse(longer.until)).toBeGreaterThan(Date.parse(attack.until));
  expect((await it.get<GeoStanding>(`${api}/standing`)).attacks).toBe(1);
  const lifted = await it.must<GeoAttackWire>('POST', `${api}/attacks/${attack.id}/lift`);
  expect(lifted.state).toBe('lifted');
  expect(lifted.liftedAt).not.toBeNull();
  expect(await explain(american)).toMatchObject({ verdict: 'allow', kernel: 'allow' });
  expect((await it.ask('POST', `${api}/attacks/${attack.id}/lift`)).status).toBe(409);
  // Home is where the sites are.
  const home = await it.must<GeoAttackWire>('POST', `${api}/attacks`, { kind: 'only-home', scope, durationS: 60 });
  expect(home.countries).toEqual(['DE', 'NL']);
  expect(await explain(dutch)).toMatchObject({ verdict: 'allow', kernel: 'allow' });
  expect(await explain(french)).toMatchObject({ verdict: 'refuse', kernel: 'refuse' });
  await it.must('POST', `${api}/attacks/${home.id}/lift`);
  const known = await it.must<GeoAttackWire>('POST', `${api}/attacks`, { kind: 'only-known', scope, durationS: 60 });
  expect(await explain(german)).toMatchObject({ verdict: 'allow', kernel: 'allow' });
  expect(await explain(french)).toMatchObject({ verdict: 'refuse', kernel: 'refuse' });
  await it.must('POST', `${api}/attacks/${known.id}/lift`);
  for (const durationS of [0, 8 * 86_400])
    expect((await it.ask('POST', `${api}/attacks`, { body: { ...wish, durationS } })).status).toBe(400);
}, 60_000);

test('killed, and everything flushed from the kernel: the policy is back after the start', async () => {
  const form = { ...policy('Not France', [rule('fr', 'refuse', ['FR'])]), state: 'enforced' };
  const { id } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, form);
  await followed(french, 'refuse');
  await it.server.stop('SIGKILL');
  execFileSync('ip', ['netns', 'exec', namespace, 'nft', 'flush', 'ruleset']);
  await it.start();
  await loaded();
  await followed(french, 'refuse');
  // Flushed while it runs: the look at the kernel sees it, tells, and puts it back.
  execFileSync('ip', ['netns', 'exec', namespace, 'nft', 'flush', 'ruleset']);
  const review = await it.must<GeoReview>('POST', `${api}/reviews`);
  expect(review.suggestions.map(({ kind }) => kind)).toContain('drift');
  await followed(french, 'refuse');
  // Stopped in order: the kernel goes on alone, and is met again.
  await it.server.stop();
  // Without elements: a list of tables alone reads the whole world.
  const rules = execFileSync('ip', ['netns', 'exec', namespace, 'nft', '-s', '-t', 'list', 'ruleset'], {
    encoding: 'utf8',
  });
  expect(rules).toContain('_geo');
  await it.start();
  await followed(french, 'refuse');
  await it.must('DELETE', `${api}/policies/${id}`);
}, 300_000);

test('data that are broken leave those in use; what the provider knows better counts at once, in the kernel too', async () => {
  const file = join(it.dir, 'broken.csv');
  writeFileSync(file, '1.0.0.0,1.0.0.255,AU\n"half a');
  const before = await it.get<GeoDataWire>(`${api}/data`);
  expect(await it.server.tryCli('geo', 'update', file)).toMatchObject({ code: 1 });
  const after = await it.get<GeoDataWire>(`${api}/data`);
  expect(after.lastTry?.ok).toBe(false);
  expect(after.parts).toEqual(before.parts);
  expect((await explain(french)).country).toBe('FR');
  const form = { ...policy('Not Curaçao', [rule('cw', 'refuse', ['CW'])]), state: 'enforced' };
  const { id } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, form);
  const range = '193.51.208.0/24';
  const corrected = await it.must<{ id: string }>('POST', `${api}/corrections`, { range, country: 'CW', note: 'ours' });
  expect(await followed(french, 'refuse')).toMatchObject({ country: 'CW', correction: `${range}: CW` });
  expect((await it.ask('POST', `${api}/corrections`, { body: { range, country: 'FR' } })).status).toBe(409);
  await it.must('DELETE', `${api}/corrections/${corrected.id}`);
  expect(await followed(french, 'allow')).toMatchObject({ country: 'FR', correction: '' });
  await it.must('DELETE', `${api}/policies/${id}`);
}, 120_000);

test('other programs fetch what the policy refuses, as the kernel refuses it', async () => {
  const form = { ...policy('Not France', [rule('fr', 'refuse', ['FR'])]), state: 'enforced' };
  const { id } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, form);
  const { secret } = await it.token('list', 'edge');
  const path = `/lists/${secret}/geo/refused.txt?service=registration`;
  const file = await it.ask('GET', path, { token: '' });
  expect(file.status).toBe(200);
  const ranges = file.text.split('\n').flatMap((text) => readCidr(text.split(/[\s#]/)[0]) ?? []);
  const covers = (text: string) => ranges.some((range) => contains(range, readCidr(text)!));
  expect([french, german, dutch, american].map(covers)).toEqual([true, false, false, false]);
  const etag = file.headers.get('etag')!;
  expect((await it.ask('GET', path, { token: '', headers: { 'if-none-match': etag } })).status).toBe(304);
  await it.must('DELETE', `${api}/policies/${id}`);
  const after = await it.ask('GET', path, { token: '' });
  expect(after.headers.get('etag')).not.toBe(etag);
}, 60_000);

test('as a file, out and in; groups stay while a policy names them', async () => {
  await it.must('PUT', `${api}/groups/partners`, { title: 'Partners', subjects: ['SE', '203.0.113.0/24'] });
  const form = policy('Partners only', [rule('in', 'allow', ['partners']), rule('out', 'refuse', ['any'])]);
  const { id } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, form);
  expect((await it.ask('DELETE', `${api}/groups/partners`)).status).toBe(409);
  const text = await it.server.cli('geo', 'export');
  expect(text).toContain('partners');
  await it.must('DELETE', `${api}/policies/${id}`);
  await it.must('DELETE', `${api}/groups/partners`);
  const file = join(it.dir, 'policies.yaml');
  writeFileSync(file, text.replace('state: watch', 'state: enforced'));
  const [taken] = await it.server.json<{ policies: { id: string; name: string }[]; groups: string[] }>(
    'geo',
    'import',
    file,
  );
  expect(taken).toMatchObject({ policies: [{ name: 'Partners only' }], groups: ['partners'] });
  const all = await it.get<GeoPolicyWire[]>(`${api}/policies`);
  expect(all.map(({ name, state }) => [name, state])).toEqual([['Partners only', 'watch']]);
  // Nobody said when, so it is proposed for enforcement after 30 days.
  expect([29, 30]).toContain(Math.round((Date.parse(all[0].proposeOn) - Date.now()) / 86_400_000));
  const bad = await it.ask('POST', `${api}/policies/import`, { body: { text: text.replace(/\bany\b/, 'Atlantis') } });
  expect(bad.status).toBe(422);
  expect(await it.get<GeoPolicyWire[]>(`${api}/policies`)).toHaveLength(1);
  await it.must('DELETE', `${api}/policies/${taken.policies[0].id}`);
}, 60_000);

test('a flood out of countries where nobody works is proposed to be refused, and the proposal becomes the mode', async () => {
  const token = await it.token('ingest', 'pbx three', 'bakkerij');
  const event = { '@timestamp': new Date().toISOString(), 'event.action': 'sip-register', 'event.outcome': 'failure' };
  const flood = Array.from({ length: 600 }, (_, i) => {
    return {
      ...event,
      'event.reason': 'wrong-password',
      'source.ip': [french, american][i % 2],
      'user.name': `10${i % 40}`,
    };
  });
  await it.deliver(token.secret, flood);
  const [proposal] = await until('a proposal', 90, async () => {
    const all = await it.get<GeoProposal[]>(`${api}/proposals`);
    return all.length > 0 && all;
  });
  expect(proposal.attack.kind).toBe('refuse-countries');
  expect(proposal.attack.countries.toSorted()).toEqual(['FR', 'US']);
  expect(proposal.share).toBeGreaterThan(0.6);
  expect(proposal.alerts.length).toBeGreaterThan(0);
  const attack = await it.must<GeoAttackWire>('POST', `${api}/attacks`, proposal.attack);
  expect(attack).toMatchObject({ state: 'in-force', alert: proposal.alerts[0] });
  expect(await explain(american)).toMatchObject({ verdict: 'refuse', kernel: 'refuse' });
  expect(await it.get<GeoProposal[]>(`${api}/proposals`)).toEqual([]);
  await it.must('POST', `${api}/attacks/${attack.id}/lift`);
}, 150_000);

test('a rule about one service is held against the attacks on that service', async () => {
  const token = await it.token('ingest', 'shell', 'bakkerij');
  const guess = (n: number) => ({
    ...{ '@timestamp': new Date(Date.now() - n * 1000).toISOString(), 'event.action': 'admin-login' },
    ...{
      'event.outcome': 'failure',
      'event.reason': 'wrong-password',
      'event.dataset': 'sshd',
      'service.name': 'sshd',
    },
    ...{ 'source.ip': french, 'user.name': 'root' },
  });
  await it.deliver(
    token.secret,
    Array.from({ length: 12 }, (_, n) => guess(n)),
  );
  const { templates } = await it.get<GeoCatalogue>(`${api}/catalogue`);
  const own = templates.find(({ id }) => id === 'own-networks')!.policy;
  const stopped = async (policy: object) => {
    const preview = await it.must<GeoPreview>('POST', `${api}/policies/preview`, { policy, days: 1 });
    return preview.stopped.map(({ rule, address }) => `${rule} ${address}`).sort();
  };
  await until('the guessing at ssh is an alert that it stops', 30, async () =>
    (await stopped(own)).includes(`admin-brute-force ${french}`),
  );
  // Guessing at the SIP server goes on whatever happens to management, and the other way round.
  expect((await stopped(own)).filter((line) => line.startsWith('sip-'))).toEqual([]);
  const sip = await stopped(policy('SIP', [rule('rest', 'refuse', ['FR', 'US'])]));
  expect(sip.length).toBeGreaterThan(0);
  expect(sip.filter((line) => line.startsWith('admin-'))).toEqual([]);
  const only = { ...rule('rest', 'refuse', ['FR', 'US']), services: ['registration'] };
  expect(await stopped(policy('Registrations', [only]))).toEqual(sip);
  const calls = { ...only, services: ['calls-in'] };
  expect(await stopped(policy('Calls', [calls]))).toEqual([]);
}, 60_000);

test('a policy of a customer holds in the kernel at the addresses of its PBX, and at its calls out', async () => {
  const made = await it.must<{ id: string }>('POST', '/api/v1/customers/bakkerij/assets', {
    ...{ name: 'PBX', kind: 'pbx', addresses: ['192.0.2.77'] },
  });
  await it.must('POST', '/api/v1/customers/bakkerij/accounts', { name: '3001' });
  const form = {
    ...{ name: 'Bakery', scope: { level: 'customer', tenant: 'bakkerij' }, state: 'enforced' },
    rules: [
      rule('fr', 'refuse', ['FR']),
      { ...rule('out', 'refuse', ['kind:premium', 'kind:satellite']), services: ['calls-out'] },
    ],
  };
  const { id } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, form);
  await until('its lane refuses', 30, async () => {
    const found = await explain(french, { customer: 'bakkerij', service: 'registration' });
    expect(found.verdict).toBe('refuse');
    return found.kernel === 'refuse';
  });
  expect(await explain(french, { service: 'registration' })).toMatchObject({ verdict: 'allow', kernel: 'allow' });
  expect((await it.get<GeoStanding>(`${api}/standing`)).kernel.lanes).toBe(10);
  const asker = await it.must<{ secret: string }>('POST', '/api/v1/tokens', {
    ...{ kind: 'api', name: 'sbc', preset: 'authorise', tenant: 'bakkerij' },
  });
  const ask = async (to: string) => {
    const body = { from: '3001', account: '3001', to };
    return (await it.ask<CallAnswer>('POST', '/api/v1/calls/authorise', { token: asker.secret, body })).json();
  };
  expect(await ask('+881612345678')).toMatchObject({ verdict: 'refuse', reason: 'geo-refused' });
  expect((await ask('+31201234567')).reason).not.toBe('geo-refused');
  expect((await ask('112')).verdict).not.toBe('refuse');
  await it.must('DELETE', `${api}/policies/${id}`);
  await it.must('DELETE', `/api/v1/customers/bakkerij/assets/${made.id}`);
}, 60_000);

test('screens are told what changed', async () => {
  const { token } = JSON.parse(readFileSync(it.inside('cli.json'), 'utf8')) as { token: string };
  const end = new AbortController();
  const stream = await fetch(`${it.server.url}/api/v1/live`, {
    ...{ headers: { authorization: `Bearer ${token}` }, signal: end.signal },
  });
  let heard = '';
  const reading = (async () => {
    for await (const bytes of stream.body!) heard += Buffer.from(bytes).toString();
  })().catch(() => {});
  const { id } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, policy('Told', [rule('a', 'refuse', ['FR'])]));
  await until('it is told', 10, () => /event: geo\ndata: {"what":"policies"}/.test(heard));
  await it.must('DELETE', `${api}/policies/${id}`);
  end.abort();
  await reading;
}, 30_000);

test('what a review suggests is decided one by one, and then it is done', async () => {
  const yesterday = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const form = { ...policy('Proposed', [rule('us', 'refuse', ['US'])]), proposeOn: yesterday };
  const { id } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, form);
  await it.must('PUT', `${api}/reviews/settings`, { owner: 'Ann', dayOfMonth: 3 });
  const review = await it.must<GeoReview>('POST', `${api}/reviews`);
  expect(review).toMatchObject({ owner: 'Ann', state: 'open' });
  const proposed = review.suggestions.find(({ kind }) => kind === 'enforce-policy');
  expect(proposed).toMatchObject({ about: id, decision: '' });
  // With the evidence: what it would have refused.
  expect(proposed?.evidence.some(({ en }) => /would have refused [1-9]\d* attempts/.test(en))).toBe(true);
  expect(review.attackShares.map(({ country }) => country)).toContain('US');
  let after = review;
  for (const suggestion of review.suggestions)
    after = await it.must<GeoReview>('POST', `${api}/reviews/${review.id}/suggestions/${suggestion.id}`, {
      ...{ decision: 'rejected', note: 'not now' },
    });
  expect(after.state).toBe('done');
  expect(after.suggestions.every(({ decidedBy }) => decidedBy === 'command line on this machine')).toBe(true);
  const again = await it.must<GeoReview>('POST', `${api}/reviews`);
  expect(again.suggestions.filter(({ kind }) => kind === 'enforce-policy')).toEqual([]);
  await it.must('DELETE', `${api}/policies/${id}`);
}, 60_000);

test('a review suggests exceptions for accounts that are refused where they work, and is a report', async () => {
  const form = policy('Nederland', [rule('home', 'allow', ['NL']), rule('rest', 'refuse', ['any'])]);
  const { cuts } = await it.must<GeoCheck>('POST', `${api}/policies/check`, { policy: form });
  const confirm = cuts.map(({ key }) => key);
  const { id } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, { ...form, state: 'enforced', confirm });
  const suggested = async () => {
    const review = await it.must<GeoReview>('POST', `${api}/reviews`);
    return [review, review.suggestions.find(({ kind }) => kind === 'exception-for-good')] as const;
  };
  const [review, found] = await suggested();
  expect(found).toMatchObject({ about: 'DE', tenant: 'bakkerij' });
  expect(found!.evidence[0].en).toMatch(/^Worked from there, last on \d{4}-\d\d-\d\d: 202\.$/);
  // Days that were counted, not days that were hoped for.
  expect(review.facts).toMatchObject({ countedDays: 1, keptDays: 1, located: review.facts!.sources });
  expect(review.facts!.sources).toBeGreaterThanOrEqual(3);
  expect(review.facts!.coverage4).toBeGreaterThan(0.9);
  expect(found!.sentence.en).toContain('in the last day:');

  // An exception at the site the account is at takes it away; one at another site does not.
  const sites = await it.page<{ id: string; name: string }>('/api/v1/customers/bakkerij/sites');
  for (const [name, left] of [
    ['Winkel', true],
    ['Filiaal Aken', false],
  ] as const) {
    const scope = { level: 'site', tenant: 'bakkerij', site: sites.find((site) => site.name === name)!.id };
    const own = { ...policy(name, [rule('de', 'allow', ['DE'])]), scope, state: 'enforced' };
    const { id: exception } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, own);
    expect([name, (await suggested())[1] !== undefined]).toEqual([name, left]);
    await removed(exception);
  }

  const report = `${api}/reviews/${review.id}/report`;
  const dutch = await it.ask('GET', `${report}?language=nl`);
  expect(dutch.headers.get('content-type')).toBe('text/markdown; charset=utf-8');
  expect(dutch.headers.get('content-disposition')).toMatch(/^attachment; filename="controle-geoblokkade-[\d-]+\.md"$/);
  expect(dutch.text).toContain('# Geoblokkade: klopt het nog?');
  expect(dutch.text).toContain('Verkeer uit Duitsland wordt geweigerd');
  expect((await it.ask('GET', `${report}?language=en`)).text).toContain('Traffic from Germany is refused');
  const pdf = await it.ask('GET', `${report}?format=pdf&language=en`);
  expect([pdf.headers.get('content-type'), pdf.text.slice(0, 5)]).toEqual(['application/pdf', '%PDF-']);
  expect((await it.ask('GET', `${report}?language=fr`)).status).toBe(400);
  expect((await it.ask('GET', `${api}/reviews/none/report`)).status).toBe(404);
  await removed(id);
}, 60_000);

test('from how much an update waits for a person is one number until somebody sets another', async () => {
  const usual = await it.get<GeoDataSettings>(`${api}/data/settings`);
  expect(usual.holdAbove).toBe(0.02);
  const put = (body: object) => it.must<GeoDataSettings>('PUT', `${api}/data/settings`, body);
  expect((await put({ holdAbove: 0.1 })).holdAbove).toBe(0.1);
  expect((await put({})).holdAbove).toBe(usual.holdAbove);
});

test('what cannot be is refused and named', async () => {
  const refusedBecause = async (change: object) => {
    const body = { ...policy('X', [rule('a', 'refuse', ['NL'])]), ...change };
    const answer = await it.ask<{ field: string }>('POST', `${api}/policies`, { body });
    return [answer.status, answer.json().field];
  };
  expect(await refusedBecause({ rules: [rule('a', 'refuse', ['Atlantis'])] })).toEqual([422, 'rules.0.subjects.0']);
  expect(await refusedBecause({ rules: [rule('a', 'limit', ['NL'])] })).toEqual([422, 'rules.0.limit']);
  expect(await refusedBecause({ scope: { level: 'customer', tenant: 'nobody' } })).toEqual([400, 'scope.tenant']);
  expect(await refusedBecause({ rules: [], surprise: 1 })).toEqual([400, 'surprise']);
  expect((await it.ask('GET', `${api}/explain?subject=Atlantis`)).status).toBe(400);
});

test('a customer and a script without the right see and change nothing', async () => {
  const { secret: customer } = await it.token('api', 'their script', 'bakkerij');
  for (const path of [
    'standing',
    'policies',
    'catalogue',
    'map',
    'attacks',
    'data',
    'reviews',
    'explain?subject=8.8.8.8',
  ])
    expect([path, (await it.ask('GET', `${api}/${path}`, { token: customer })).status]).toEqual([path, 403]);
  const body = policy('Theirs', [rule('a', 'refuse', ['any'])]);
  expect((await it.ask('POST', `${api}/policies`, { token: customer, body })).status).toBe(403);
  // A token of the provider may write policies, and has no second factor to enforce them with.
  const { secret: ours } = await it.must<{ secret: string }>('POST', '/api/v1/tokens', {
    ...{ kind: 'api', name: 'our script', permissions: ['geo:read', 'geo:write', 'geo:attack'] },
  });
  const made = await it.ask<GeoPolicyWire>('POST', `${api}/policies`, { token: ours, body });
  expect(made.status).toBe(200);
  const id = made.json().id;
  const enforced = await it.ask('POST', `${api}/policies/${id}/state`, { token: ours, body: { state: 'enforced' } });
  expect(enforced.status).toBe(403);
  expect(enforced.json()).toMatchObject({ type: '/problems/step-up-required' });
  const attack = { kind: 'management-closed', scope: { level: 'provider' } };
  expect((await it.ask('POST', `${api}/attacks`, { token: ours, body: attack })).status).toBe(403);
  await it.must('DELETE', `${api}/policies/${id}`);
});

test('the map has verdicts and traffic, and what was only noted counts', async () => {
  const form = policy('Watching America', [rule('us', 'refuse', ['US'])]);
  const { id } = await it.must<GeoPolicyWire>('POST', `${api}/policies`, form);
  const token = await it.token('ingest', 'pbx two', 'bakkerij');
  const event = { '@timestamp': new Date().toISOString(), 'event.action': 'sip-register', 'event.outcome': 'failure' };
  await it.deliver(token.secret, [{ ...event, 'source.ip': american, 'user.name': 'x' }]);
  const line = await until('the attempt is on the map', 20, async () => {
    const { countries } = await it.get<GeoMap>(`${api}/map?service=sip&hours=24`);
    return countries.find(({ country, wouldRefuse }) => country === 'US' && wouldRefuse > 0);
  });
  expect(line).toMatchObject({ verdict: 'watch', wished: 'refuse', good: 0, wouldRefuse: 1, refused: 0, passed: 0 });
  expect(line.failed).toBeGreaterThan(300);

  // Enforced. What comes all the same is told as that, and is no refusal; what a door with a list turns away did not come.
  await it.must('POST', `${api}/policies/${id}/state`, { state: 'enforced' });
  const again = (user: string, reason: string) => ({
    ...{ ...event, '@timestamp': new Date().toISOString(), 'event.reason': reason },
    ...{ 'source.ip': american, 'user.name': user },
  });
  // Only once everybody had the time to take the policy over.
  const after = await until('what came through is on the map', 40, async () => {
    await it.deliver(token.secret, [again('x', 'wrong-password'), again('y', 'acl-denied')]);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { countries } = await it.get<GeoMap>(`${api}/map?service=sip&hours=24`);
    return countries.find(({ country, passed }) => country === 'US' && passed > 0);
  });
  expect(after).toMatchObject({ verdict: 'refuse', wouldRefuse: 1, refused: 0 });
  expect(after.denied).toBeGreaterThanOrEqual(after.passed);
  await removed(id);
}, 60_000);

test('the map counts by the hour: what came before the span is not in it', async () => {
  const token = await it.token('ingest', 'pbx of before', 'bakkerij');
  const began = Date.now();
  const ago = (hours: number, user: string) => ({
    ...{ '@timestamp': new Date(began - hours * 3_600_000).toISOString(), 'event.action': 'sip-register' },
    ...{ 'event.outcome': 'success', 'source.ip': '193.140.1.1', 'user.name': user },
  });
  await it.deliver(token.secret, [ago(0, '501'), ago(3, '502'), ago(3, '503'), ago(30, '504')]);
  const turkey = async (hours: number) => {
    const { from, countries } = await it.get<GeoMap>(`${api}/map?service=registration&hours=${hours}`);
    const line = countries.find(({ country }) => country === 'TR');
    return { from: Date.parse(from), figures: [line?.good, line?.accounts] };
  };
  await until('all of it is counted', 20, async () => (await turkey(48)).figures[0] === 4);
  expect((await turkey(48)).figures).toEqual([4, 4]);
  expect((await turkey(24)).figures).toEqual([3, 3]);
  const hour = await turkey(1);
  expect(hour.figures).toEqual([1, 1]);
  expect(hour.from % 3_600_000).toBe(0);
  expect(Date.now() - hour.from).toBeLessThan(2 * 3_600_000);
  // Nothing was counted before the oldest of it.
  const first = began - 30 * 3_600_000;
  expect((await turkey(720)).from).toBe(first - (first % 3_600_000));
}, 60_000);

test('with geo.kernel off the next start takes out what is in the kernel, and nothing else', {
  timeout: 120_000,
}, async () => {
  await it.server.stop();
  const nft = (...args: string[]) =>
    execFileSync('ip', ['netns', 'exec', namespace, 'nft', ...args], { encoding: 'utf8' });
  nft('add', 'table', 'inet', 'of_somebody_else');
  expect(nft('-s', '-t', 'list', 'ruleset')).toContain('table inet belwacht_geo ');
  const off = new Serving('geo-off', {
    enforcers: [{ id: 'firewall', kind: 'nftables', netns: namespace }],
    geo: { kernel: 'off' },
  });
  try {
    await off.start();
    const rules = nft('-s', '-t', 'list', 'ruleset');
    expect(rules).not.toContain('_geo');
    for (const table of ['belwacht', 'of_somebody_else']) expect(rules).toContain(`table inet ${table} `);
    expect(off.server.output).toContain('policies by country are out of the kernel (inet belwacht_geo)');
    expect((await off.get<GeoStanding>(`${api}/standing`)).kernel).toMatchObject({ present: false });
  } finally {
    await off.close();
  }
});

/** Takes a policy away, also one that lets somebody pass who works now. */
async function removed(id: string): Promise<void> {
  await it.must('DELETE', `${api}/policies/${id}?acknowledgeCuts=true`);
}

function policy(name: string, rules: readonly ReturnType<typeof rule>[]) {
  return { name, scope: { level: 'provider' }, rules };
}

function rule(id: string, verdict: string, subjects: readonly string[]) {
  return { id, verdict, services: ['sip'], subjects };
}

/** An explanation, with the reason that decided. */
async function explain(subject: string, more: Record<string, string> = {}) {
  const explained = await it.get<GeoExplained>(`${api}/explain?${new URLSearchParams({ subject, ...more })}`);
  return { ...explained, decided: explained.because[0] };
}

/** Waits until the kernel does what the policy says; what the policy says has to be so at once. */
async function followed(subject: string, verdict: string) {
  expect(await explain(subject)).toMatchObject({ verdict });
  return until(`the kernel does ${verdict}`, 30, async () => {
    const found = await explain(subject);
    return found.kernel === verdict && found;
  });
}

/** The whole world takes the kernel a while. */
async function loaded(): Promise<void> {
  await until('the kernel holds the policy', 120, async () => {
    const { kernel } = await it.get<GeoStanding>(`${api}/standing`);
    expect(kernel.present).toBe(true);
    // An empty kernel tells apart what policies do at first; the whole world follows.
    return kernel.ok && kernel.classes > 200;
  });
}
